package org.penlb.load.cluster;

/**
 * A connection of a client's to a Pen.
 *
 * @param at when it began (System.nanoTime)
 * @param nanos how long it took
 * @param server the letter of the server that the client got; {@link #NOBODY} if it got none
 */
record Visit(int client, int pen, long at, long nanos, char server) {
    static final char NOBODY = '-';

    boolean served() {
        return server != NOBODY;
    }
}
