package org.penlb.cluster.votes;

import java.util.List;

/**
 * Votes at a moment.
 *
 * @param asking about which servers the others are being asked
 * @param ejections what is decided and not over, taken here or not
 */
public record VotesView(List<Suspect> asking, List<VotedEjection> ejections) {
    public VotesView {
        asking = List.copyOf(asking);
        ejections = List.copyOf(ejections);
    }
}
