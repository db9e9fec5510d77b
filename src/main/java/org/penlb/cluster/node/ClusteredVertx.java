package org.penlb.cluster.node;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.cluster.ClusterConfig;

/**
 * A clustered Vert.x beside the one that serves, with few threads, all of its own: starting it takes seconds, and nothing of
 * that on a thread of the caller's.
 */
final class ClusteredVertx {
    /** A node that is stopped or cut off is connected to anew after ping and reply, three seconds. */
    private static final long PING_MILLIS = 1000;

    private static final long REPLY_MILLIS = 2000;
    private static final int CONNECT_MILLIS = 1000;
    /** Of those that may block: joining, leaving, reading a whole map. */
    private static final int WORKERS = 4;
    /** Joining waits for the others, and for a busy machine; a warning before that would be none. */
    private static final long LONGEST_WORK_SECONDS = 120;

    /** Nodes are reached by their addresses; if a name came up all the same, nobody else's servers are to hear of it. */
    private static final List<String> NAMELESS = List.of("127.0.0.1");

    private ClusteredVertx() {}

    /**
     * @return fails with a {@link ConfigException} if an address cannot be listened on or a key cannot be used, with something
     *     else if Hazelcast does not start; completed on a thread of the cluster's
     */
    static Future<Vertx> start(ClusterConfig config) {
        Promise<Vertx> started = Promise.promise();
        Thread.ofPlatform().daemon().name("pen-cluster-start").start(() -> {
            try {
                join(config).onComplete(started);
            } catch (RuntimeException | LinkageError e) {
                started.fail(e);
            }
        });
        return started.future();
    }

    private static Future<Vertx> join(ClusterConfig config) {
        QuietLogs.set();
        NodeAddresses addresses = NodeAddresses.of(config);
        return Vertx.builder()
                .with(options(addresses, config.keys()))
                .withClusterManager(new MemberList(HazelcastSettings.of(config, addresses)))
                .buildClustered();
    }

    private static VertxOptions options(NodeAddresses addresses, ClusterConfig.@Nullable Keys keys) {
        return new VertxOptions()
                .setAddressResolverOptions(new AddressResolverOptions().setServers(NAMELESS))
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(1)
                .setMaxWorkerExecuteTime(LONGEST_WORK_SECONDS)
                .setMaxWorkerExecuteTimeUnit(TimeUnit.SECONDS)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false))
                .setEventBusOptions(eventBus(addresses.eventBus(), keys));
    }

    private static EventBusOptions eventBus(Address.Inet address, ClusterConfig.@Nullable Keys keys) {
        EventBusOptions options = new EventBusOptions()
                .setHost(address.host())
                .setPort(address.port())
                .setClusterPingInterval(PING_MILLIS)
                .setClusterPingReplyInterval(REPLY_MILLIS)
                .setConnectTimeout(CONNECT_MILLIS);
        if (keys != null) {
            List.of(keys.certificate(), keys.key(), keys.authority()).forEach(ClusteredVertx::checkReadable);
            options.setSsl(true)
                    .setTrustAll(false) // as it does unless it is told
                    .setClientAuth(ClientAuth.REQUIRED)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(keys.certificate().toString())
                            .setKeyPath(keys.key().toString()))
                    .setTrustOptions(
                            new PemTrustOptions().addCertPath(keys.authority().toString()));
        }
        return options;
    }

    private static void checkReadable(Path file) {
        if (!Files.isReadable(file)) {
            throw new ConfigException("cluster: \"" + file + "\": "
                    + (Files.exists(file) ? "it may not be read" : "there is no such file"));
        }
    }
}
