package org.penlb;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.Administration;
import org.penlb.admin.SharedOrders;
import org.penlb.balance.HybridClock;
import org.penlb.cluster.Cluster;
import org.penlb.cluster.orders.Order;
import org.penlb.config.ConfigException;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.system.MemoryLimit;

/** What makes one of several instances of a running Pen. */
final class Sharing {
    /** MiB that it takes to be one of several, with the classes of Hazelcast. */
    private static final int MEMORY = 128;
    /** What could not be carried out may be possible by now. */
    private static final long TRY_AGAIN_MILLIS = 30_000;

    private final Vertx vertx;
    private final ClusterConfig config;
    private final HybridClock clock;
    private final SharedOrders orders;
    private volatile @Nullable Cluster cluster;
    private long timer = -1;
    private boolean closed;

    private Sharing(Vertx vertx, ClusterConfig config, Administration running) {
        this.vertx = vertx;
        this.config = config;
        clock = new HybridClock(
                System::currentTimeMillis, config.maxClockAhead(), new SecureRandom().nextInt(HybridClock.TAGS));
        running.share(clock);
        orders = new SharedOrders(vertx, running, clock::next, clock::now, this::announce);
    }

    /** Has what is learned here told to others later: to be called before clients come. */
    static @Nullable Sharing prepare(Vertx vertx, @Nullable ClusterConfig config, Administration running) {
        if (config == null) {
            return null;
        }
        if (!MemoryLimit.current().has(MEMORY)) {
            throw new ConfigException("cluster: takes " + MEMORY + " MiB, and here are " + MemoryLimit.current());
        }
        return new Sharing(vertx, config, running);
    }

    /** As long as it has not joined, the others find out by themselves what they do not know. */
    private void announce(List<Order> news) {
        Cluster begun = cluster;
        if (begun != null) {
            begun.announce(news);
        }
    }

    /** Begins to join the others, unless Pen has ended meanwhile: clients are served, whatever comes of it. */
    synchronized void begin(Administration running) {
        if (closed) {
            return;
        }
        Cluster begun = Cluster.begin(vertx, config, clock, running.instance(orders));
        cluster = begun;
        timer = vertx.setPeriodic(TRY_AGAIN_MILLIS, _ -> orders.tryAgain());
        running.cluster(begun::view);
    }

    synchronized Future<Void> close() {
        closed = true;
        Cluster begun = cluster;
        vertx.cancelTimer(timer);
        return begun == null ? Future.succeededFuture() : begun.close();
    }
}
