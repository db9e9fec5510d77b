package org.penlb.web.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.penlb.cluster.ClusterView;
import org.penlb.cluster.PeerView;
import org.penlb.cluster.wire.Refused;

/** What a scrape tells of the cluster. */
final class ClusterMetrics {
    /** More instances than that have no metrics of their own: the first ones have, by name. */
    static final int MOST_PEERS = 200;

    private static final double MILLIS = TimeUnit.SECONDS.toMillis(1);

    private final Families families;

    private ClusterMetrics(Families families) {
        this.families = families;
    }

    static void add(Families families, ClusterView view) {
        new ClusterMetrics(families).add(view);
    }

    private void add(ClusterView view) {
        for (ClusterView.State state : ClusterView.State.values()) {
            families.add(Metric.CLUSTER_STATE, Labels.of("state", state.word()), state == view.state());
        }
        add(Metric.CLUSTER_INSTANCES_KNOWN, 1 + view.peers().size());
        add(Metric.CLUSTER_INSTANCES_HEARD, 1 + view.heard());
        add(Metric.CLUSTER_JOINS_TOTAL, view.joins());
        add(Metric.CLUSTER_MAP_FAILURES_TOTAL, view.mapFailures());
        add(Metric.CLUSTER_ASSIGNMENTS_TOLD_TOTAL, view.told());
        add(Metric.CLUSTER_ASSIGNMENTS_LEARNED_TOTAL, view.learned());
        add(Metric.CLUSTER_ASSIGNMENTS_AHEAD_TOTAL, view.ahead());
        for (Refused.Reason reason : Refused.Reason.values()) {
            families.add(
                    Metric.CLUSTER_MESSAGES_REFUSED_TOTAL,
                    Labels.of("reason", reason.word()),
                    view.refused().getOrDefault(reason, 0L));
        }
        List<PeerView> named = named(view.peers());
        List<PeerView> shown = named.subList(0, Math.min(MOST_PEERS, named.size()));
        shown.forEach(this::addPeer);
        add(Metric.CLUSTER_PEERS_OMITTED, named.size() - shown.size());
    }

    private void add(Metric metric, long value) {
        families.add(metric, Labels.EMPTY, value);
    }

    /**
     * For a while an instance that was started anew and the one that it was have one name, which metrics can tell of once:
     * the one that was heard last counts.
     */
    private static List<PeerView> named(List<PeerView> peers) {
        Map<String, PeerView> named = new LinkedHashMap<>();
        peers.forEach(peer ->
                named.merge(peer.name(), peer, (one, other) -> other.heardMillis() < one.heardMillis() ? other : one));
        return List.copyOf(named.values());
    }

    private void addPeer(PeerView peer) {
        Labels labels = Labels.of("peer", peer.name());
        families.add(Metric.CLUSTER_PEER_UP, labels, peer.up());
        families.add(Metric.CLUSTER_PEER_LAG, labels, peer.lag());
        families.addReal(Metric.CLUSTER_PEER_HEARD_AGE_SECONDS, labels, peer.heardMillis() / MILLIS);
        Long complete = peer.completeMillis();
        if (complete != null) {
            families.addReal(Metric.CLUSTER_PEER_SYNC_AGE_SECONDS, labels, complete / MILLIS);
        }
    }
}
