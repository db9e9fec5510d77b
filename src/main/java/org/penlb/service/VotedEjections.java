package org.penlb.service;

import java.time.Duration;
import java.util.List;
import org.penlb.balance.LearnedState;
import org.penlb.balance.Server;
import org.penlb.balance.Vote;

/**
 * Leaves servers of a service alone because several instances voted so, and tells. To be used by one thread at a time.
 *
 * @param service whose servers they are
 */
public record VotedEjections(Service service) {
    /**
     * A vote decided that a server cannot be reached: as {@link LearnedState#ejection}.
     *
     * @param server its address as the one that tells has configured it
     */
    public LearnedState.Outcome take(String server, String reason, Duration age, Duration left, List<Vote> votes) {
        List<Server> meant = service.balancer().named(server);
        LearnedState.Outcome outcome = new LearnedState(service.balancer()).ejection(server, reason, age, left, votes);
        if (!meant.isEmpty()) {
            tell(meant.getFirst(), outcome, reason, left, votes);
        }
        return outcome;
    }

    private void tell(Server server, LearnedState.Outcome outcome, String reason, Duration left, List<Vote> votes) {
        switch (outcome) {
            case TAKEN -> service.news().votedOut(server, reason, left, votes);
            case SEEN_WELL -> service.news().keptAgainstVote(server, reason, "it answers here");
            case TOO_MANY ->
                service.news().keptAgainstVote(server, reason, "half of the servers are voted out already");
            case KNOWN, NO_SERVER, NO_TIME -> {}
        }
    }
}
