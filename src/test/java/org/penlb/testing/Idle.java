package org.penlb.testing;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Whether a process has nothing to do. */
public final class Idle {
    private static final long WATCHED_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    /** What timers and the JVM's own threads may take, in 1/100 s. */
    private static final int FEW_TICKS = 3;

    private Idle() {}

    /** Whether it used next to no CPU for a while. */
    public static boolean is(PenProcess pen) {
        long before = pen.cpuTicks();
        long until = System.nanoTime() + WATCHED_NANOS;
        for (long left = WATCHED_NANOS; left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return pen.cpuTicks() - before <= FEW_TICKS;
    }
}
