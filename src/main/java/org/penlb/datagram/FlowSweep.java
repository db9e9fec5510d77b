package org.penlb.datagram;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Does something with many flows, a little at a time, since datagrams wait meanwhile. */
final class FlowSweep {
    private static final long BUDGET_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    /** So many between two looks at the clock. */
    private static final int TOGETHER = 16;

    private final Consumer<Flow> work;
    private final ArrayDeque<Flow> left = new ArrayDeque<>();

    /**
     * @param work is done with flows that are open
     */
    FlowSweep(Consumer<Flow> work) {
        this.work = work;
    }

    /** Whether nothing is left to be done. */
    boolean isOver() {
        return left.isEmpty();
    }

    /** Where to put the flows of the next sweep; what is left of the last one is forgotten. */
    ArrayDeque<Flow> begin() {
        left.clear();
        return left;
    }

    /** Does a part of the work; to be called now and then. */
    void goOn() {
        if (left.isEmpty()) {
            return;
        }
        long start = System.nanoTime();
        int done = 0;
        for (Flow flow = left.poll(); flow != null; flow = left.poll()) {
            if (!flow.isClosed()) {
                work.accept(flow);
            }
            if (++done % TOGETHER == 0 && System.nanoTime() - start >= BUDGET_NANOS) {
                return;
            }
        }
    }
}
