package org.penlb.cluster;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.HybridClock;
import org.penlb.cluster.node.Values;
import org.penlb.cluster.peers.ClusterPeer;
import org.penlb.cluster.totals.InstanceTotals;
import org.penlb.cluster.totals.TotalsBook;
import org.penlb.cluster.wire.Refused;
import org.penlb.cluster.wire.Seal;
import org.penlb.service.Service;

/** What each instance did is kept in a map: each writes its own, and all read all. For one thread. */
final class Totalling {
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Member member;
    private final HybridClock clock;
    private final Supplier<List<Service>> services;
    private final TotalsBook book = new TotalsBook();
    private final Mirror map;
    private InstanceTotals own;
    private long writtenAt;

    /**
     * @param refused is told of values that are not signed as they ought to be
     * @param thread the one that calls this
     */
    Totalling(
            Member member,
            Seal seal,
            HybridClock clock,
            Supplier<List<Service>> services,
            Consumer<Refused> refused,
            Executor thread,
            long now) {
        this.member = member;
        this.clock = clock;
        this.services = services;
        map = new Mirror("pen.totals", seal, Map::of, this::learned, refused, thread, PERIOD_NANOS);
        own = new InstanceTotals(member.self().instance(), member.self().name(), clock.next(), List.of());
        writtenAt = now - PERIOD_NANOS;
    }

    String name() {
        return map.name();
    }

    void joined(Values newMap, long now) {
        map.joined(newMap, now);
        writtenAt = now - PERIOD_NANOS;
    }

    void tick(long now) {
        if (now - writtenAt >= PERIOD_NANOS) {
            writtenAt = now;
            Identity self = member.self();
            own = InstanceTotals.of(self.instance(), self.name(), clock.next(), services.get());
            map.put(self.name(), own.encode()); // so that who is started anew takes his old place
            book.retain(
                    member.roster().all().stream().map(ClusterPeer::instance).toList());
        }
        map.tick(now);
    }

    private void learned(String key, byte[] value) {
        InstanceTotals theirs = InstanceTotals.decode(value);
        if (theirs != null && key.equals(theirs.name())) {
            book.learned(theirs, System.nanoTime());
        }
    }

    /** Whether an instance writes still: it lives, whether it is heard or not. */
    boolean isFresh(ClusterPeer peer) {
        return book.isFresh(peer.instance(), System.nanoTime());
    }

    InstanceTotals own() {
        return own;
    }

    @Nullable
    InstanceTotals of(ClusterPeer peer) {
        return book.of(peer.instance());
    }

    long failures() {
        return map.failures();
    }
}
