package org.penlb.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.config.cluster.Discovery;
import org.penlb.config.cluster.SharedSecret;
import org.penlb.testing.Await;
import org.penlb.testing.Ports;

/** Configurations for nodes of this machine, and waiting for what they do. */
final class Clusters {
    private Clusters() {}

    static Address.Inet free() {
        return new Address.Inet("127.0.0.1", Ports.free());
    }

    static ClusterConfig config(Address.Inet listen, Address.Inet... members) {
        return config(listen, free(), new Discovery.Members(Arrays.asList(members)), null);
    }

    static ClusterConfig config(
            Address.Inet listen,
            Address.@Nullable Inet eventBus,
            Discovery discovery,
            ClusterConfig.@Nullable Keys keys) {
        return new ClusterConfig(
                ClusterConfig.USUAL_NAME + "-" + ProcessHandle.current().pid(),
                listen,
                eventBus,
                discovery,
                new SharedSecret("a-secret-of-these-nodes"),
                ClusterConfig.Ejection.VOTE,
                Duration.ofSeconds(60),
                keys);
    }

    static List<ClusterNode> started(ClusterConfig... configs) {
        List<Future<ClusterNode>> joining =
                Arrays.stream(configs).map(ClusterNode::join).toList();
        return joining.stream().map(Clusters::result).toList();
    }

    static void close(List<ClusterNode> nodes) {
        List<Future<Void>> closing = nodes.stream().map(ClusterNode::close).toList();
        closing.forEach(Clusters::result);
    }

    static <T> T result(Future<T> future) {
        completed(future);
        if (future.failed()) {
            throw new AssertionError(future.cause());
        }
        return future.result();
    }

    static <E extends Throwable> E failure(Class<E> kind, Future<?> future) {
        completed(future);
        assertThat(future.failed()).isTrue();
        assertThat(future.cause()).isInstanceOf(kind);
        return kind.cast(future.cause());
    }

    private static void completed(Future<?> future) {
        Await.until("it is completed", future::isComplete);
    }
}
