package org.penlb.testing;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for what must happen, for a long time if need be, and never longer than that. */
public final class Await {
    /** Long enough for a machine that is busy with other things. */
    public static final Duration LONG = Duration.ofSeconds(30);

    /** A look may cost a process, or a table of all sockets: who waits for long looks less often. */
    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    /** So much of the time that was waited so far a pause may add. */
    private static final int PART = 64;

    private Await() {}

    /** Returns when the condition holds; fails if it does not for a long time. */
    public static void until(String what, BooleanSupplier condition) {
        long begun = System.nanoTime();
        while (!condition.getAsBoolean()) {
            long waited = System.nanoTime() - begun;
            if (waited > LONG.toNanos()) {
                throw new AssertionError("not within " + LONG + ": " + what);
            }
            LockSupport.parkNanos(Math.clamp(waited / PART, SHORTEST_PAUSE_NANOS, LONGEST_PAUSE_NANOS));
        }
    }

    /** The next element; fails if none comes for a long time. */
    public static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came within " + LONG);
        }
        return next;
    }
}
