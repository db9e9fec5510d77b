package org.penlb.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One way of moving datagrams on one event loop. A datagram is passed on whole, whatever its length from 0 to
 * {@value DatagramBatch#LONGEST} (from 1 with java.nio), and those of one port in order. An answer leaves from the address
 * that the client wrote to where the implementation can tell which one that was.
 *
 * <p>All calls come from the event loop, and all receivers are called on it.
 */
public interface DatagramTransport {
    /**
     * Opens a listening port. It reads nothing until it is told to {@linkplain DatagramPort#resume resume}.
     *
     * @param bind how it takes its address
     * @param receiveBuffer how many bytes the system is asked to keep for it, as {@link DatagramPort#receiveBuffer(int)}
     * @throws IOException saying why the address cannot be listened on
     */
    DatagramPort listen(InetSocketAddress local, BindOptions bind, int receiveBuffer, DatagramReceiver receiver)
            throws IOException;

    /**
     * Opens a port that is connected to a server; the system chooses an unpredictable port number for it.
     *
     * @param source the local address, or null for the system's choice
     * @throws IOException saying why not: no descriptor left, no route
     */
    DatagramPort connect(InetSocketAddress server, @Nullable InetAddress source, DatagramReceiver receiver)
            throws IOException;

    /** Frees what the transport keeps. Every port must be closed. */
    void close();
}
