package org.penlb.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.penlb.config.ServiceConfig;
import org.penlb.service.NameResolver;
import org.penlb.testing.Await;
import org.penlb.testing.Told;

/** A configuration with names that do not resolve yet is tried again by itself. */
@Timeout(60)
class RetriedNamesTest {
    private static final ServerArguments ARGUMENTS = new ServerArguments(_ -> -1);
    private static final Retry.Pauses SHORT = new Retry.Pauses(Duration.ofMillis(20), Duration.ofMillis(40));
    private static final String WAITING =
            "WARNING the configuration is waiting: it is tried again until it can be applied, or has changed";

    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private volatile Runnable slow = () -> {};
    private final AtomicInteger lookUps = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx();
    private final Administration pen = new Administration(
            vertx,
            config(web(1)),
            ARGUMENTS,
            _ -> {},
            CountryLookup.NONE,
            new NameResolver(vertx, this::lookUp),
            SHORT);
    private final Told told = new Told(Reloads.class);

    private static ServiceConfig service(String name, String listen, String... servers) {
        var service = new ServiceBuilder(name, ARGUMENTS.listener(listen), 100);
        for (String server : servers) {
            service.servers().add(ARGUMENTS.server(server, service.listen()));
        }
        return service.build();
    }

    private static ServiceConfig web(int server) {
        return service("web", "127.0.0.1:0", "127.0.0.1:" + server);
    }

    private static PenConfig config(ServiceConfig... services) {
        return new PenConfig(List.of(services), RelayKind.AUTO, 1);
    }

    private static ServerSocket taken() throws IOException {
        return new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    }

    private List<InetAddress> lookUp(String host) throws UnknownHostException {
        lookUps.incrementAndGet();
        slow.run();
        if (!known.contains(host)) {
            throw new UnknownHostException(host);
        }
        return List.of(InetAddress.ofLiteral("127.0.0.7"));
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static void awaitRefusal(Future<Void> future) {
        boolean failed = await(future.transform(done -> Future.succeededFuture(done.failed())));
        assertThat(failed).isTrue();
    }

    private Reloads.Outcome last() {
        return Objects.requireNonNull(pen.reloads().last());
    }

    @BeforeEach
    void start() {
        await(pen.start().compose(_ -> pen.serve()));
    }

    @AfterEach
    void close() {
        told.close();
        await(pen.close());
        await(vertx.close());
    }

    @Test
    void a_name_that_does_not_resolve_yet_does_in_the_end() {
        awaitRefusal(pen.reloads().apply(config(service("web", "127.0.0.1:0", "127.0.0.1:1", "new.example:80"))));
        assertThat(last().waiting()).isTrue();
        int before = lookUps.get();
        Await.until("it is looked up again", () -> lookUps.get() > before + 2);
        assertThat(told.messages())
                .containsExactly(
                        "SEVERE nothing is applied: server \"new.example:80\": the name \"new.example\" does not resolve"
                                + " to an address",
                        WAITING);
        known.add("new.example");
        Await.until("it is applied", () -> last().ok());
        assertThat(pen.service(0).balancer().table().servers().get(1).address())
                .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.7"), 80));
    }

    /** Name servers that are away make whoever asks wait. */
    @Test
    void nobody_waits_for_the_names_of_a_configuration_that_is_tried_again() {
        awaitRefusal(pen.reloads().apply(config(service("web", "127.0.0.1:0", "127.0.0.1:1", "new.example:80"))));
        var command = new AtomicReference<Future<Void>>();
        int before = lookUps.get();
        Promise<Void> answered = Promise.promise();
        slow = () -> {
            command.compareAndSet(null, pen.inTurn(Future::succeededFuture));
            await(command.get());
            answered.tryComplete();
        };
        await(answered.future());
        assertThat(lookUps).hasValueGreaterThan(before);
    }

    @Test
    void a_name_that_went_away_since_it_was_found_is_not_asked_for() throws IOException {
        known.add("old.example");
        PenConfig runs = config(service("web", "127.0.0.1:0", "old.example:80"));
        await(pen.reloads().apply(runs));
        known.clear();
        PenConfig wanted;
        try (ServerSocket taken = taken()) {
            wanted = config(
                    runs.services().getFirst(), service("more", "127.0.0.1:" + taken.getLocalPort(), "127.0.0.1:9"));
            awaitRefusal(pen.reloads().apply(wanted));
        }
        Await.until("it is applied", () -> last().ok());
        assertThat(pen.config().services()).hasSize(2);
    }
}
