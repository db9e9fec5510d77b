package org.penlb.logtools.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The lines between the one who reads and the one who writes, in their order; bounded in bytes. */
final class HeldLines {
    private final long most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private List<HeldLine> lines = new ArrayList<>();
    /** What all lines cost that are not written yet. */
    private long held;

    private boolean ended;

    /**
     * @param most how much may wait, in bytes. One line more may come: it is let in when others leave room for none
     */
    HeldLines(long most) {
        this.most = most;
    }

    /**
     * Adds a line, when there is room.
     *
     * @return false if no more are taken
     */
    boolean put(HeldLine line) throws InterruptedException {
        lock.lock();
        try {
            while (held >= most && !ended) {
                changed.await();
            }
            if (ended) {
                return false;
            }
            held += line.cost();
            lines.add(line);
            if (lines.size() == 1) {
                changed.signalAll();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more lines; those that are there can still be had. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * All that are there. They count until {@link #written}.
     *
     * @param nanos how long to wait for one
     * @return none if none came in this time
     */
    List<HeldLine> take(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (lines.isEmpty() && !ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            return takeNow();
        } finally {
            lock.unlock();
        }
    }

    /** The same without waiting. */
    List<HeldLine> takeNow() {
        lock.lock();
        try {
            List<HeldLine> taken = lines;
            lines = taken.isEmpty() ? taken : new ArrayList<>();
            return taken.isEmpty() ? List.of() : taken;
        } finally {
            lock.unlock();
        }
    }

    /** Whether all have been taken and none will come. */
    boolean isOver() {
        lock.lock();
        try {
            return ended && lines.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes room.
     *
     * @param cost of lines that are written
     */
    void written(long cost) {
        lock.lock();
        try {
            boolean wasFull = held >= most;
            held -= cost;
            if (wasFull && held < most) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
