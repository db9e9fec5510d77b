package org.penlb.it;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.penlb.testing.Ports;

/**
 * A name server that means harm: most of its answers are spoilt, some come twice, to some queries none comes. Enough of them
 * are right for it to be taken for well again and again.
 */
final class SpoilingNameServer implements AutoCloseable {
    private final int port = Ports.freeForBoth();
    private final DatagramSocket datagrams;
    private final ServerSocket connections;
    private final AtomicLong queries = new AtomicLong();
    private final AtomicLong malformed = new AtomicLong();

    SpoilingNameServer(long seed) throws IOException {
        var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        datagrams = new DatagramSocket(address);
        connections = new ServerSocket();
        connections.bind(address);
        var mutation = new Mutation(seed);
        Thread.ofPlatform().daemon().start(() -> answerDatagrams(mutation));
        Thread.ofPlatform().daemon().start(() -> answerConnections(new Mutation(seed + 1)));
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** How many messages it got that are no queries. */
    long malformed() {
        return malformed.get();
    }

    /** How many queries it got. */
    long queries() {
        return queries.get();
    }

    private void answerDatagrams(Mutation mutation) {
        var buffer = new byte[65_507];
        try {
            while (true) {
                var packet = new DatagramPacket(buffer, buffer.length);
                datagrams.receive(packet);
                byte[] answer = answer(Arrays.copyOf(buffer, packet.getLength()));
                long turn = queries.get() % 8;
                for (int times = turn == 7 ? 0 : turn == 6 ? 2 : 1; times > 0; times--) {
                    byte[] said = turn < 3 ? answer : mutation.of(answer);
                    datagrams.send(new DatagramPacket(said, said.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException _) {
            // closed
        }
    }

    private byte[] answer(byte[] query) {
        queries.incrementAndGet();
        try {
            return DnsMessage.answer(query);
        } catch (RuntimeException _) { // it ends in the middle of something
            malformed.incrementAndGet();
            return query;
        }
    }

    private void answerConnections(Mutation mutation) {
        try {
            while (true) {
                try (Socket client = connections.accept()) {
                    client.setSoTimeout(1000);
                    var in = new DataInputStream(client.getInputStream());
                    byte[] answer = answer(in.readNBytes(in.readUnsignedShort()));
                    byte[] framed = DnsTcp.framed(mutation.of(answer));
                    client.getOutputStream().write(framed);
                    client.getOutputStream().write(Arrays.copyOf(framed, framed.length / 2)); // and hangs up
                } catch (IOException e) {
                    if (connections.isClosed()) {
                        throw e;
                    }
                }
            }
        } catch (IOException _) {
            // closed
        }
    }

    @Override
    public void close() throws IOException {
        datagrams.close();
        connections.close();
    }
}
