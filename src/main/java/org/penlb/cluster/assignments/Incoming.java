package org.penlb.cluster.assignments;

/** Which batches of one peer have come in, and whether some have not. */
final class Incoming {
    /** Nothing is known of it yet. */
    private static final long UNKNOWN = -1;

    private long last = UNKNOWN;

    /**
     * A batch has come in.
     *
     * @return whether something is missing
     */
    boolean batch(long number) {
        boolean gap = last != UNKNOWN && number != last + 1;
        last = number;
        return gap;
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
