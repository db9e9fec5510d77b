package org.penlb.load.cluster;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import org.penlb.testing.PenCluster;

/** A name server, and its clients, who ask it once each: the cheapest way for very many clients to come to Pen. */
final class Queries implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 1_000;
    private static final int MOST_BYTES = 512;
    /** In the third byte of a message: that it is an answer. */
    private static final byte ANSWER = (byte) 0x80;
    /** For the address of {@code a.test}, which is nowhere. */
    private static final byte[] QUERY = HexFormat.of().parseHex("0001" + "0100" + "0001000000000000" + "01610474657374" + "00" + "00010001");

    private final DatagramSocket server;

    Queries(PenCluster pens, String address, int port) {
        server = pens.amongClients(() -> {
            var socket = new DatagramSocket(port, InetAddress.ofLiteral(address));
            Thread.ofPlatform().daemon().start(() -> serve(socket));
            return socket;
        });
    }

    /** Says each query again, as an answer without records. */
    private static void serve(DatagramSocket socket) {
        var packet = new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES);
        while (!socket.isClosed()) {
            try {
                packet.setLength(MOST_BYTES);
                socket.receive(packet);
                packet.getData()[2] |= ANSWER;
                socket.send(packet);
            } catch (IOException _) {
                // closed, or somebody is gone
            }
        }
    }

    /** Whether a client gets an answer; to be called {@linkplain PenCluster#amongClients among clients}. */
    static boolean ask(int client, InetSocketAddress pen) {
        try (var socket = new DatagramSocket(new InetSocketAddress(PenCluster.client(client), 0))) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(pen);
            socket.send(new DatagramPacket(QUERY, QUERY.length));
            socket.receive(new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
