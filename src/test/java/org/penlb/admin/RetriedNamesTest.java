package org.penlb.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.admin.ImpatientPen.WAITING;
import static org.penlb.admin.ImpatientPen.await;
import static org.penlb.admin.ImpatientPen.awaitRefusal;
import static org.penlb.admin.ImpatientPen.config;
import static org.penlb.admin.ImpatientPen.service;
import static org.penlb.admin.ImpatientPen.taken;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.config.PenConfig;
import org.penlb.service.NameResolver;
import org.penlb.testing.Await;
import org.penlb.testing.Told;

/** A configuration with names that do not resolve yet is tried again by itself. */
@Timeout(60)
class RetriedNamesTest {
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private volatile Runnable slow = () -> {};
    private final AtomicInteger lookUps = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx();
    private final ImpatientPen pens = new ImpatientPen(vertx, new NameResolver(vertx, this::lookUp));
    private final Administration pen = pens.pen;
    private final Told told = pens.told;

    private List<InetAddress> lookUp(String host) throws UnknownHostException {
        lookUps.incrementAndGet();
        slow.run();
        if (!known.contains(host)) {
            throw new UnknownHostException(host);
        }
        return List.of(InetAddress.ofLiteral("127.0.0.7"));
    }

    @AfterEach
    void close() {
        pens.close();
    }

    @Test
    void a_name_that_does_not_resolve_yet_does_in_the_end() {
        awaitRefusal(pen.reloads().apply(config(service("web", "127.0.0.1:0", "127.0.0.1:1", "new.example:80"))));
        assertThat(pens.last().waiting()).isTrue();
        int before = lookUps.get();
        Await.until("it is looked up again", () -> lookUps.get() > before + 2);
        assertThat(told.messages())
                .containsExactly(
                        "SEVERE nothing is applied: server \"new.example:80\": the name \"new.example\" does not resolve"
                                + " to an address",
                        WAITING);
        known.add("new.example");
        pens.awaitApplied();
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
        pens.awaitApplied();
        assertThat(pen.config().services()).hasSize(2);
    }
}
