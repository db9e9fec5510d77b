package org.penlb.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.penlb.cluster.totals.InstanceTotals;
import org.penlb.cluster.totals.ServiceSum;
import org.penlb.cluster.totals.TotalsBook;
import org.penlb.cluster.votes.VotedEjection;
import org.penlb.cluster.wire.Refused;

/**
 * The cluster at a moment, as this instance sees it: what all who report on it format.
 *
 * @param cluster its name
 * @param instance what operators call this instance
 * @param state how this instance stands to the others
 * @param trouble why it has not joined, if it has not and that is known
 * @param peers the others that are known, in the order of their names
 * @param own what this instance did
 * @param told assignments that were made here, and told
 * @param learned assignments that were made elsewhere, and taken
 * @param ahead assignments that were not taken, being too far in the future
 * @param decided what instances decided together
 * @param refused messages that were not taken, by reason
 * @param mapFailures operations on the maps of the cluster that failed
 * @param joins how often this instance joined
 */
public record ClusterView(
        String cluster,
        String instance,
        State state,
        @Nullable String trouble,
        List<PeerView> peers,
        InstanceTotals own,
        long told,
        long learned,
        long ahead,
        Decided decided,
        Map<Refused.Reason, Long> refused,
        long mapFailures,
        long joins) {
    /** How an instance stands to the others. */
    public enum State {
        /** It serves, and has not joined the others yet. */
        JOINING("joining"),
        /** It has joined, and knows no other. */
        ALONE("alone"),
        /** It hears all that it knows. */
        WHOLE("whole"),
        /** It hears at least half of those that it knows, itself included, and not all. */
        PARTLY("partly"),
        /** It hears less than half of them. */
        CUT_OFF("cut-off");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** What commands, the page, the API and metrics call it. */
        public String word() {
            return word;
        }
    }

    /**
     * What instances decided together.
     *
     * @param orders how many orders of operators are known
     * @param troubles which of them cannot be carried out here, and why, a line each
     * @param ejections servers that are voted out
     */
    public record Decided(int orders, List<String> troubles, List<VotedEjection> ejections) {
        public Decided {
            troubles = List.copyOf(troubles);
            ejections = List.copyOf(ejections);
        }
    }

    public ClusterView {
        peers = List.copyOf(peers);
        refused = Map.copyOf(refused);
    }

    /** The same, with another trouble. */
    ClusterView with(@Nullable String newTrouble) {
        return new ClusterView(
                cluster,
                instance,
                state,
                newTrouble,
                peers,
                own,
                told,
                learned,
                ahead,
                decided,
                refused,
                mapFailures,
                joins);
    }

    /** How many of the others are heard. */
    public long heard() {
        return peers.stream().filter(PeerView::up).count();
    }

    /** What all instances did that are heard, by service, as of the last seconds. */
    public List<ServiceSum> sums() {
        var all = new ArrayList<InstanceTotals>();
        all.add(own);
        for (PeerView peer : peers) {
            InstanceTotals totals = peer.totals();
            if (peer.up() && totals != null) {
                all.add(totals);
            }
        }
        return TotalsBook.sum(all);
    }
}
