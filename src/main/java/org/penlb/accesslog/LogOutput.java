package org.penlb.accesslog;

/**
 * A log as those who log see it. For any thread; nobody waits for it but whoever calls {@link #reopen()} or
 * {@link #close()}.
 *
 * @param <E> what lines are made of
 */
interface LogOutput<E> extends AutoCloseable {
    /** Has something written, or drops it. Never waits. */
    void offer(E next);

    /** How many were not written: the log could not keep up, could not be written, or was closed. */
    long dropped();

    /** Whether lines go where they are to go: what its name stands for is open, and was written when that was last tried. */
    boolean isUp();

    /**
     * Opens anew by its name what it writes to. Returns when that is open.
     *
     * @throws org.penlb.config.ConfigException if it cannot be opened. The old one goes on being used, and it is tried again
     *     until it can be
     */
    void reopen();

    /** Writes what waits and ends. Waits for that, not for ever; what is not written then, or comes afterwards, is dropped. */
    @Override
    void close();
}
