package org.penlb.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.cluster.Discovery;
import org.penlb.testing.Await;

class ClusterNodeTest {
    private static final Address.Inet FIRST = Clusters.free();
    private static final Address.Inet SECOND = Clusters.free();

    private static List<ClusterNode> nodes = List.of();

    @BeforeAll
    static void join() {
        nodes = Clusters.started(Clusters.config(FIRST, FIRST, SECOND), Clusters.config(SECOND, FIRST, SECOND));
        listed(Set.of(one().id(), other().id()));
    }

    @AfterAll
    static void leave() {
        Clusters.close(nodes);
    }

    private static ClusterNode one() {
        return nodes.getFirst();
    }

    private static ClusterNode other() {
        return nodes.getLast();
    }

    private static void listed(Set<String> expected) {
        Await.until(
                "both list " + expected,
                () -> nodes.stream().allMatch(node -> node.nodes().equals(expected)));
    }

    /** Keeps what it is told, in the order of telling. */
    private static final class Told implements ClusterNode.Watcher {
        private final Queue<String> all = new ConcurrentLinkedQueue<>();

        @Override
        public void joined(String node) {
            all.add("+" + node);
        }

        @Override
        public void left(String node) {
            all.add("-" + node);
        }
    }

    @Test
    void a_node_hears_what_is_sent_to_it_and_nobody_else_does() throws InterruptedException {
        var atOne = new LinkedBlockingQueue<String>();
        var atOther = new LinkedBlockingQueue<String>();
        Clusters.result(one().receive(message -> atOne.add(message.toString())));
        Clusters.result(other().receive(message -> atOther.add(message.toString())));
        Clusters.result(one().send(other().id(), Buffer.buffer("to other")));
        Clusters.result(other().send(one().id(), Buffer.buffer("to one")));
        assertThat(Await.next(atOther)).isEqualTo("to other");
        assertThat(Await.next(atOne)).isEqualTo("to one");

        Clusters.result(other().receiveAgain());
        for (int i = 0; i < 100; i++) {
            one().send(other().id(), Buffer.buffer("" + i));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(Await.next(atOther)).isEqualTo("" + i);
        }
        assertThat(atOther).isEmpty();
        assertThat(atOne).isEmpty();
    }

    @Test
    void who_was_never_there_is_not_reached() {
        Clusters.failure(VertxException.class, one().send("nobody", Buffer.buffer("x")));
    }

    @Test
    void what_one_writes_into_a_map_the_other_reads() {
        one().map("values", Duration.ofSeconds(30)).put("key", Buffer.buffer("value"));
        SharedMap there = other().map("values", Duration.ofSeconds(30));
        Await.until(
                "the value is there",
                () -> Buffer.buffer("value").equals(Clusters.result(there.all()).get("key")));
    }

    @Test
    void a_third_comes_by_a_name_and_goes_and_comes_as_another() throws InterruptedException {
        var told = new Told();
        one().watch(told);
        Discovery byName = new Discovery.Dns(new Address.Inet("localhost", FIRST.port()));
        var config = Clusters.config(Clusters.free(), null, byName, null);
        ClusterNode third = Clusters.started(config).getFirst();
        listed(Set.of(one().id(), other().id(), third.id()));
        var heard = new LinkedBlockingQueue<String>();
        Clusters.result(third.receive(message -> heard.add(message.toString())));
        one().send(third.id(), Buffer.buffer("welcome"));
        assertThat(Await.next(heard)).isEqualTo("welcome");
        Clusters.result(third.close());
        listed(Set.of(one().id(), other().id()));

        ClusterNode again = Clusters.started(config).getFirst();
        try {
            assertThat(again.id()).isNotEqualTo(third.id());
            Await.until("all was told", () -> told.all.size() == 4);
            assertThat(told.all)
                    .containsExactly("+" + other().id(), "+" + third.id(), "-" + third.id(), "+" + again.id());
        } finally {
            Clusters.result(again.close());
        }
    }

    @Test
    void an_address_that_is_taken_is_a_mistake_of_the_configuration() {
        Future<ClusterNode> second = ClusterNode.join(Clusters.config(FIRST, FIRST));
        assertThat(Clusters.failure(ConfigException.class, second))
                .hasMessage("cluster: " + FIRST + ": the port is in use by another program");
    }

    /** The bytes with which a client of Hazelcast begins, and those that say "not here". */
    @Test
    void a_client_of_hazelcast_is_not_let_in() throws IOException {
        try (var client = new Socket(FIRST.host(), FIRST.port())) {
            client.setSoTimeout((int) Await.LONG.toMillis());
            client.getOutputStream().write("CP2".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.getInputStream().readNBytes(3))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("HZX");
        }
    }

    @Test
    void a_clustered_vertx_that_is_there_is_used_and_left_running() throws InterruptedException {
        Address.Inet listen = Clusters.free();
        var config = Clusters.config(listen, listen);
        Vertx theirs = Clusters.result(ClusteredVertx.start(config));
        try {
            ClusterNode node = ClusterNode.of(theirs);
            var heard = new LinkedBlockingQueue<String>();
            Clusters.result(node.receive(message ->
                    heard.add(message + " on " + Thread.currentThread().getName())));
            Clusters.result(node.send(node.id(), Buffer.buffer("hello")));
            assertThat(Await.next(heard)).startsWith("hello on vert.x-worker-thread");
            Clusters.result(node.close());
            assertThat(Clusters.result(theirs.executeBlocking(() -> "runs"))).isEqualTo("runs");
        } finally {
            Clusters.result(theirs.close());
        }
    }
}
