package org.penlb.dnsfront;

import java.util.concurrent.TimeUnit;

/**
 * How many queries a server answers by each connection (NSD has {@code tcp-query-count}), which it tells nobody: it ends
 * connections after so many, whatever else was sent by them.
 */
final class StreamQuota {
    /** Connections end for other reasons, too; but not after the same number of answers each time. */
    private static final int ENDS = 3;
    /** A server may be configured anew. */
    private static final long LASTS_NANOS = TimeUnit.MINUTES.toNanos(1);

    private int most = Integer.MAX_VALUE;
    private int answeredLast;
    private int sameEnds;
    private long learnedAt;

    /** How many queries a connection carries, as far as is known. */
    int most() {
        return most;
    }

    /**
     * A server ended a connection by which it was to answer more.
     *
     * @param answered how many it has answered by it
     */
    void ended(int answered, long now) {
        sameEnds = answered == answeredLast ? Math.min(ENDS, sameEnds + 1) : 1;
        answeredLast = answered;
        if (sameEnds == ENDS) {
            most = answered;
            learnedAt = now;
        }
    }

    /** A query ended its connection though it was alone there: the ends before may have been its, too. */
    void culpritFound() {
        sameEnds = 0;
    }

    /** Whether there is one. */
    boolean isKnown() {
        return most != Integer.MAX_VALUE;
    }

    /** Forgets what is old. If it is so still, the next end tells. */
    void tickSecond(long now) {
        if (isKnown() && now - learnedAt >= LASTS_NANOS) {
            most = Integer.MAX_VALUE;
        }
    }
}
