package org.penlb.cluster.assignments;

import java.util.concurrent.TimeUnit;

/** Which batches of one peer have come in, whether some have not, and of which the peer has not heard yet. */
final class Incoming {
    /** Nothing is known of it yet. */
    private static final long UNKNOWN = -1;

    /** The peer hears of so many at once, and does not wait for it: it sends twice as many before. */
    private static final int MANY = Outgoing.WINDOW / 2;
    /** The peer hears of a batch after so long at the latest. */
    private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private long last = UNKNOWN;
    private int unsaid;
    private long unsaidSince;

    /**
     * A batch has come in.
     *
     * @param now nanoseconds from any origin
     * @return whether something is missing
     */
    boolean batch(long number, long now) {
        if (unsaid++ == 0) {
            unsaidSince = now;
        }
        boolean gap = last != UNKNOWN && number != last + 1;
        last = number;
        return gap;
    }

    /** Whether it is time to tell the peer what has come in. */
    boolean isToBeSaid(long now) {
        return unsaid >= MANY || (unsaid > 0 && now - unsaidSince >= SOON_NANOS);
    }

    /** The number of the last batch, which the peer is told now. */
    long say() {
        unsaid = 0;
        return last;
    }

    /**
     * The peer says how many it has sent: they have come in by now, or are lost.
     *
     * @return whether something is missing
     */
    boolean told(long sent) {
        boolean gap = last != UNKNOWN && sent != last;
        last = sent;
        return gap;
    }
}
