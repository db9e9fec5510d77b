package org.penlb.relay;

/**
 * Hears how a handshake ended: exactly one call, on the event loop, unless it was cancelled, and never before
 * {@link Transport#handshake} has returned.
 */
public interface HandshakeListener {
    /** Why a connection was not secured. */
    enum Failure {
        /** What one side said was not acceptable to the other: version, certificate, name, or no TLS at all. */
        REFUSED,
        /** The peer closed the connection in the middle. */
        ENDED,
        /** The peer reset the connection, or it broke. */
        RESET,
        /** The peer took longer than it may. */
        TIMEOUT,
        /** The peer sent more than a handshake takes. */
        TOO_LONG,
        /** This machine has too many handshakes to make at the moment. */
        BUSY
    }

    /** What passes is encrypted from now on; the end is the listener's. */
    void secured(SecureEnd end);

    /**
     * The connection is closed.
     *
     * @param reason for the operator, such as {@code certificate has expired}
     */
    void failed(Failure failure, String reason);
}
