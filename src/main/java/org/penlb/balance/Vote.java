package org.penlb.balance;

import org.jspecify.annotations.Nullable;

/**
 * What one of several instances said of a server when it was asked whether it can reach it.
 *
 * @param instance what operators call it: where it listens for the others
 * @param reason why it cannot reach it, in an operator's words, one line; null unless that is its opinion
 */
public record Vote(
        String instance, Opinion opinion, @Nullable String reason) {
    /** Whether it can reach a server. */
    public enum Opinion {
        REACHABLE,
        UNREACHABLE,
        /** It cannot tell: that counts for neither side. */
        UNKNOWN
    }

    public Vote {
        if ((opinion == Opinion.UNREACHABLE) != (reason != null)) {
            throw new IllegalArgumentException("reason: " + reason + " (expected: one if it cannot be reached)");
        }
    }

    /** Who said what, as operators read it: {@code 10.0.0.12:5701: connection refused}. */
    @Override
    public String toString() {
        return switch (opinion) {
            case REACHABLE -> instance + ": reachable";
            case UNREACHABLE -> instance + ": " + reason;
            case UNKNOWN -> instance + ": cannot tell";
        };
    }
}
