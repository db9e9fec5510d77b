package org.penlb.service;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections there may be at a time: event loops take one of the limit and give it back. Who finds the limit reached
 * waits in line and is called when one is free.
 */
public final class ConnectionLimit {
    private final AtomicInteger total;
    private final AtomicInteger free;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    ConnectionLimit(int total) {
        this.total = new AtomicInteger(total);
        this.free = new AtomicInteger(total);
    }

    /** How many are taken now. */
    int taken() {
        return total.get() - free.get();
    }

    /** Changes the limit. What is taken already stays so, though that be more than the limit now. */
    void change(int newTotal) {
        int more = newTotal - total.getAndSet(newTotal);
        free.addAndGet(more);
        for (int i = 0; i < more; i++) {
            Runnable next = waiting.poll();
            if (next == null) {
                return;
            }
            next.run();
        }
    }

    /** Takes one; false if the limit is reached. */
    public boolean take() {
        for (int now = free.get(); now > 0; now = free.get()) {
            if (free.compareAndSet(now, now - 1)) {
                return true;
            }
        }
        return false;
    }

    /** Stands in line; called once, by the thread that gives one back. */
    public void await(Runnable whenFree) {
        waiting.add(whenFree);
    }

    /** Gives one back, to who stands first in line. */
    public void give() {
        free.incrementAndGet();
        callNext();
    }

    /** Calls who stands first in line. To be used, too, by who was called and needs none any more. */
    public void callNext() {
        Runnable next = waiting.poll();
        if (next != null) {
            next.run();
        }
    }
}
