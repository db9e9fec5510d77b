package org.penlb.cluster.node;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.config.cluster.ClusterConfig;

/**
 * This instance in the cluster, from joining to leaving. Whoever finds that the cluster's view is broken closes it, and starts
 * another one.
 *
 * <p>Its methods may be called on any thread, and wait for nothing. What comes from the cluster comes on one thread at a time,
 * that of {@link #context}.
 */
public final class ClusterNode {
    /** Registering where Hazelcast is asked for it may wait for a member that has stopped. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** How often the list of nodes is looked at. */
    private static final long LOOK_MILLIS = 200;
    /** Maps wait for nothing in these threads as a rule, and hold up nobody else when they do. */
    private static final int MAP_THREADS = 2;
    /** A map that failed is left alone for so long. */
    private static final Duration PAUSE_OF_MAPS = Duration.ofSeconds(1);

    private final VertxInternal vertx;
    private final boolean ours;
    private final ClusterManager manager;
    private final Context context;
    private final WorkerExecutor mapThreads;
    private volatile Set<String> listed = Set.of();
    /** Seen by the context alone, as is the next. */
    private @Nullable Handler<Message<Buffer>> receiver;

    private @Nullable MessageConsumer<Buffer> consumer;
    private final List<Long> timers = new ArrayList<>();

    /** Is told of nodes as Hazelcast lists them and drops them, this one left out. */
    public interface Watcher {
        void joined(String node);

        void left(String node);
    }

    private ClusterNode(Vertx vertx, boolean ours) {
        this.vertx = (VertxInternal) vertx;
        this.ours = ours;
        manager = this.vertx.clusterManager();
        // A Vert.x that is not ours has other things to do on its event loops.
        context = ours ? this.vertx.createEventLoopContext() : this.vertx.createWorkerContext();
        mapThreads = vertx.createSharedWorkerExecutor("pen-cluster-maps", MAP_THREADS);
    }

    /**
     * Joins the cluster, or begins one, on threads of its own.
     *
     * @return fails with a {@link org.penlb.config.ConfigException} if an address cannot be listened on or a key cannot be
     *     used, with something else if Hazelcast does not start; completed on a thread of the cluster's
     */
    public static Future<ClusterNode> join(ClusterConfig config) {
        return ClusteredVertx.start(config).map(vertx -> new ClusterNode(vertx, true));
    }

    /**
     * Makes use of a clustered Vert.x that is there. It finds the way to a node in its cluster manager's maps, so that
     * messages may wait while a member has stopped.
     *
     * @param clustered one for which {@link Vertx#isClustered} holds; it is left running
     */
    public static ClusterNode of(Vertx clustered) {
        return new ClusterNode(clustered, false);
    }

    /** This one. */
    public String id() {
        return manager.getNodeId();
    }

    /** Those that Hazelcast lists now, this one among them: a hint, and not what is alive. */
    public Set<String> nodes() {
        try {
            listed = Set.copyOf(manager.getNodes());
        } catch (RuntimeException _) {
            // while it merges or ends; as before
        }
        return listed;
    }

    /** Where everything of this node happens: timers belong there, too. */
    public Context context() {
        return context;
    }

    /** Tells of nodes from now on, beginning with those that are listed already. */
    public void watch(Watcher watcher) {
        var told = new HashSet<String>();
        context.runOnContext(_ -> {
            look(told, watcher);
            timers.add(vertx.setPeriodic(LOOK_MILLIS, _ -> look(told, watcher)));
        });
    }

    private void look(Set<String> told, Watcher watcher) {
        Set<String> now = new TreeSet<>(nodes());
        now.remove(id());
        Set<String> gone = new TreeSet<>(told);
        gone.removeAll(now);
        for (String node : gone) {
            told.remove(node);
            watcher.left(node);
        }
        for (String node : now) {
            if (told.add(node)) {
                watcher.joined(node);
            }
        }
    }

    /**
     * Sends something to a node, which may be one that is not listed any more.
     *
     * @return succeeds when it is written to the connection, which says nothing of its arrival; fails if there is none
     */
    public Future<Void> send(String node, Buffer message) {
        return vertx.eventBus().<Buffer>sender(MemberList.addressOf(node)).write(message);
    }

    /**
     * Hands what is sent to this node to a receiver, instead of the one before it.
     *
     * @return completed when others can find the way here
     */
    public Future<Void> receive(Handler<Buffer> newReceiver) {
        return inContext(() -> {
            receiver = message -> newReceiver.handle(message.body());
            return register();
        });
    }

    /**
     * Registers the receiver once more: others may have lost the way here.
     *
     * @return as {@link #receive}
     */
    public Future<Void> receiveAgain() {
        return inContext(this::register);
    }

    private Future<Void> register() {
        Handler<Message<Buffer>> handler = receiver;
        if (handler == null) {
            return Future.succeededFuture();
        }
        MessageConsumer<Buffer> before = consumer;
        MessageConsumer<Buffer> now = vertx.eventBus().consumer(MemberList.addressOf(id()), handler);
        consumer = now;
        // Not the other way round: what comes meanwhile is for one of the two.
        return now.completion()
                .onComplete(_ -> {
                    if (before != null) {
                        before.unregister();
                    }
                })
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Future<Void> inContext(Supplier<Future<Void>> task) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(_ -> task.get().onComplete(done));
        return done.future();
    }

    /**
     * A map that all nodes share, by its name.
     *
     * @param limit how long a single operation may take
     */
    public SharedMap map(String name, Duration limit) {
        return new SharedMap(
                vertx, context, mapThreads, () -> vertx.sharedData().getAsyncMap(name), limit, PAUSE_OF_MAPS);
    }

    /**
     * Leaves the cluster. A Vert.x that is not ours hears and tells no more of this, and goes on.
     *
     * @return completed, in some seconds at most, when the addresses are free again
     */
    public Future<Void> close() {
        return ours ? vertx.close() : inContext(this::withdraw);
    }

    private Future<Void> withdraw() {
        timers.forEach(vertx::cancelTimer);
        MessageConsumer<Buffer> last = consumer;
        consumer = null;
        receiver = null;
        Future<Void> unregistered = last == null ? Future.succeededFuture() : last.unregister();
        return unregistered.timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).eventually(mapThreads::close);
    }
}
