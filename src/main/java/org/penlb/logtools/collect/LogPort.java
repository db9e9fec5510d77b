package org.penlb.logtools.collect;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

/** The port that lines come to. What comes before somebody reads waits in it. */
public final class LogPort implements AutoCloseable {
    /** What the system is asked to keep for us, in bytes; it gives what net.core.rmem_max allows. */
    private static final int RECEIVE_BUFFER = 8 << 20;

    private final DatagramChannel socket;
    private final SocketDrops drops;

    private LogPort(DatagramChannel socket) throws IOException {
        this.socket = socket;
        drops = new SocketDrops(((InetSocketAddress) socket.getLocalAddress()).getPort());
    }

    /**
     * Opens a port. Whatever is needed later is opened here: the root directory and the user may change afterwards.
     *
     * @param at where; the address that stands for all is IPv4's and IPv6's
     * @throws IOException saying why that cannot be
     */
    public static LogPort open(InetSocketAddress at) throws IOException {
        DatagramChannel socket = DatagramChannel.open();
        try {
            socket.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            socket.bind(at).configureBlocking(false);
            return new LogPort(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    DatagramChannel socket() {
        return socket;
    }

    SocketDrops drops() {
        return drops;
    }

    /** Its number, for one that the system has chosen. */
    public int number() throws IOException {
        return ((InetSocketAddress) socket.getLocalAddress()).getPort();
    }

    @Override
    public void close() throws IOException {
        try (drops) {
            socket.close();
        }
    }
}
