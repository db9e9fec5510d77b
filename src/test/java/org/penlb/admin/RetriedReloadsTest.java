package org.penlb.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.admin.ImpatientPen.WAITING;
import static org.penlb.admin.ImpatientPen.await;
import static org.penlb.admin.ImpatientPen.awaitRefusal;
import static org.penlb.admin.ImpatientPen.builder;
import static org.penlb.admin.ImpatientPen.config;
import static org.penlb.admin.ImpatientPen.service;
import static org.penlb.admin.ImpatientPen.taken;
import static org.penlb.admin.ImpatientPen.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.events.Origin;
import org.penlb.service.NameResolver;
import org.penlb.testing.Await;
import org.penlb.testing.Told;

/** What is refused for a reason that passes is tried again by itself. */
@Timeout(60)
class RetriedReloadsTest {
    private final Vertx vertx = Vertx.vertx();
    private final ImpatientPen pens = new ImpatientPen(vertx, new NameResolver(vertx));
    private final Administration pen = pens.pen;
    private final Told told = pens.told;

    @TempDir
    Path folder;

    private static PenConfig with(ServerSocket taken) {
        return config(web(1), service("more", "127.0.0.1:" + taken.getLocalPort(), "127.0.0.1:9"));
    }

    @AfterEach
    void close() {
        pens.close();
    }

    @Test
    void a_port_that_is_taken_for_a_moment_is_had_in_the_end() throws IOException {
        PenConfig wanted;
        try (ServerSocket taken = taken()) {
            wanted = with(taken);
            awaitRefusal(pen.reloads().apply(wanted));
            assertThat(pens.last().ok()).isFalse();
            assertThat(pens.last().waiting()).isTrue();
            assertThat(pen.reloads().words())
                    .startsWith("A configuration is waiting, and tried again: listener \"127.0.0.1:");
            pens.awaitRetries();
            assertThat(told.messages())
                    .containsExactly(
                            "SEVERE nothing is applied: listener \"127.0.0.1:" + taken.getLocalPort()
                                    + "\": the port is in use by another program",
                            WAITING);
        }
        pens.awaitApplied();
        assertThat(pens.last().waiting()).isFalse();
        assertThat(pen.reloads().words()).isNull();
        assertThat(pen.config().services()).isEqualTo(wanted.services());
        assertThat(told.messages()).last().isEqualTo("INFO another configuration is applied");
    }

    @Test
    void a_reason_that_does_not_pass_is_no_reason_to_try_again() {
        var read = new AtomicInteger();
        awaitRefusal(pen.reloads().apply(() -> {
            read.incrementAndGet();
            return Future.failedFuture(new ConfigException("pen.json:1:1: no such key"));
        }));
        assertThat(pens.last().waiting()).isFalse();
        pens.awaitRetries();
        assertThat(read).hasValue(1);
        assertThat(told.messages()).containsExactly("SEVERE nothing is applied: pen.json:1:1: no such key");
    }

    @Test
    void a_newer_configuration_ends_the_waiting_for_an_older_one() throws IOException {
        var read = new AtomicInteger();
        PenConfig newer = config(web(3));
        try (ServerSocket taken = taken()) {
            awaitRefusal(pen.reloads().apply(() -> {
                read.incrementAndGet();
                return Future.succeededFuture(with(taken));
            }));
            await(pen.reloads().apply(newer));
            assertThat(pens.last().ok()).isTrue();
        }
        int times = read.get();
        pens.awaitRetries();
        assertThat(read).hasValue(times);
        assertThat(pen.config().services()).isEqualTo(newer.services());
    }

    @Test
    void a_newer_configuration_that_is_refused_for_good_ends_it_too() throws IOException {
        try (ServerSocket taken = taken()) {
            awaitRefusal(pen.reloads().apply(with(taken)));
            pen.reloads().wrong(new ConfigException("pen.json:1:1: no end"));
            assertThat(pens.last().waiting()).isFalse();
        }
        pens.awaitRetries();
        assertThat(pen.config().services()).isEqualTo(config(web(1)).services());
        assertThat(pens.last().message()).isEqualTo("pen.json:1:1: no end");
    }

    @Test
    void what_is_tried_again_is_read_again() throws IOException {
        try (ServerSocket taken = taken()) {
            var file = new AtomicReference<>(with(taken));
            pen.reloads().readFrom(() -> Future.succeededFuture(file.get()));
            awaitRefusal(pen.reloads().apply(file.get()));
            file.set(config(web(4)));
            pens.awaitApplied();
            assertThat(pen.config().services()).isEqualTo(file.get().services());
        }
    }

