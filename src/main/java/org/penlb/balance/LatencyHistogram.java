package org.penlb.balance;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * How long something took, each time since the start: counts in buckets, four to a doubling of the time. Counted by every
 * event loop without allocating, once the first time is in. What was counted of late is the difference to what had been
 * counted some time ago, which is {@linkplain #mark marked} now and then.
 */
public final class LatencyHistogram {
    /** Up to here, about eight seconds, the histogram tells times apart. */
    public static final long LONGEST_MICROS = 1L << Latencies.LARGEST_POWER;

    /** How often it is to be marked. */
    static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** How many marks are asked, at most: more would be long ago. */
    private static final int STEPS = 6;

    /** What had been counted at a time. */
    private record Mark(long at, Latencies counted) {}

    /** Made for the first time that is counted: a server counts connections or queries, seldom both. */
    private volatile @Nullable AtomicLongArray counts;

    /** Marks, the newest first; none while nothing was counted. */
    private final Deque<Mark> marks = new ArrayDeque<>(0);

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

    /**
     * Marks what was counted until now.
     *
     * @param now nanoseconds from any origin, never going back; ten seconds after the last time
     */
    synchronized void mark(long now) {
        if (counts == null) {
            return;
        }
        if (marks.size() > STEPS) {
            marks.removeLast();
        }
        Latencies counted = snapshot();
        boolean nothingCame = !marks.isEmpty() && marks.getFirst().counted().equals(counted);
        marks.addFirst(new Mark(now, nothingCame ? marks.getFirst().counted() : counted)); // idle ones share it
    }

    /**
     * What was counted of late: in the last ten to twenty seconds if that is anything, else in up to the last minute.
     *
     * @param now as {@link #mark} has it
     */
    public synchronized Latencies recent(long now) {
        Latencies counted = snapshot();
        Latencies recent = counted; // all, if it is that young
        boolean young = true;
        for (Mark mark : marks) {
            long age = now - mark.at();
            if (age < STEP_NANOS) {
                continue;
            }
            if (!young && age > STEPS * STEP_NANOS) {
                break; // but the newest is good however old it is: nobody marked since
            }
            young = false;
            recent = counted.minus(mark.counted());
            if (recent.count() > 0) {
                break;
            }
        }
        return recent;
    }
}
