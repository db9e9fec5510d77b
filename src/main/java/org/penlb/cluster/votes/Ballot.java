package org.penlb.cluster.votes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Vote;
import org.penlb.health.ProbeResult;

/**
 * One round of asking about a server: who was asked, and what they said. Who asks cannot reach it, and counts. Those who do not
 * answer, or cannot tell, count for neither side.
 */
final class Ballot {
    /** What came of it. */
    enum Result {
        /** Nobody can know yet. */
        OPEN,
        /** The majority of those who can tell, and two at least, cannot reach it. */
        OUT,
        /** Half of those who can tell, or more, reach it. */
        STAYS,
        /** Nobody else can tell. */
        NOBODY_KNOWS
    }

    private final long number;
    private final Map<Long, Electorate.Voter> asked = new LinkedHashMap<>();
    private final Map<Long, ProbeResult> answers = new LinkedHashMap<>();
    private final long endsAt;

    /**
     * @param number no other of this instance has it
     * @param voters who is asked
     * @param endsAt when nobody is waited for any more
     */
    Ballot(long number, List<Electorate.Voter> voters, long endsAt) {
        this.number = number;
        this.endsAt = endsAt;
        voters.forEach(voter -> asked.put(voter.instance(), voter));
    }

    long number() {
        return number;
    }

    /** Somebody answers; who was not asked, or says something else the second time, is not heard. */
    void answered(long instance, ProbeResult finding) {
        if (asked.containsKey(instance)) {
            answers.putIfAbsent(instance, finding);
        }
    }

    Result result(long now) {
        int waiting = now - endsAt >= 0 ? 0 : asked.size() - answers.size();
        int unreachable = unreachable();
        int reachable = count(Vote.Opinion.REACHABLE);
        if (VotedEjection.isDecided(unreachable, reachable + waiting)) {
            return Result.OUT;
        }
        if (reachable >= unreachable + waiting) {
            return Result.STAYS;
        }
        return waiting > 0 ? Result.OPEN : Result.NOBODY_KNOWS;
    }

    private int unreachable() {
        return 1 + count(Vote.Opinion.UNREACHABLE);
    }

    private int count(Vote.Opinion opinion) {
        return (int)
                votes(null).stream().filter(vote -> vote.opinion() == opinion).count();
    }

    /** {@code 2 of 3 instances cannot reach it}. */
    String words() {
        return unreachable() + " of " + (unreachable() + count(Vote.Opinion.REACHABLE)) + " instances cannot reach it";
    }

    /**
     * Who said what, up to now.
     *
     * @param own comes first; null for none
     */
    List<Vote> votes(@Nullable Vote own) {
        List<Vote> votes = new ArrayList<>();
        if (own != null) {
            votes.add(own);
        }
        asked.forEach((instance, voter) -> {
            ProbeResult finding = answers.get(instance);
            if (finding != null) {
                votes.add(Findings.vote(voter.name(), finding));
            }
        });
        return votes;
    }
}
