package org.penlb.tls.engine;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for what would hold up an event loop in a handshake: an RSA signature of 4096 bits takes 6 ms. Few threads, so that
 * a flood of such handshakes leaves the loops their time, and few places to wait. Safe for use by several threads.
 */
public final class HandshakeTasks implements Executor, AutoCloseable {
    private final ThreadPoolExecutor pool;

    /**
     * @param threads at least 1
     * @param waiting how many tasks may wait for one, at least 1
     */
    public HandshakeTasks(int threads, int waiting) {
        pool = new ThreadPoolExecutor(
                threads,
                threads,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(waiting),
                Thread.ofPlatform().daemon().name("pen-handshake-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
    }

    /** As many as a machine has cores to spare for it: half of them. */
    public static HandshakeTasks forMachine() {
        return new HandshakeTasks(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), 1024);
    }

    /** Those that all event loops share; their threads end when there is nothing to do. */
    public static HandshakeTasks shared() {
        return Shared.TASKS;
    }

    /** Made when it is first asked for. */
    private static final class Shared {
        static final HandshakeTasks TASKS = forMachine();
    }

    /**
     * Runs an engine's delegated task on a thread of its own.
     *
     * @throws java.util.concurrent.RejectedExecutionException if too many wait
     */
    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /** How many wait for a thread. */
    public int waiting() {
        return pool.getQueue().size();
    }

    /** Takes no more; what runs goes on. */
    @Override
    public void close() {
        pool.shutdown();
    }
}
