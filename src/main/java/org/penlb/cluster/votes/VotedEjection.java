package org.penlb.cluster.votes;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Vote;

/**
 * Several instances have decided together that a server cannot be reached: it is left alone everywhere for a while.
 *
 * @param suspect which server
 * @param reason in an operator's words, one line, such as {@code 2 of 3 instances cannot reach it: connection refused}
 * @param beganMillis when it failed the instance that asked, milliseconds since 1970 by the clock that instances share
 * @param leftAlone for how long it is left alone since then
 * @param votes who said what, with the instance that asked: a majority of those that can tell, and two at least, cannot reach it
 */
public record VotedEjection(Suspect suspect, String reason, long beganMillis, Duration leftAlone, List<Vote> votes) {
    public VotedEjection {
        votes = List.copyOf(votes);
        if (!leftAlone.isPositive() || leftAlone.compareTo(VoteFormat.LONGEST_TIME) > 0) {
            throw new IllegalArgumentException(
                    "leftAlone: " + leftAlone + " (expected: more than 0, to a hundred years)");
        }
        if (!isDecided(count(votes, Vote.Opinion.UNREACHABLE), count(votes, Vote.Opinion.REACHABLE))) {
            throw new IllegalArgumentException("votes: " + votes + " (expected: a majority that cannot reach it)");
        }
    }

    /** Whether so many that cannot reach a server outvote those that can. */
    static boolean isDecided(int unreachable, int reachable) {
        return unreachable >= 2 && unreachable > reachable;
    }

    private static int count(List<Vote> votes, Vote.Opinion opinion) {
        return (int) votes.stream().filter(vote -> vote.opinion() == opinion).count();
    }

    /** How long ago it failed; 0 if that clock is ahead of ours. */
    Duration age(long nowMillis) {
        return Duration.ofMillis(Math.max(0, nowMillis - beganMillis));
    }

    /** How long it is left alone still; 0 or less if that is over. */
    Duration left(long nowMillis) {
        return leftAlone.minus(age(nowMillis));
    }

    /** As maps keep it. */
    public byte[] encode() {
        return VoteFormat.encode(new VoteMessage.Ejected(this));
    }

    /** What {@link #encode} made; null if it is anything else. */
    public static @Nullable VotedEjection decode(byte[] bytes) {
        return VoteFormat.decode(bytes) instanceof VoteMessage.Ejected(VotedEjection ejection) ? ejection : null;
    }
}