    @Test
    void a_file_that_was_half_written_when_it_was_tried_again_is_read_once_more() {
        var half = new AtomicBoolean(true);
        pen.reloads()
                .readFrom(() -> half.getAndSet(false)
                        ? Future.failedFuture(new ConfigException("pen.json:3:1: the text ends here"))
                        : Future.succeededFuture(config(web(5))));
        pen.reloads().wrong(ConfigException.passing("pen.json: no such file"));
        assertThat(pens.last().waiting()).isTrue();
        pens.awaitApplied();
        assertThat(pen.config().services()).isEqualTo(config(web(5)).services());
    }

    @Test
    void what_commands_changed_meanwhile_stays() throws IOException {
        try (ServerSocket taken = taken()) {
            awaitRefusal(pen.reloads().apply(with(taken)));
            await(pen.inTurn(() ->
                    pen.running().change(Origin.OPERATOR, 0, builder -> builder.service().clientsMax = 4321)));
        }
        pens.awaitApplied();
        assertThat(pen.config().services()).hasSize(2);
        assertThat(pen.config().services().getFirst().clientsMax()).isEqualTo(4321);
    }

    @Test
    void a_log_that_cannot_be_opened_yet_is_opened_when_it_can_be() throws IOException {
        Path inner = folder.resolve("inner");
        ServiceBuilder service = builder("web", "127.0.0.1:0", "127.0.0.1:1");
        service.log = inner.resolve("pen.log").toString();
        awaitRefusal(pen.reloads().apply(config(service.build())));
        assertThat(pens.last().waiting()).isTrue();
        Files.createDirectory(inner);
        pens.awaitApplied();
        assertThat(inner.resolve("pen.log")).exists();
    }

    @Test
    void a_file_of_commands_that_is_not_there_yet_is_read_when_it_is() throws IOException {
        Path file = folder.resolve("commands");
        try (var commands = new Told(CommandFiles.class)) {
            awaitRefusal(pen.reloads().commandFiles().include(file));
            assertThat(pens.last().waiting()).isTrue();
            assertThat(pen.reloads().words())
                    .isEqualTo("A file of commands is waiting, and tried again: \"" + file + "\": no such file");
            pens.awaitRetries();
            assertThat(commands.messages())
                    .containsExactly("WARNING " + file
                            + " is waiting: its commands are tried again until they can be carried out");
            Files.writeString(folder.resolve("draft"), "server 0 weight 6\n");
            Files.move(folder.resolve("draft"), file);
            Await.until("it is carried out", () -> pens.last().ok());
            assertThat(pen.config().services().getFirst().servers().getFirst().weight())
                    .isEqualTo(6);
            Await.until(
                    "that is told",
                    () -> commands.messages().contains("INFO " + file + ": its commands are carried out"));
        }
    }

    @Test
    void a_file_of_commands_with_a_fault_is_not_tried_again() throws IOException {
        Path file = Files.writeString(folder.resolve("commands"), "server 0 colour red\n");
        try (var commands = new Told(CommandFiles.class)) {
            awaitRefusal(pen.reloads().commandFiles().include(file));
            assertThat(pens.last().ok()).isFalse();
            assertThat(pens.last().waiting()).isFalse();
            assertThat(pen.reloads().words()).startsWith("The last file of commands was refused: " + file + ":1: ");
            assertThat(commands.messages()).isEmpty();
        }
    }

    @Test
    void a_configuration_that_waits_is_seen_while_others_go_well() throws IOException {
        Path file = Files.writeString(folder.resolve("commands"), "server 0 weight 6\n");
        try (ServerSocket taken = taken()) {
            awaitRefusal(pen.reloads().apply(with(taken)));
            await(pen.reloads().commandFiles().include(file));
            assertThat(pens.last().waiting()).isTrue();
        }
        pens.awaitApplied();
    }

    @Test
    void something_else_is_read_again_until_it_can_be() {
        var left = new AtomicInteger(3);
        awaitRefusal(pen.reloads()
                .readAgain(
                        "--geoip",
                        () -> left.getAndDecrement() > 0
                                ? Future.failedFuture(ConfigException.passing("half of it"))
                                : Future.succeededFuture()));
        Await.until(
                "it is read",
                () -> told.messages()
                        .equals(List.of(
                                "WARNING --geoip is tried again until it can be read",
                                "INFO --geoip: it is read again")));
        assertThat(pen.reloads().last()).as("that is no configuration").isNull();
    }

    @Test
    void nothing_is_tried_again_once_pen_has_ended() {
        var read = new AtomicInteger();
        awaitRefusal(pen.reloads().apply(() -> {
            read.incrementAndGet();
            return Future.failedFuture(ConfigException.passing("not yet"));
        }));
        await(pen.close());
        int times = read.get();
        pens.awaitRetries();
        assertThat(read).hasValue(times);
    }
}
