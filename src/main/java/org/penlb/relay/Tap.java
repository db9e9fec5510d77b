package org.penlb.relay;

import java.nio.ByteBuffer;

/**
 * Sees the bytes of a connection as they pass, each once and in order, on the event loop. What it is shown is its own until
 * it returns, and no longer. A tap that throws is taken off; the connection goes on.
 */
public interface Tap {
    /**
     * Bytes from the client, on their way to the server.
     *
     * @param fromServer how many bytes the server's side has brought so far
     */
    void fromClient(ByteBuffer bytes, long fromServer);

    /** Whether it wants to see the server's bytes too, which are dearer to show than not: they cannot be spliced then. */
    default boolean seesServer() {
        return false;
    }

    /** Bytes from the server, on their way to the client. */
    default void fromServer(ByteBuffer bytes) {}

    /** There is nothing more to see. */
    default void over() {}
}
