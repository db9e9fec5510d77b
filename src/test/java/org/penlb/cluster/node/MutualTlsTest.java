package org.penlb.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.config.cluster.Discovery;
import org.penlb.testing.Await;

/** An event bus on which each end proves who it is. */
class MutualTlsTest {
    private static final Address.Inet FIRST = Clusters.free();

    private static final BlockingQueue<String> HEARD = new LinkedBlockingQueue<>();

    private static List<ClusterNode> nodes = List.of();

    private static ClusterConfig config(Address.Inet listen, ClusterConfig.@Nullable Keys keys) {
        return Clusters.config(listen, Clusters.free(), new Discovery.Members(List.of(FIRST)), keys);
    }

    /** Two of us, then three strangers: all are members, since maps are not guarded by keys. */
    @BeforeAll
    static void join(@TempDir Path folder) throws IOException, InterruptedException {
        var ours = new Authority(folder.resolve("ours"));
        var theirs = new Authority(folder.resolve("theirs"));
        nodes = Clusters.started(
                config(FIRST, ours.keys("first", ours)),
                config(Clusters.free(), ours.keys("second", ours)),
                config(Clusters.free(), theirs.keys("knows-us", ours)),
                config(Clusters.free(), ours.keys("known-by-us", theirs)),
                config(Clusters.free(), null));
        Await.until("the first lists all", () -> first().nodes().size() == nodes.size());
        Clusters.result(first().receive(message -> HEARD.add(message.toString())));
    }

    @AfterAll
    static void leave() {
        Clusters.close(nodes);
    }

    private static ClusterNode first() {
        return nodes.getFirst();
    }

    private static BlockingQueue<String> heardBy(ClusterNode node) {
        var heard = new LinkedBlockingQueue<String>();
        Clusters.result(node.receive(message -> heard.add(message.toString())));
        Await.until("it lists the first", () -> node.nodes().contains(first().id()));
        return heard;
    }

    @Test
    void instances_with_certificates_of_one_authority_hear_each_other() throws InterruptedException {
        ClusterNode second = nodes.get(1);
        BlockingQueue<String> there = heardBy(second);
        Clusters.result(second.send(first().id(), Buffer.buffer("to the first")));
        assertThat(Await.next(HEARD)).isEqualTo("to the first");
        Clusters.result(first().send(second.id(), Buffer.buffer("to the second")));
        assertThat(Await.next(there)).isEqualTo("to the second");
    }

    /** It would take whatever we say, if we did not look whose certificate it has. */
    @Test
    void one_that_knows_our_authority_and_is_not_known_by_it_is_not_heard_and_hears_nothing()
            throws InterruptedException {
        assertIsStranger(nodes.get(2));
    }

    @Test
    void one_that_does_not_trust_us_is_not_talked_to() throws InterruptedException {
        assertIsStranger(nodes.get(3));
    }

    @Test
    void one_in_the_clear_is_not_heard_and_hears_nothing() throws InterruptedException {
        assertIsStranger(nodes.get(4));
    }

    private static void assertIsStranger(ClusterNode stranger) throws InterruptedException {
        BlockingQueue<String> there = heardBy(stranger);
        Future<Void> from = stranger.send(first().id(), Buffer.buffer("from a stranger"));
        Future<Void> to = first().send(stranger.id(), Buffer.buffer("to a stranger"));
        Await.until("both were tried", () -> from.isComplete() && to.isComplete());
        for (int i = 0; i < 3; i++) { // what was sent before these has had its time when they have come
            Clusters.result(nodes.get(1).send(first().id(), Buffer.buffer("of us")));
            assertThat(Await.next(HEARD)).isEqualTo("of us");
        }
        assertThat(HEARD).isEmpty();
        assertThat(there).isEmpty();
    }

    @Test
    void a_key_that_cannot_be_read_is_a_mistake_of_the_configuration(@TempDir Path folder) {
        Path nothing = folder.resolve("nothing.pem");
        var keys = new ClusterConfig.Keys(nothing, nothing, nothing);
        Future<ClusterNode> node = ClusterNode.join(config(Clusters.free(), keys));
        assertThat(Clusters.failure(ConfigException.class, node))
                .hasMessage("cluster: \"" + nothing + "\": there is no such file");
    }
}
