package org.penlb.accesslog;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;

/**
 * Writes what others put into its queue, by a thread of its own. When that thread cannot write, because a disk is full or
 * does not answer, so much waits in the queue as its limit says; what comes then is dropped and counted. Nobody waits.
 *
 * @param <E> what is written: lines, or what lines are made of
 */
final class LogWriter<E> implements LogOutput<E> {
    /** How long to wait before a file that could not be written is tried again. */
    private static final long RETRYING = TimeUnit.SECONDS.toNanos(1);

    /**
     * How much may wait.
     *
     * @param <E> what waits
     * @param most the sum of the weights of all that waits, at the most; from 1
     * @param weight that of one of them, always the same; from 1
     */
    record Limit<E>(long most, ToIntFunction<E> weight) {}

    private final Sink<E> sink;
    private final Trouble trouble;
    private final Limit<E> limit;
    private final long gathering;
    private final Duration patience;
    private final Queue<E> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final Thread writer;

    /** The writer has nothing to do, and waits until it is woken. */
    private volatile boolean asleep;
    /** The writer must look again, though there may be nothing new. */
    private volatile boolean called;

    private volatile boolean closing;
    private volatile boolean closed;

    /**
     * @param gathering for how many nanoseconds entries are gathered while there are some: waking a thread costs microseconds
     * @param patience how long {@link #close()} waits for what is queued to be written
     */
    LogWriter(Sink<E> sink, Trouble trouble, Limit<E> limit, Duration gathering, Duration patience) {
        this.sink = sink;
        this.trouble = trouble;
        this.limit = limit;
        this.gathering = gathering.toNanos();
        this.patience = patience;
        writer = Thread.ofPlatform().daemon().name("pen-log").unstarted(this::run);
    }

    LogWriter<E> start() {
        writer.start();
        return this;
    }

    @Override
    public void offer(E next) {
        int weight = limit.weight().applyAsInt(next);
        if (closing) {
            trouble.dropped(1);
            return;
        }
        if (waiting.addAndGet(weight) > limit.most()) {
            waiting.addAndGet(-weight);
            trouble.dropped(1);
            return;
        }
        queue.add(next);
        if (asleep) {
            asleep = false;
            LockSupport.unpark(writer);
        }
    }

    @Override
    public long dropped() {
        return trouble.dropped() + (closed ? queue.size() : 0);
    }

    @Override
    public boolean isUp() {
        return sink.isUp();
    }

    @Override
    public void reopen() {
        try {
            sink.reopen();
        } finally {
            call();
        }
    }

    @Override
    public void close() {
        closing = true;
        call();
        try {
            writer.join(patience);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (writer.isAlive()) {
            // Interrupting closes the file, and that may wait for the same disk.
            Thread.ofPlatform().daemon().name("pen-log-end").start(writer::interrupt);
        }
        closed = true;
    }

    private void call() {
        called = true;
        LockSupport.unpark(writer);
    }

    private void run() {
        while (!closing) {
            called = false;
            boolean idle = queue.isEmpty();
            boolean written = write();
            trouble.tellDropped();
            long due = sink.retry();
            if (!written) {
                rest(RETRYING);
            } else if (idle) {
                sleep(due);
            } else {
                rest(gathering);
            }
        }
        write();
        trouble.dropped(sink.close());
    }

    /** Writes what waits, until nothing does or it cannot be written. */
    private boolean write() {
        boolean more = true;
        while (more) {
            more = !fill();
            if (!sink.flush()) {
                return false;
            }
        }
        return true;
    }

    /** Hands what waits to the sink until nothing does, or returns false because it has no room. */
    private boolean fill() {
        for (E next = queue.peek(); next != null; next = queue.peek()) {
            if (!sink.take(next)) {
                return false;
            }
            queue.remove();
            waiting.addAndGet(-limit.weight().applyAsInt(next));
        }
        return true;
    }

    private void rest(long nanos) {
        if (!called && !closing) {
            LockSupport.parkNanos(this, nanos);
        }
    }

    private void sleep(long most) {
        asleep = true;
        if (queue.isEmpty() && !called && !closing) {
            if (most == Sink.NEVER) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, most);
            }
        }
        asleep = false;
    }
}
