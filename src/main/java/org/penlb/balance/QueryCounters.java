package org.penlb.balance;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What a server did with the queries it got since the start. Counted by every event loop, summed when read. */
public final class QueryCounters {
    /** Upper bounds of the latency histogram's buckets are powers of two of microseconds, 2^0 to 2^{@value} and more. */
    private static final int LARGEST_POWER = 23;
    /** Up to here, about eight seconds, the histogram tells latencies apart. */
    public static final long LONGEST_MICROS = 1L << LARGEST_POWER;

    private final LongAdder queries = new LongAdder();
    private final LongAdder answers = new LongAdder();
    private final LongAdder timeouts = new LongAdder();
    private final LongAdder rescues = new LongAdder();
    private final AtomicLongArray latencies = new AtomicLongArray(LARGEST_POWER + 2);

    /** A query was sent to it. */
    public void sent() {
        queries.increment();
    }

    /**
     * It answered a query.
     *
     * @param nanos how long after it was sent
     */
    public void answered(long nanos) {
        answers.increment();
        latencies.incrementAndGet(bucket(nanos));
    }

    /** It did not answer a query in time. */
    public void timedOut() {
        timeouts.increment();
    }

    /** A query that it got was sent to another server. */
    public void rescued() {
        rescues.increment();
    }

    private static int bucket(long nanos) {
        long micros = Math.max(0, nanos - 1) / 1000;
        return Math.min(LARGEST_POWER + 1, Long.SIZE - Long.numberOfLeadingZeros(micros));
    }

    public long queries() {
        return queries.sum();
    }

    public long answers() {
        return answers.sum();
    }

    public long timeouts() {
        return timeouts.sum();
    }

    public long rescues() {
        return rescues.sum();
    }

    /**
     * How long answers took: the least upper bound of a bucket that this share of the answers is within.
     *
     * @param percent 1 to 100
     * @return microseconds, a power of two; 0 without answers, {@link Long#MAX_VALUE} if it was longer than the histogram
     *     tells apart
     */
    public long latency(int percent) {
        long[] counts = latencies();
        long all = Arrays.stream(counts).sum();
        long within = 0;
        for (int i = 0; i <= LARGEST_POWER && all > 0; i++) {
            within += counts[i];
            if (within * 100 >= all * percent) {
                return 1L << i;
            }
        }
        return all == 0 ? 0 : Long.MAX_VALUE;
    }

    /**
     * Answers by latency: element i counts those that took at most 2^i microseconds and longer than the bucket before; the
     * last one all that took longer.
     */
    public long[] latencies() {
        var counts = new long[latencies.length()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = latencies.get(i);
        }
        return counts;
    }
}
