package org.penlb.cluster;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.HybridClock;
import org.penlb.balance.LearnedState;
import org.penlb.balance.Vote;
import org.penlb.cluster.orders.KnownOrders;
import org.penlb.cluster.votes.OwnServers;
import org.penlb.cluster.votes.Suspect;
import org.penlb.health.ProbeResult;

/**
 * This instance's servers, with what operators ordered of them: one that was called back after it failed is not left alone for
 * that failure any more. Who has just started may hear of the order first and of the votes then, which are kept longer.
 *
 * @param orders those that are known here
 * @param unixMillis milliseconds since 1970, by the clock that instances share
 */
record CalledBack(OwnServers servers, KnownOrders orders, LongSupplier unixMillis) implements OwnServers {
    @Override
    public LearnedState.Outcome take(Suspect suspect, String reason, Duration age, Duration left, List<Vote> votes) {
        long failedAt = unixMillis.getAsLong() - age.toMillis();
        boolean since = orders.all().stream()
                .anyMatch(order -> order.callsBack(suspect.service(), suspect.server())
                        && HybridClock.millis(order.version()) >= failedAt);
        return since ? LearnedState.Outcome.SEEN_WELL : servers.take(suspect, reason, age, left, votes);
    }

    @Override
    public boolean knows(Suspect suspect) {
        return servers.knows(suspect);
    }

    @Override
    public @Nullable ProbeResult seen(Suspect suspect, long now) {
        return servers.seen(suspect, now);
    }

    @Override
    public void probe(Suspect suspect, ObjLongConsumer<ProbeResult> told) {
        servers.probe(suspect, told);
    }

    @Override
    public boolean isOut(Suspect suspect, long since, long now) {
        return servers.isOut(suspect, since, now);
    }

    @Override
    public Duration leftAlone(Suspect suspect) {
        return servers.leftAlone(suspect);
    }
}
