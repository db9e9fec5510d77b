package org.penlb.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Servers at one address that send back what they get: of TCP and UDP at one port, of DNS at another. */
final class SegmentServers implements AutoCloseable {
    static final int ECHO = 7;
    static final int DNS = 53;

    private static final int BACKLOG = 500;
    private static final int ANSWER = 0x80;

    private final ServerSocket streams;
    private final DatagramSocket echoes;
    private final DatagramSocket answers;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /** Starts them where the thread is that makes them. */
    SegmentServers(String address) throws IOException {
        InetAddress local = InetAddress.ofLiteral(address);
        streams = new ServerSocket(ECHO, BACKLOG, local);
        echoes = new DatagramSocket(ECHO, local);
        answers = new DatagramSocket(DNS, local);
        Thread.ofPlatform().daemon().start(this::accept);
        Thread.ofPlatform().daemon().start(() -> answer(echoes, 0));
        Thread.ofPlatform().daemon().start(() -> answer(answers, ANSWER));
    }

    /** The addresses that clients came from. */
    Set<String> seen() {
        return Set.copyOf(seen);
    }

    private void accept() {
        while (!streams.isClosed()) {
            try {
                Socket client = streams.accept();
                seen.add(client.getInetAddress().getHostAddress());
                Thread.ofVirtual().start(() -> {
                    try (client) {
                        client.getInputStream().transferTo(client.getOutputStream());
                    } catch (IOException _) {
                        // the client is gone
                    }
                });
            } catch (IOException _) {
                // closed
            }
        }
    }

    private void answer(DatagramSocket socket, int flag) {
        var packet = new DatagramPacket(new byte[2048], 2048);
        while (!socket.isClosed()) {
            try {
                packet.setLength(2048);
                socket.receive(packet);
                seen.add(packet.getAddress().getHostAddress());
                packet.getData()[2] |= (byte) flag;
                socket.send(packet);
            } catch (IOException _) {
                // closed, or a client that is gone
            }
        }
    }

    @Override
    public void close() throws IOException {
        streams.close();
        echoes.close();
        answers.close();
    }
}
