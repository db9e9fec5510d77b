package org.penlb.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.config.CountryLookup;
import org.penlb.config.PenConfig;
import org.penlb.config.RelayKind;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;

/** Several things are read again at about the same time. */
@Timeout(60)
class ReloadsTest {
    private static final ServerArguments ARGUMENTS = new ServerArguments(_ -> -1);

    private final Vertx vertx = Vertx.vertx();
    private final Administration pen = new Administration(vertx, config(1), ARGUMENTS, _ -> {}, CountryLookup.NONE);

    private static PenConfig config(int server) {
        var service = new ServiceBuilder("web", ARGUMENTS.listener("127.0.0.1:0"), 100);
        service.servers().add(ARGUMENTS.server("127.0.0.1:" + server, service.listen()));
        return new PenConfig(List.of(service.build()), RelayKind.AUTO, 1);
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void start() {
        await(pen.start().compose(_ -> pen.serve()));
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void what_waits_for_its_turn_is_read_when_that_has_come() {
        var file = new AtomicReference<>(config(2));
        Promise<PenConfig> slow = Promise.promise();
        Future<Void> first = pen.reloads().apply(slow::future);
        Future<Void> second = pen.reloads().apply(() -> Future.succeededFuture(file.get()));
        file.set(config(3));
        slow.complete(config(1));
        await(Future.all(first, second));
        assertThat(pen.config().services()).isEqualTo(config(3).services());
    }

    @Test
    void what_cannot_be_read_is_told_and_keeps_nobody_waiting() {
        Future<Void> broken = pen.reloads().apply(() -> Future.failedFuture("no such file"));
        boolean failed = await(broken.transform(done -> Future.succeededFuture(done.failed())));
        assertThat(failed).isTrue();
        await(pen.reloads().apply(config(4)));
        assertThat(pen.config().services()).isEqualTo(config(4).services());
    }

    @Test
    void a_first_look_that_finds_nothing_new_is_no_reload() {
        await(pen.reloads().apply(config(1)));
        assertThat(pen.reloads().last()).isNull();
    }
}
