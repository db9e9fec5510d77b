package org.penlb.cli.command;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/** Clients and a server of datagrams that are queries and answers of DNS, and do for any other protocol. */
final class Rehearsal {
    private static final int CLIENTS = 4;
    private static final int ROUNDS = 100;
    /** So many are on their way at a time. */
    private static final int TOGETHER = 16;

    private static final int LONGEST = 512;
    private static final int TIMEOUT_MILLIS = 1000;
    private static final int ID_BYTES = 2;
    private static final int FLAGS = 2;
    private static final byte RESPONSE = (byte) 0x80;
    /** Flags (recursion desired), one question and nothing else: {@code pen.test. A IN}. */
    private static final byte[] QUESTION = {
        1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, 'p', 'e', 'n', 4, 't', 'e', 's', 't', 0, 0, 1, 0, 1
    };

    private Rehearsal() {}

    /** Sends each datagram back as an answer. */
    static final class Server implements AutoCloseable {
        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final Thread reader = Thread.ofPlatform().daemon().start(this::answer);

        Server() throws IOException {}

        int port() {
            return socket.getLocalPort();
        }

        private void answer() {
            var packet = new DatagramPacket(new byte[LONGEST], LONGEST);
            try {
                while (!socket.isClosed()) {
                    packet.setLength(LONGEST);
                    socket.receive(packet);
                    packet.getData()[FLAGS] |= RESPONSE;
                    socket.send(packet);
                }
            } catch (IOException _) {
                // closed
            }
        }

        @Override
        public void close() {
            socket.close();
            try {
                reader.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Asks a balancer as some clients would, and waits for the answers; one that is lost is no matter. */
    static void ask(InetSocketAddress pen) throws IOException {
        for (int client = 0; client < CLIENTS; client++) {
            try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.connect(pen);
                for (int round = 0; round < ROUNDS; round++) {
                    ask(socket, round);
                }
            }
        }
    }

    private static void ask(DatagramSocket socket, int round) throws IOException {
        for (int i = 0; i < TOGETHER; i++) {
            byte[] query = ByteBuffer.allocate(ID_BYTES + QUESTION.length)
                    .putShort((short) (round * TOGETHER + i))
                    .put(QUESTION)
                    .array();
            socket.send(new DatagramPacket(query, query.length));
        }
        var packet = new DatagramPacket(new byte[LONGEST], LONGEST);
        try {
            for (int i = 0; i < TOGETHER; i++) {
                socket.receive(packet);
            }
        } catch (SocketTimeoutException _) {
            // lost
        }
    }
}
