package org.penlb.stream;

import java.io.IOException;
import java.net.SocketAddress;
import org.penlb.relay.BindOptions;

/** What is done with the clients that connect on one event loop. All calls come from that loop. */
public interface StreamHandler {
    /**
     * Opens the listening socket. Nobody is let in before {@link #serve}.
     *
     * @param local an {@link java.net.InetSocketAddress} or {@link java.net.UnixDomainSocketAddress}
     * @param bind how it takes its address
     * @throws IOException saying why the address cannot be listened on
     */
    void listen(SocketAddress local, BindOptions bind) throws IOException;

    /** The address of the socket, with the real port number where 0 was asked for. */
    SocketAddress localAddress();

    /** Lets clients in from now on, those first who wait already. */
    void serve();

    /** Lets those in who wait already, before the end: the kernel resets them when the socket is closed. */
    void acceptLast();

    /**
     * Lets nobody in any more, while open connections go on.
     *
     * @param whenOver called once, when the last of them has ended; at once if there is none
     */
    void stopListening(Runnable whenOver);

    /**
     * Looks after what is open; to be called about once a second.
     *
     * @param now {@link System#nanoTime()}
     */
    void sweep(long now);

    /** How often {@link #tick} wants to be called, in milliseconds; 0 for never. */
    default long tickMillis() {
        return 0;
    }

    /**
     * Looks after what is late.
     *
     * @param now {@link System#nanoTime()}
     * @param stalled whether this machine or process stood still since the last call, so that there may be bytes that were not
     *     read yet
     */
    default void tick(long now, boolean stalled) {}

    /** Breaks off every open connection: a client that waits for more sees a reset. */
    void closeConnections();

    /** Connections to servers that are kept ready or are on their way. For any thread. */
    int warmConnections();
}
