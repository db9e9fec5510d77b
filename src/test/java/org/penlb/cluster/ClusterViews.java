package org.penlb.cluster;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Vote;
import org.penlb.cluster.totals.InstanceTotals;
import org.penlb.cluster.totals.ServiceSum;
import org.penlb.cluster.votes.Suspect;
import org.penlb.cluster.votes.VotedEjection;
import org.penlb.cluster.wire.Refused;

/** Made-up views of a cluster, for those who show them. */
public final class ClusterViews {
    /** What operators call the instance that looks. */
    public static final String SELF = "10.0.0.11:5701";

    private ClusterViews() {}

    /** One peer is heard and in sync, one is silent, and one has told nothing of itself yet. */
    public static ClusterView partly() {
        return of(
                ClusterView.State.PARTLY,
                peer("10.0.0.12:5701", true, 340, 1_400L),
                peer("10.0.0.13:5701", false, 200_400, 202_000L),
                peer("10.0.0.14:5701", true, 80, null));
    }

    /** In some state, with peers that have done nothing to speak of but what {@link #peer} says. */
    public static ClusterView of(ClusterView.State state, PeerView... peers) {
        Map<Refused.Reason, Long> refused = new EnumMap<>(Refused.Reason.class);
        refused.put(Refused.Reason.REPLAYED, 1L);
        refused.put(Refused.Reason.CLOCK_AHEAD, 3L);
        return new ClusterView(
                "blue", SELF, state, null, List.of(peers), totals(SELF), 120, 340, 5, decided(), refused, 2, 1);
    }

    /** Two orders, one of which cannot be carried out, and a server that is voted out. */
    private static ClusterView.Decided decided() {
        var votes = List.of(
                new Vote(SELF, Vote.Opinion.UNREACHABLE, "refused"),
                new Vote("10.0.0.12:5701", Vote.Opinion.UNREACHABLE, "timed out"));
        return new ClusterView.Decided(
                2,
                List.of("service \"mail\" is not there"),
                List.of(new VotedEjection(
                        new Suspect("web", "10.0.0.1:80"),
                        "2 of 2 instances cannot reach it",
                        0,
                        Duration.ofDays(30_000),
                        votes)));
    }

    /** A peer that has told what it did, if it was ever in sync. */
    public static PeerView peer(String name, boolean up, long heardMillis, @Nullable Long completeMillis) {
        return new PeerView(
                name, up, heardMillis, up ? 0 : 4096, completeMillis, completeMillis == null ? null : totals(name));
    }

    /** Two services at work. */
    private static InstanceTotals totals(String name) {
        return new InstanceTotals(
                name.hashCode(),
                name,
                1,
                List.of(
                        new ServiceSum("web", 3, 100, 1, 2_000, 50_000, 0, 0, 4),
                        new ServiceSum("dns", 0, 0, 0, 300, 900, 30, 29, 1)));
    }
}
