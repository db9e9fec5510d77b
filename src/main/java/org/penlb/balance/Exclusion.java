package org.penlb.balance;

import org.jspecify.annotations.Nullable;

/**
 * That a server is left alone for a while. Times are the balancer's clock, nanoseconds.
 *
 * @param since when it began
 * @param until when it ends, by itself
 * @param reason how the server failed, in an operator's words; null if the operator says so
 */
public record Exclusion(long since, long until, @Nullable String reason) {
    boolean isOver(long now) {
        return now - until >= 0;
    }
}
