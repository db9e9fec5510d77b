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

    /**
     * Has everything that is not yet written go to a new file of the same name. Returns when that file is open.
     *
     * @throws org.penlb.config.ConfigException if it cannot be opened. The old one goes on being used
     */
    void reopen();

    /**
     * Lets go of it.
     *
     * @return how many were taken and not written
     */
    int close();
}
