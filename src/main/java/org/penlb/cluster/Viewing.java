package org.penlb.cluster;

import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import org.penlb.cluster.assignments.AssignmentSharing;
import org.penlb.cluster.peers.ClusterPeer;
import org.penlb.cluster.peers.Roster;

/** Makes a {@link ClusterView} of how things are at a moment. */
record Viewing(Member member, AssignmentSharing assignments, Totalling totals, long now) {
    ClusterView of(String cluster, boolean joined, long joins, long mapFailures, ClusterView.Decided decided) {
        return new ClusterView(
                cluster,
                member.self().name(),
                joined ? joined() : ClusterView.State.JOINING,
                null,
                member.roster().all().stream()
                        .map(this::peer)
                        .sorted(Comparator.comparing(PeerView::name))
                        .toList(),
                totals.own(),
                assignments.told(),
                assignments.learned(),
                assignments.ahead(),
                decided,
                member.refusals().counts(),
                mapFailures,
                joins);
    }

    private ClusterView.State joined() {
        Roster roster = member.roster();
        if (roster.all().isEmpty()) {
            return ClusterView.State.ALONE;
        }
        if (roster.isCutOff()) {
            return ClusterView.State.CUT_OFF;
        }
        return roster.up().size() == roster.all().size() ? ClusterView.State.WHOLE : ClusterView.State.PARTLY;
    }

    private PeerView peer(ClusterPeer peer) {
        Long completeAt = assignments.completeAt(peer.instance());
        return new PeerView(
                peer.name(),
                peer.isUp(),
                TimeUnit.NANOSECONDS.toMillis(now - peer.heardAt()),
                assignments.lag(peer.instance()),
                completeAt == null ? null : (Long) TimeUnit.NANOSECONDS.toMillis(now - completeAt),
                totals.of(peer));
    }
}
