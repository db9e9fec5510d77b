package org.penlb.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.penlb.config.CountryLookup;
import org.penlb.config.PenConfig;
import org.penlb.config.RelayKind;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.service.NameResolver;
import org.penlb.testing.Await;
import org.penlb.testing.Told;

/** A Pen that tries again soon, and what it tells of reloads. It serves as {@link #web}. */
final class ImpatientPen implements AutoCloseable {
    static final String WAITING =
            "WARNING the configuration is waiting: it is tried again until it can be applied, or has changed";
    private static final ServerArguments ARGUMENTS = new ServerArguments(_ -> -1);
    private static final Retry.Pauses SHORT = new Retry.Pauses(Duration.ofMillis(20), Duration.ofMillis(40));

    final Vertx vertx;
    final Administration pen;
    final Told told = new Told(Reloads.class);

    ImpatientPen(Vertx vertx, NameResolver resolver) {
        this.vertx = vertx;
        pen = new Administration(vertx, config(web(1)), ARGUMENTS, _ -> {}, CountryLookup.NONE, resolver, SHORT);
        await(pen.start().compose(_ -> pen.serve()));
    }

    /** At any free port. */
    static ServiceConfig web(int server) {
        return service("web", "127.0.0.1:0", "127.0.0.1:" + server);
    }

    static ServiceConfig service(String name, String listen, String... servers) {
        return builder(name, listen, servers).build();
    }

    static ServiceBuilder builder(String name, String listen, String... servers) {
        var service = new ServiceBuilder(name, ARGUMENTS.listener(listen), 100);
        for (String server : servers) {
            service.servers().add(ARGUMENTS.server(server, service.listen()));
        }
        return service;
    }

    static PenConfig config(ServiceConfig... services) {
        return new PenConfig(List.of(services), RelayKind.AUTO, 1);
    }

    /** A port that is in use as long as it is open. */
    static ServerSocket taken() throws IOException {
        return new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    static void awaitRefusal(Future<Void> future) {
        boolean failed = await(future.transform(done -> Future.succeededFuture(done.failed())));
        assertThat(failed).isTrue();
    }

    /** Returns when whatever is waiting by now has been tried again: something that began to wait later has, several times. */
    void awaitRetries() {
        var later = new Retry(vertx, SHORT);
        var tries = new AtomicInteger();
        tryAgain(later, later.begin(), tries);
        Await.until("something else is tried again", () -> tries.get() > 3);
        later.stop();
    }

    private static void tryAgain(Retry retry, long number, AtomicInteger tries) {
        tries.incrementAndGet();
        retry.later(number, () -> tryAgain(retry, number, tries));
    }

    Reloads reloads() {
        return pen.reloads();
    }

    Reloads.Outcome last() {
        return Objects.requireNonNull(pen.reloads().last());
    }

    void awaitApplied() {
        Await.until("it is applied", () -> last().ok());
    }

    @Override
    public void close() {
        told.close();
        await(pen.close());
        await(vertx.close());
    }
}
