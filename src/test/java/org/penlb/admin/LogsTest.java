package org.penlb.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.config.CountryLookup;
import org.penlb.config.IpAddress;
import org.penlb.config.PenConfig;
import org.penlb.config.RelayKind;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.events.Origin;
import org.penlb.service.LogState;
import org.penlb.service.Service;
import org.penlb.service.ServiceSnapshot;
import org.penlb.testing.Await;
import org.penlb.testing.Told;

/** The logs of several services, opened anew after they were renamed. */
@Timeout(60)
class LogsTest {
    private static final ServerArguments ARGUMENTS = new ServerArguments(_ -> -1);

    private final Vertx vertx = Vertx.vertx();
    private final Told told = new Told(Logs.class);

    @TempDir
    Path folder;

    private Path inner = Path.of("");
    private Administration pen = pen(List.of());

    private Administration pen(List<ServiceConfig> services) {
        var none = new ServiceBuilder("none", ARGUMENTS.listener("127.0.0.1:0"), 100);
        none.servers().add(ARGUMENTS.server("127.0.0.1:9", none.listen()));
        var config = new PenConfig(services.isEmpty() ? List.of(none.build()) : services, RelayKind.AUTO, 1);
        return new Administration(vertx, config, ARGUMENTS, _ -> {}, CountryLookup.NONE);
    }

    private static ServiceConfig service(String name, Path log) {
        var service = new ServiceBuilder(name, ARGUMENTS.listener("127.0.0.1:0"), 100);
        service.servers().add(ARGUMENTS.server("127.0.0.1:9", service.listen()));
        service.log = log.toString();
        return service.build();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void start() throws IOException {
        inner = Files.createDirectory(folder.resolve("inner"));
        pen = pen(List.of(
                service("web", inner.resolve("web.log")),
                service("app", folder.resolve("app.log")),
                service("api", folder.resolve("app.log"))));
        await(pen.start().compose(_ -> pen.serve()));
    }

    @AfterEach
    void close() {
        told.close();
        await(pen.close());
        await(vertx.close());
    }

    private static void log(Service service, String request) {
        Objects.requireNonNull(service.log())
                .request(
                        IpAddress.of(InetAddress.ofLiteral("127.0.0.1")),
                        "127.0.0.1",
                        7,
                        request.getBytes(StandardCharsets.US_ASCII));
    }

    private static LogState state(Service service) {
        return Objects.requireNonNull(ServiceSnapshot.of(service).log());
    }

    private static boolean has(Path file, String... requests) {
        try {
            return Files.exists(file) && List.of(requests).stream().allMatch(Files.readString(file)::contains);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void one_that_cannot_be_opened_keeps_no_other_from_being() throws IOException {
        Service web = pen.service(0);
        Path moved = folder.resolve("moved");
        Files.move(inner, moved);
        Files.move(folder.resolve("app.log"), folder.resolve("app.log.1"));
        boolean failed = await(pen.reopenLogs().transform(done -> Future.succeededFuture(done.failed())));
        assertThat(failed).isTrue();
        assertThat(told.messages())
                .containsExactly("SEVERE HUP: web: log \"" + inner.resolve("web.log")
                        + "\": no such directory; no line is dropped for it, and it is tried again until it can be"
                        + " opened");
        for (Service service : pen.services()) {
            log(service, service.config().name() + " here");
        }
        Await.until("the others have new files", () -> has(folder.resolve("app.log"), "app here", "api here"));
        Await.until("the line is in the old file", () -> has(moved.resolve("web.log"), "web here"));
        assertThat(state(web)).isEqualTo(new LogState(inner.resolve("web.log").toString(), false, 0));
        assertThat(state(pen.service(1)).up()).isTrue();
        Files.createDirectory(inner);
        Await.until("it is opened by itself", () -> state(web).up());
        log(web, "and here");
        Await.until("the line is in the new file", () -> has(inner.resolve("web.log"), "and here"));
    }

    @Test
    void another_log_takes_the_place_of_one_that_is_in_trouble() throws IOException {
        Files.move(inner, folder.resolve("moved"));
        await(pen.reopenLogs().otherwiseEmpty());
        Path other = folder.resolve("other.log");
        await(pen.inTurn(() ->
                pen.running().change(Origin.OPERATOR, 0, builder -> builder.service().log = other.toString())));
        assertThat(state(pen.service(0))).isEqualTo(new LogState(other.toString(), true, 0));
        log(pen.service(0), "somewhere else");
        Await.until("the line is there", () -> has(other, "somewhere else"));
    }
}
