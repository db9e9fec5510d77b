package org.penlb.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.HybridClock;
import org.penlb.cluster.node.ClusterNode;
import org.penlb.cluster.orders.Order;
import org.penlb.config.cluster.ClusterConfig;

/**
 * Shares what this instance knows with the others, and takes what they share. It joins them on threads of its own while
 * clients are served; whatever becomes of it, they are served all the same.
 */
public final class Cluster {
    private static final Logger LOG = System.getLogger(Cluster.class.getName());
    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    private final Vertx vertx;
    private final Supplier<Future<ClusterNode>> joining;
    private final Participation participation;
    private @Nullable Membership session;
    private @Nullable Future<?> leaving;
    private boolean closed;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private @Nullable String trouble;

    private Cluster(Vertx vertx, Supplier<Future<ClusterNode>> joining, Participation participation) {
        this.vertx = vertx;
        this.joining = joining;
        this.participation = participation;
    }

    /**
     * Begins to join; to be called when clients are served.
     *
     * @param vertx the one that serves; if it is clustered, its cluster is joined already, and used
     * @param instance what it is about
     */
    public static Cluster begin(Vertx vertx, ClusterConfig config, HybridClock clock, ThisInstance instance) {
        var participation = new Participation(Identity.of(config.listen().toString()), config, clock, instance);
        Supplier<Future<ClusterNode>> joining = vertx.isClustered()
                ? () -> Future.succeededFuture(ClusterNode.of(vertx))
                : () -> ClusterNode.join(config);
        var cluster = new Cluster(vertx, joining, participation);
        cluster.join();
        return cluster;
    }

    /** As this instance sees it, as of the last half second. */
    public ClusterView view() {
        return participation.view();
    }

    /** Something was ordered here, for all instances. */
    public void announce(List<Order> news) {
        participation.announce(news);
    }

    private synchronized void join() {
        if (closed) {
            return;
        }
        joining.get().onComplete(joined -> {
            if (joined.succeeded()) {
                joined(joined.result());
            } else {
                notJoined(joined.cause());
            }
        });
    }

    private synchronized void joined(ClusterNode node) {
        trouble = null;
        participation.isTroubled(null);
        pauseMillis = FIRST_PAUSE_MILLIS;
        var begun = new Membership(node, participation, this::joinAfresh);
        session = begun;
        if (closed) {
            leaving = begun.end();
        } else {
            begun.begin();
        }
    }

    private synchronized void notJoined(Throwable why) {
        String message = String.valueOf(why.getMessage());
        if (!message.equals(trouble)) { // once
            trouble = message;
            participation.isTroubled(message);
            LOG.log(Level.ERROR, "cluster: not joined, and tried again: {0}", message);
        }
        vertx.setTimer(pauseMillis, _ -> join());
        pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, 2 * pauseMillis);
    }

    private synchronized void joinAfresh() {
        Membership left = session;
        session = null;
        if (left != null && !closed) {
            left.end().onComplete(_ -> join());
        }
    }

    /**
     * Leaves, and tells the others.
     *
     * @return complete when its addresses are free again, in some seconds at most
     */
    public synchronized Future<Void> close() {
        closed = true;
        participation.end();
        Membership left = session;
        session = null;
        if (left != null) {
            leaving = left.end();
        }
        Promise<Void> done = Promise.promise();
        if (leaving == null) {
            done.complete();
        } else {
            leaving.onComplete(_ -> done.complete());
        }
        return done.future();
    }
}
