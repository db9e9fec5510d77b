package org.penlb.relay;

import java.net.SocketAddress;

/** A listening socket. All calls come from its event loop. */
public interface Acceptor {
    /** The address it listens on, with the real port where 0 was asked for. */
    SocketAddress localAddress();

    /** Accepts again after the {@link AcceptLimit} was reached: there is a free place. */
    void resume();

    /**
     * Changes the options of clients that are accepted from now on.
     *
     * @param noDelay TCP_NODELAY
     * @param keepAlive SO_KEEPALIVE
     */
    void clientOptions(boolean noDelay, boolean keepAlive);

    /**
     * Accepts who waits already, before the end: the kernel resets those who are in the backlog when it is closed. Who finds
     * the {@link AcceptLimit} reached stays there.
     */
    void acceptLast();

    /** Stops listening. Connections that were accepted stay open. */
    void close();
}
