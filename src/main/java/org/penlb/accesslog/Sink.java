package org.penlb.accesslog;

/**
 * Where the lines of a log go. Used by the log's own thread, which may wait here; {@link #reopen()} by any.
 *
 * @param <E> what lines are made of
 */
interface Sink<E> {
    /**
     * Takes something to write.
     *
     * @return false if there is no room for it before the next {@link #flush()}
     */
    boolean take(E next);

    /**
     * Writes what was taken.
     *
     * @return false if that does not work at the moment. What is left is written by the next call
     */
    boolean flush();

    /** No time. */
    long NEVER = Long.MAX_VALUE;

    /**
     * Tries again what did not work and whose time has come.
     *
     * @return after how many nanoseconds there is something to try again; {@link #NEVER} if there is nothing
     */
    long retry();

    /** As {@link LogOutput#isUp}; for any thread. */
    boolean isUp();

    /**
     * Has everything that is not yet written go to a new file of the same name. Returns when that file is open.
     *
     * @throws org.penlb.config.ConfigException if it cannot be opened. The old one goes on being used, and
     *     {@link #retry} opens the new one when it can be
     */
    void reopen();

    /**
     * Lets go of it.
     *
     * @return how many were taken and not written
     */
    int close();
}
