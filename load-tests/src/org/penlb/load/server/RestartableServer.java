package org.penlb.load.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.jspecify.annotations.Nullable;
import org.penlb.testing.Ports;

/**
 * A server of this process that can be stopped and started on its port as fast as no program can: what is measured is how soon
 * a balancer notices. A connection gets a byte; a datagram comes back, as the empty answer if it is a DNS query.
 */
public final class RestartableServer implements AutoCloseable {
    private static final int LONGEST = 512;
    /** Of a DNS message: the byte that says that it is an answer. */
    private static final int FLAGS = 2;

    private static final int ANSWER = 0x80;

    private final InetSocketAddress address =
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), Ports.freeForBoth());
    private final boolean tcp;
    private @Nullable AutoCloseable socket;

    /**
     * Starts it.
     *
     * @param tcp whether it takes connections; else it takes datagrams
     */
    public RestartableServer(boolean tcp) {
        this.tcp = tcp;
        start();
    }

    public InetSocketAddress address() {
        return address;
    }

    /** Starts it again. */
    public void start() {
        try {
            if (tcp) {
                var server = new ServerSocket();
                server.setReuseAddress(true);
                server.bind(address);
                socket = server;
                Thread.ofPlatform().daemon().start(() -> accept(server));
            } else {
                var server = new DatagramSocket(address);
                socket = server;
                Thread.ofPlatform().daemon().start(() -> answer(server));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void accept(ServerSocket server) {
        try {
            while (true) {
                try (Socket client = server.accept()) {
                    client.getOutputStream().write(1);
                }
            }
        } catch (IOException _) {
            // stopped
        }
    }

    private static void answer(DatagramSocket server) {
        var packet = new DatagramPacket(new byte[LONGEST], LONGEST);
        try {
            while (true) {
                packet.setLength(LONGEST);
                server.receive(packet);
                packet.getData()[FLAGS] |= (byte) ANSWER;
                server.send(packet);
            }
        } catch (IOException _) {
            // stopped
        }
    }

    /** Stops it: nobody listens at its port. */
    public void stop() {
        close();
    }

    @Override
    public void close() {
        try {
            if (socket != null) {
                socket.close();
                socket = null;
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
