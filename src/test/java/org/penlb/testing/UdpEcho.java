package org.penlb.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;

/** A UDP server that sends everything back. */
public final class UdpEcho implements AutoCloseable {
    private static final int LONGEST = 1 << 16;
    private static final int ROOM = 4 << 20;

    private final DatagramSocket socket;
    private final InetSocketAddress address;
    private final Thread thread;

    public UdpEcho(InetSocketAddress local) throws IOException {
        socket = new DatagramSocket(null);
        socket.setReuseAddress(false);
        socket.setReceiveBufferSize(ROOM);
        socket.setSendBufferSize(ROOM);
        socket.bind(local);
        address = (InetSocketAddress) socket.getLocalSocketAddress();
        thread = Thread.ofPlatform().daemon().name("udp-echo").start(this::echo);
    }

    /** Where it is, or was. */
    public InetSocketAddress address() {
        return address;
    }

    private void echo() {
        var packet = new DatagramPacket(new byte[LONGEST], LONGEST);
        while (!socket.isClosed()) {
            try {
                packet.setLength(LONGEST);
                socket.receive(packet);
                socket.send(packet);
            } catch (IOException _) {
                // closed, or a client that is gone
            }
        }
    }

    @Override
    public void close() {
        socket.close();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
