package org.penlb.balance;

import java.util.Arrays;

/**
 * What a {@link LatencyHistogram} had counted at a moment, or several of them together, or one between two moments.
 * Immutable.
 *
 * <p>A bucket's bound is at most a quarter above the bound of the one before (below 4 microseconds, one microsecond), so a
 * share of the times is known that well. Every power of two of microseconds is a bound.
 */
public final class Latencies {
    /** Of the largest bound, 2^{@value} microseconds; one more bucket counts what took longer. */
    static final int LARGEST_POWER = 23;

    private static final int STEP_POWER = 2;
    private static final int STEPS = 1 << STEP_POWER;
    private static final int BOUNDED = (LARGEST_POWER - STEP_POWER + 1) * STEPS;
    static final int BUCKETS = BOUNDED + 1;

    /** Nothing was counted. */
    public static final Latencies NONE = new Latencies(new long[BUCKETS]);

    private final long[] counts;

    Latencies(long[] counts) {
        this.counts = counts;
    }

    static int bucket(long nanos) {
        long below = Math.max(0, nanos - 1) / 1000; // a bound belongs to the bucket below it
        if (below < STEPS) {
            return (int) below;
        }
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(below);
        int step = (int) (below >>> (power - STEP_POWER)) & (STEPS - 1);
        return power >= LARGEST_POWER ? BOUNDED : (power - STEP_POWER + 1) * STEPS + step;
    }

    /** The upper bound of a bucket in microseconds. */
    private static long bound(int bucket) {
        if (bucket < STEPS) {
            return bucket + 1L;
        }
        int power = bucket / STEPS + STEP_POWER - 1;
        return (STEPS + bucket % STEPS + 1L) << (power - STEP_POWER);
    }

    /** How many times were counted. */
    public long count() {
        return Arrays.stream(counts).sum();
    }

    /**
     * Within how many microseconds this share was: the least upper bound of a bucket that it is within.
     *
     * @param percent 1 to 100
     * @return microseconds; 0 if nothing was counted, {@link Long#MAX_VALUE} if it was longer than
     *     {@link LatencyHistogram#LONGEST_MICROS}
     */
    public long percentile(int percent) {
        long all = count();
        long within = 0;
        for (int i = 0; i < BOUNDED && all > 0; i++) {
            within += counts[i];
            if (within * 100 >= all * percent) {
                return bound(i);
            }
        }
        return all == 0 ? 0 : Long.MAX_VALUE;
    }

    /**
     * Counts by powers of two: element i counts what took at most 2^i microseconds and longer than the element before; the
     * last one, of index 24, all that took longer.
     */
    public long[] doublings() {
        var doublings = new long[LARGEST_POWER + 2];
        for (int i = 0; i < BOUNDED; i++) {
            doublings[Long.SIZE - Long.numberOfLeadingZeros(bound(i) - 1)] += counts[i];
        }
        doublings[LARGEST_POWER + 1] = counts[BOUNDED];
        return doublings;
    }

    /**
     * About how long all of it took together, in microseconds: each time counts as the middle of its bucket, so it is right
     * within an eighth; what took longer than {@link LatencyHistogram#LONGEST_MICROS} counts as that.
     */
    public double sumMicros() {
        double sum = counts[BOUNDED] * (double) LatencyHistogram.LONGEST_MICROS;
        long before = 0;
        for (int i = 0; i < BOUNDED; i++) {
            sum += counts[i] * (before + bound(i)) / 2.0;
            before = bound(i);
        }
        return sum;
    }

    /** These and those. */
    @SuppressWarnings("ReferenceEquality") // it spares the copy where most servers have nothing
    public Latencies plus(Latencies others) {
        if (this == NONE || others == NONE) {
            return this == NONE ? others : this;
        }
        var sum = counts.clone();
        Arrays.setAll(sum, i -> counts[i] + others.counts[i]);
        return new Latencies(sum);
    }

    /**
     * What came since.
     *
     * @param before of the same histogram, or of the same ones together, at an earlier moment
     */
    public Latencies minus(Latencies before) {
        var rest = new long[BUCKETS];
        Arrays.setAll(rest, i -> Math.max(0, counts[i] - before.counts[i]));
        return new Latencies(rest);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Latencies latencies && Arrays.equals(counts, latencies.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return count() + " times, 99 % within " + percentile(99) + " us";
    }
}
