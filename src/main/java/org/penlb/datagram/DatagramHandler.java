package org.penlb.datagram;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.penlb.relay.BindOptions;

/** What is done with the datagrams that come in on one event loop. All calls come from that loop. */
public interface DatagramHandler {
    /**
     * Opens the listening port. Nothing is read before {@link #serve}.
     *
     * @param bind how it takes its address
     * @throws IOException saying why the address cannot be listened on
     */
    void listen(InetSocketAddress local, BindOptions bind) throws IOException;

    /** The address of the port, with the real port number where 0 was asked for. */
    InetSocketAddress localAddress();

    /** Reads from now on. */
    void serve();

    /** Takes no more datagrams of clients. */
    void stopTaking();

    /** Whether servers owe answers for what was taken. */
    boolean isWaiting();

    /** How often {@link #tick} wants to be called, in milliseconds. */
    long tickMillis();

    /**
     * Looks after what is late.
     *
     * @param now {@link System#nanoTime()}
     * @param stalled whether this machine or process stood still since the last call, so that there may be answers that were
     *     not read yet
     */
    void tick(long now, boolean stalled);

    /** Ends everything at once. */
    void close();
}
