package org.penlb.cluster.votes;

import org.penlb.balance.Vote;
import org.penlb.health.ProbeResult;

/** What somebody found of a server is his vote on it. */
final class Findings {
    private Findings() {}

    static Vote vote(String instance, ProbeResult finding) {
        return switch (finding) {
            case ProbeResult.Plain.GOOD -> new Vote(instance, Vote.Opinion.REACHABLE, null);
            case ProbeResult.Plain.NOT_ASKED -> new Vote(instance, Vote.Opinion.UNKNOWN, null);
            case ProbeResult.Bad(String reason) -> new Vote(instance, Vote.Opinion.UNREACHABLE, reason);
        };
    }

    static ProbeResult of(Vote vote) {
        return switch (vote.opinion()) {
            case REACHABLE -> ProbeResult.Plain.GOOD;
            case UNKNOWN -> ProbeResult.Plain.NOT_ASKED;
            case UNREACHABLE -> new ProbeResult.Bad(String.valueOf(vote.reason()));
        };
    }
}
