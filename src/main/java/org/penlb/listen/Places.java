package org.penlb.listen;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A number of places that event loops take and give back. Who finds none waits in line and is called when one is free.
 */
final class Places {
    private final int total;
    private final AtomicInteger free;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    Places(int total) {
        this.total = total;
        this.free = new AtomicInteger(total);
    }

    /** How many are taken now. */
    int taken() {
        return total - free.get();
    }

    boolean take() {
        for (int now = free.get(); now > 0; now = free.get()) {
            if (free.compareAndSet(now, now - 1)) {
                return true;
            }
        }
        return false;
    }

    /** Stands in line; called once, by the thread that gives a place back. */
    void await(Runnable whenFree) {
        waiting.add(whenFree);
    }

    void give() {
        free.incrementAndGet();
        Runnable next = waiting.poll();
        if (next != null) {
            next.run();
        }
    }
}
