package org.penlb.testing;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what must happen, for a long time if need be, and never longer than that. */
public final class Await {
    /** Long enough for a machine that is busy with other things. */
    public static final Duration LONG = Duration.ofSeconds(30);

    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    /** So much of the time that was waited so far a pause may add. */
    private static final int PART = 64;
    /** A look may cost a process, or the kernel's table of all sockets: looking takes a small part of the time. */
    private static final int PAUSE_FOR_A_LOOK = 5;

    private static final long LONGEST_PAUSE_FOR_A_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private Await() {}

    /** Returns when the condition holds; fails if it does not for a long time. */
    public static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    /**
     * Returns when the condition holds; fails if it does not for a long time.
     *
     * @param what says then what it was, and what is known of it
     */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        long begun = System.nanoTime();
        long looks = begun;
        while (!condition.getAsBoolean()) {
            long now = System.nanoTime();
            if (now - begun > LONG.toNanos()) {
                throw new AssertionError("not within " + LONG + ": " + what.get());
            }
            pause(now - begun, now - looks);
            looks = System.nanoTime();
        }
    }

    /**
     * Returns when it is time to look again for what is waited for.
     *
     * @param waited for how long it has been waited for, nanoseconds
     * @param looked how long the last look took, nanoseconds
     */
    public static void pause(long waited, long looked) {
        long forWaiting = Math.clamp(waited / PART, SHORTEST_PAUSE_NANOS, LONGEST_PAUSE_NANOS);
        long forLooking = Math.min(PAUSE_FOR_A_LOOK * looked, LONGEST_PAUSE_FOR_A_LOOK_NANOS);
        LockSupport.parkNanos(Math.max(forWaiting, forLooking));
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
