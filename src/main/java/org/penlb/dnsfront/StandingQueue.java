package org.penlb.dnsfront;

import java.util.concurrent.TimeUnit;

/**
 * Tells a queue that holds a burst, which is what it is for, from one that stands because more comes in than can be answered.
 * In one that stands everybody waits for as long as the buffer is large, and whoever asks again joins it; then what has
 * waited longest is better given up, and the rest answered in time (RFC 8289 has the idea).
 */
final class StandingQueue {
    /** A burst is over when it was read for so long. */
    private static final long BURST_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** How long a query may wait in one that stands: a client does not notice, and does not ask again yet. */
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** How long a queue that stood is not trusted, though it was short meanwhile: that is what giving up makes of it. */
    private static final long DISTRUST_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Between two batches of a queue that is read; what is longer was a pause of ours. */
    private static final long LONGEST_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** How fast it is read is looked at so often. */
    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private long lookedAt;
    /** For how long it was read without being empty, and how many datagrams. */
    private long stands;

    private long read;
    private boolean gaveUp;
    private long gaveUpAt;

    private long windowAt;
    private long windowRead;
    /** How many may wait, by how fast it was read last. */
    private long most = Long.MAX_VALUE;

    /**
     * @param now nanoseconds from any origin
     */
    StandingQueue(long now) {
        lookedAt = now;
        windowAt = now;
    }

    /**
     * Datagrams were read.
     *
     * @param count how many
     * @param waiting about how many wait behind them
     * @return whether these are to be given up
     */
    boolean isTooLong(int count, int waiting, long now) {
        measure(count, now);
        if (waiting == 0) {
            stands = 0;
            read = 0;
            return false;
        }
        read += count;
        boolean overflowing = stands > BURST_NANOS && read > waiting;
        boolean distrusted = gaveUp && now - gaveUpAt < DISTRUST_NANOS;
        gaveUp = distrusted;
        if ((overflowing || distrusted) && waiting > most) {
            gaveUp = true;
            gaveUpAt = now;
            return true;
        }
        return false;
    }

    private void measure(int count, long now) {
        stands += Math.min(now - lookedAt, LONGEST_STEP_NANOS);
        lookedAt = now;
        windowRead += count;
        long window = now - windowAt;
        if (window >= WINDOW_NANOS) {
            most = windowRead * WAIT_NANOS / window;
            windowAt = now;
            windowRead = 0;
        }
    }
}
