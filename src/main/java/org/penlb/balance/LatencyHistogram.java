package org.penlb.balance;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * How long something took, each time since the start: counts in buckets, four to a doubling of the time. Counted by every
 * event loop without allocating, once the first time is in.
 */
public final class LatencyHistogram {
    /** Up to here, about eight seconds, the histogram tells times apart. */
    public static final long LONGEST_MICROS = 1L << Latencies.LARGEST_POWER;

    /** Made for the first time that is counted: a server counts connections or queries, seldom both. */
    private volatile @Nullable AtomicLongArray counts;

    /**
     * Counts a time.
     *
     * @param nanos how long it took; less than 0 counts as 0
     */
    public void record(long nanos) {
        AtomicLongArray array = counts;
        (array == null ? made() : array).incrementAndGet(Latencies.bucket(nanos));
    }

    private synchronized AtomicLongArray made() {
        AtomicLongArray array = counts;
        if (array == null) {
            array = new AtomicLongArray(Latencies.BUCKETS);
            counts = array;
        }
        return array;
    }

    /** What was counted until now. */
    public Latencies snapshot() {
        AtomicLongArray array = counts;
        if (array == null) {
            return Latencies.NONE;
        }
        var copy = new long[Latencies.BUCKETS];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = array.get(i);
        }
        return new Latencies(copy);
    }
}
