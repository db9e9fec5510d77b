package org.penlb.cluster;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** What other threads have for the one that drives this instance's part in the cluster. They never wait; of too many some are lost. */
final class Errands implements Executor {
    private static final int MOST = 10_000;

    private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    @Override
    public void execute(Runnable errand) {
        if (size.incrementAndGet() > MOST) {
            size.decrementAndGet();
        } else {
            waiting.add(errand);
        }
    }

    /** Does what is waiting by now. */
    void run() {
        for (Runnable errand = waiting.poll(); errand != null; errand = waiting.poll()) {
            size.decrementAndGet();
            errand.run();
        }
    }
}
