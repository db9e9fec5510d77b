package org.penlb.relay;

import java.nio.ByteBuffer;

/**
 * Whoever talks over a {@link StreamPort}. Called on its event loop, and never in the middle of another call. What it throws
 * is logged as a fault of ours, and closes the port.
 */
public interface StreamReceiver {
    /**
     * Bytes came.
     *
     * @param bytes read-only, and valid until this returns
     */
    void received(StreamPort port, ByteBuffer bytes);

    /** The peer closed its direction in order: nothing more is received. It may still be written to. */
    void ended(StreamPort port);

    /**
     * The connection broke: the peer reset it, or it failed. What the peer sent before has been received, unless reading was
     * paused. The port is closed when this returns.
     *
     * @param reason for the operator, such as {@code connection reset}
     */
    void broken(StreamPort port, String reason);

    /** All is written again that the system had no room for at once. */
    default void writable(StreamPort port) {}

    /**
     * It is over, and the descriptor is closed: by {@link StreamPort#close}, by {@link StreamPort#reset}, after
     * {@link #broken}, after a fault, or because both directions were closed in order. Called exactly once, last.
     */
    default void closed(StreamPort port) {}
}
