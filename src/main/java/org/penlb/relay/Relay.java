package org.penlb.relay;

/** Two joined ends with bytes walking both ways. All calls come from its event loop. */
public interface Relay {
    /** Bytes handed to the server so far. */
    long toServer();

    /** Bytes handed to the client so far. */
    long fromServer();

    /** Bytes on their way to the server that it has not taken yet. */
    default long pendingToServer() {
        return 0;
    }

    /** Bytes on their way to the client that it has not taken yet. */
    default long pendingToClient() {
        return 0;
    }

    /**
     * Whether it ended because the server reset the connection, or broke it off, before it had closed its direction. Asked
     * when it is over.
     */
    default boolean isResetByServer() {
        return false;
    }

    /**
     * Breaks it off now, so that nobody takes what it got so far for the whole: an end sees a reset (a Unix socket knows none, and
     * sees an end), unless the other had closed its direction, and that was passed on: then it is closed in order. Its
     * listener is told. No effect once it is over.
     */
    void reset();
}
