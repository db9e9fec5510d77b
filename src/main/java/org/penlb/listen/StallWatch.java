package org.penlb.listen;

import java.util.concurrent.TimeUnit;

/**
 * Tells a process or machine that stood still from one that is busy, by ticks that come late: the first late one means
 * that there may be answers which nobody has had time to read; if the next is late as well, time counts all the same, or
 * nobody would be found silent as long as the machine is busy. For one thread.
 */
final class StallWatch {
    /** A tick that comes so many intervals late was not merely delayed by other work. */
    private static final int LATE_INTERVALS = 3;

    private final long lateNanos;
    private long tickedAt;
    private boolean stalled;

    /**
     * @param lateNanos the time between two ticks from which on the second is late
     * @param now when it starts, nanoseconds
     */
    StallWatch(long lateNanos, long now) {
        this.lateNanos = lateNanos;
        this.tickedAt = now;
    }

    /**
     * A watch over ticks that come this often.
     *
     * @param now when it starts, nanoseconds
     */
    static StallWatch ofTicks(long millis, long now) {
        return new StallWatch(TimeUnit.MILLISECONDS.toNanos(LATE_INTERVALS * millis), now);
    }

    /** Whether this tick comes after a stall. */
    boolean isStalled(long now) {
        stalled = !stalled && now - tickedAt >= lateNanos;
        tickedAt = now;
        return stalled;
    }
}
