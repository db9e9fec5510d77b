package org.penlb.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What something allocates that is done again and again, once everything is loaded, linked and compiled. */
public final class Allocation {
    private static final int CALLS = 20_000;
    /** The compiler may take its time on a busy machine, and until then there are objects that it would do without. */
    private static final int MOST_ROUNDS = 200;

    private Allocation() {}

    /**
     * Bytes that a call allocates on average, in the first of many rounds in which it is at most so many, or in the best one.
     *
     * @param expected bytes, 0 or more; may be less than 1, since other things than the call cost a few
     * @param call done by this thread
     */
    public static double bytesPerCall(double expected, Runnable call) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double least = Double.MAX_VALUE;
        for (int round = 0; round < MOST_ROUNDS && least > expected; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            least = Math.min(least, (double) (threads.getCurrentThreadAllocatedBytes() - before) / CALLS);
        }
        return least;
    }
}
