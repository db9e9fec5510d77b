package org.penlb.dnsfront;

import java.util.concurrent.TimeUnit;

/**
 * How long a server takes to answer, and so how long an answer is worth waiting for before another server is asked: the
 * smoothed latency plus four times its variation, as TCP computes its retransmission time-out (RFC 6298).
 */
final class AnswerLatency {
    /** Before the first answer. */
    private static final long INITIAL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** A pause of a server's process, or of ours, is not a reason to ask another one. */
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** Stub resolvers ask again after a second or more. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private long smoothed = -1;
    private long variation;

    /** Takes an answer's latency into account. */
    void sample(long nanos) {
        if (smoothed < 0) {
            smoothed = nanos;
            variation = nanos / 2;
        } else {
            variation += (Math.abs(nanos - smoothed) - variation) / 4;
            smoothed += (nanos - smoothed) / 8;
        }
    }

    /** How long to wait for an answer, in nanoseconds. */
    long patience() {
        return smoothed < 0 ? INITIAL_NANOS : Math.clamp(smoothed + 4 * variation, SHORTEST_NANOS, LONGEST_NANOS);
    }
}
