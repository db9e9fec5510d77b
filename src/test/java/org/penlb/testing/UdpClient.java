package org.penlb.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/**
 * A UDP socket that expects to hear only from the address that it writes to. It is not connected, since Java sends no empty
 * datagrams from one that is.
 */
public final class UdpClient implements AutoCloseable {
    private static final int LONGEST = 1 << 16;
    private static final int ROOM = 4 << 20;

    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private final byte[] buffer = new byte[LONGEST];

    public UdpClient(InetSocketAddress server) throws IOException {
        this.server = server;
        socket = new DatagramSocket();
        socket.setReceiveBufferSize(ROOM);
        socket.setSoTimeout((int) Await.LONG.toMillis());
    }

    public void send(byte[] datagram) throws IOException {
        socket.send(new DatagramPacket(datagram, datagram.length, server));
    }

    /** The next datagram; fails if none comes for a long time. */
    public byte[] receive() throws IOException {
        var packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        if (!packet.getSocketAddress().equals(server)) {
            throw new AssertionError("from " + packet.getSocketAddress() + " (expected: " + server + ")");
        }
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    /** What comes back for this one. */
    public byte[] exchange(byte[] datagram) throws IOException {
        send(datagram);
        return receive();
    }

    /** Whether something is there already. */
    public boolean hasReceived() throws IOException {
        socket.setSoTimeout(1);
        try {
            receive();
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        } finally {
            socket.setSoTimeout((int) Await.LONG.toMillis());
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
