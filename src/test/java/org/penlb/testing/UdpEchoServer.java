package org.penlb.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server that sends each datagram back with its name in front, as in {@code s0 hello}. It can die, fall silent and come
 * back on the same port.
 */
public final class UdpEchoServer implements AutoCloseable {
    private static final int LARGEST = 65_507;
    /** For the bursts of some tests. */
    private static final int ROOM = 4 << 20;
    /** So many are kept to look at; of the others there is the count. */
    private static final int KEPT = 1000;

    private final String name;
    private final InetSocketAddress address;
    private final AtomicLong count = new AtomicLong();
    private volatile boolean silent;
    private DatagramSocket socket;
    private Thread reader;

    /** Who sent the first thousand datagrams, in order. */
    public final BlockingQueue<SocketAddress> senders = new LinkedBlockingQueue<>(KEPT);

    /** One on 127.0.0.1. */
    public UdpEchoServer(String name) {
        this(name, new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), Ports.freeForBoth()));
    }

    /**
     * One at this address.
     *
     * @param name what it puts in front; if empty it sends back what it gets, byte for byte
     * @param address where it is; if its port is 0, the system chooses one
     */
    public UdpEchoServer(String name, InetSocketAddress address) {
        this.name = name;
        socket = open(address);
        this.address = (InetSocketAddress) socket.getLocalSocketAddress();
        reader = serve(socket);
    }

    private static DatagramSocket open(InetSocketAddress at) {
        try {
            var socket = new DatagramSocket(at);
            socket.setReceiveBufferSize(ROOM);
            socket.setSendBufferSize(ROOM);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Thread serve(DatagramSocket socket) {
        byte[] front = (name.isEmpty() ? "" : name + " ").getBytes(StandardCharsets.US_ASCII);
        return Thread.ofPlatform().daemon().start(() -> {
            byte[] buffer = Arrays.copyOf(front, front.length + LARGEST);
            while (!socket.isClosed()) {
                try {
                    var packet = new DatagramPacket(buffer, front.length, LARGEST);
                    socket.receive(packet);
                    count.incrementAndGet();
                    senders.offer(packet.getSocketAddress());
                    if (!silent) {
                        int length = front.length + packet.getLength();
                        socket.send(new DatagramPacket(buffer, length, packet.getSocketAddress()));
                    }
                } catch (IOException _) {
                    // closed, or a client that is gone
                }
            }
        });
    }

    public String name() {
        return name;
    }

    /** Where it is, or was. */
    public InetSocketAddress socketAddress() {
        return address;
    }

    /** The address in pen's notation. */
    public String address() {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** How many datagrams it got. */
    public long count() {
        return count.get();
    }

    /** Goes on reading without an answer. */
    public void silence() {
        silent = true;
    }

    /** Dies: whoever sends it something is told that nobody is there. */
    public void kill() {
        close();
    }

    /** Comes back, or answers again. */
    public void revive() {
        close();
        silent = false;
        socket = open(address);
        reader = serve(socket);
    }

    @Override
    public void close() {
        socket.close();
        try {
            reader.join(); // until it is out of its receive, the port is taken
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
