package org.penlb.relay;

/**
 * One end of a connection: the client's or the server's. It belongs to the transport that made it, and until it is joined
 * nothing is read from it, so that a client's first bytes wait in the kernel. All calls come from its event loop.
 */
public interface End extends Addressed {
    /** Whom to tell, once, if the peer resets the connection before it is joined. A half-close is no reset. */
    void onGone(Runnable gone);

    /**
     * Whether the peer has closed its direction or reset the connection, as far as is known without reading. Asked of
     * connections to servers that wait to be used.
     */
    boolean hungUp();

    /** Closes it the ordinary way. No effect if it is closed already. */
    void close();

    /** Closes it so that the peer sees a reset: what it got so far is not the whole. */
    void reset();

    /** The system's number of the socket, or -1 where it has none. */
    int descriptor();
}
