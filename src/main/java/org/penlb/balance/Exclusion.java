package org.penlb.balance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That a server is left alone for a while. Times are the balancer's clock, nanoseconds.
 *
 * @param since when it began
 * @param until when it ends, by itself
 * @param reason how the server failed, in an operator's words; null if the operator says so
 * @param votes what each of several instances said of it, if they decided that together; else none
 */
public record Exclusion(long since, long until, @Nullable String reason, List<Vote> votes) {
    public Exclusion {
        votes = List.copyOf(votes);
    }

    /** One that nobody else was asked about. */
    public Exclusion(long since, long until, @Nullable String reason) {
        this(since, until, reason, List.of());
    }

    boolean isOver(long now) {
        return now - until >= 0;
    }

    /** Whether several instances decided it together. */
    boolean isVoted() {
        return !votes.isEmpty();
    }
}
