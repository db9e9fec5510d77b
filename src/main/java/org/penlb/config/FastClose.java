package org.penlb.config;

/** Which side's closing closes both sides at once (pen's {@code tcp_fastclose}). */
public enum FastClose {
    /** Half-close is passed on: each direction ends for itself. */
    OFF,
    /** When the server closes, the client is closed too. */
    UP,
    /** When the client closes, the server is closed too. */
    DOWN,
    /** When either closes, both are closed. */
    BOTH;

    public boolean onServerClose() {
        return this == UP || this == BOTH;
    }

    public boolean onClientClose() {
        return this == DOWN || this == BOTH;
    }
}
