package org.penlb.load.measure;

import java.util.Arrays;

/** How long each of many things took, in microseconds. */
public final class Latencies {
    /** Nobody looked. */
    public static final Latencies NONE = new Latencies();

    private final double[] sorted;

    /** These, in any order. */
    public Latencies(double... micros) {
        sorted = micros.clone();
        Arrays.sort(sorted);
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return sorted.length == 0;
    }

    /**
     * The smallest one that at least this share of all does not exceed (nearest rank): of 1 to 1000, 0.99 picks 990.
     *
     * @param share more than 0, at most 1
     * @throws IllegalArgumentException if there are none, or the share is not one
     */
    public double percentile(double share) {
        if (isEmpty() || !(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("latencies: " + sorted.length + ", share: " + share
                    + " (expected: one or more, a share above 0 and at most 1)");
        }
        // In binary 0.99 * 1000 may be a little more than 990.
        int rank = (int) Math.ceil(share * sorted.length - 1e-9);
        return sorted[Math.max(rank, 1) - 1];
    }
}
