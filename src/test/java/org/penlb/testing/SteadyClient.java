package org.penlb.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks an echo or DNS server behind a balancer at a steady pace, whether it was answered before or not, by a connection each
 * time or by datagrams of one socket, and knows when it was answered. It asks from the namespace of the thread that makes it.
 */
final class SteadyClient implements AutoCloseable {
    /** Who waits for longer has given up. */
    private static final int PATIENCE_MILLIS = 900;

    private static final int NUMBERS = 1 << 16;

    private final String name;
    private final InetSocketAddress server;
    private final long pace;
    /** When questions were asked that were answered. */
    private final ConcurrentSkipListMap<Long, Boolean> answered = new ConcurrentSkipListMap<>();

    private volatile boolean over;

    /**
     * Begins.
     *
     * @param name what messages call it
     * @param tcp whether by connections
     * @param pace from one question to the next
     */
    SteadyClient(String name, InetSocketAddress server, boolean tcp, Duration pace) throws IOException {
        this.name = name;
        this.server = server;
        this.pace = pace.toNanos();
        if (tcp) {
            Thread.ofPlatform().daemon().start(() -> pace(this::connect));
        } else {
            var socket = new DatagramSocket();
            socket.connect(server); // so that it hears nobody but whom it asks
            var asked = new AtomicLongArray(NUMBERS);
            Thread.ofPlatform().daemon().start(() -> pace((number, now) -> send(socket, asked, number, now)));
            Thread.ofPlatform().daemon().start(() -> hear(socket, asked));
        }
    }

    String name() {
        return name;
    }

    /** How many questions were answered that were asked at this time or later (System.nanoTime). */
    int answeredSince(long time) {
        return answered.tailMap(time).size();
    }

    /**
     * The longest time between two questions, one after the other, that were answered; of those asked since then.
     *
     * @return nanoseconds
     */
    long longestGapSince(long time) {
        long longest = 0;
        Long before = answered.floorKey(time);
        for (long at : answered.tailMap(time).keySet()) {
            longest = before == null ? longest : Math.max(longest, at - before);
            before = at;
        }
        return longest;
    }

    /** A question. */
    private interface Question {
        void ask(int number, long now) throws IOException;
    }

    private void pace(Question question) {
        long due = System.nanoTime();
        for (int number = 1; !over; number = (number + 1) % NUMBERS) {
            long now = System.nanoTime();
            try {
                question.ask(number, now);
            } catch (IOException _) {
                // refused
            }
            due += pace;
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    /** The socket is of this thread's namespace, whoever uses it then. */
    private void connect(int number, long now) throws IOException {
        SocketChannel channel = SocketChannel.open();
        byte[] said = message(number);
        Thread.ofVirtual().start(() -> {
            try (channel) {
                channel.socket().connect(server, PATIENCE_MILLIS);
                channel.socket().setSoTimeout(PATIENCE_MILLIS);
                Channels.newOutputStream(channel).write(said);
                if (channel.socket().getInputStream().readNBytes(said.length).length == said.length) {
                    answered.put(now, true);
                }
            } catch (IOException _) {
                // what counts is what is answered
            }
        });
    }

    private static void send(DatagramSocket socket, AtomicLongArray asked, int number, long now) throws IOException {
        asked.set(number, now);
        byte[] query = message(number);
        socket.send(new DatagramPacket(query, query.length));
    }

    private void hear(DatagramSocket socket, AtomicLongArray asked) {
        var packet = new DatagramPacket(new byte[512], 512);
        while (!over) {
            try {
                packet.setLength(512);
                socket.receive(packet);
                byte[] data = packet.getData();
                answered.put(asked.get(((data[0] & 0xff) << 8) | (data[1] & 0xff)), true);
            } catch (IOException _) {
                // refused; it goes on
            }
        }
        socket.close();
    }

    /** A DNS query for www, of type A. */
    private static byte[] message(int number) {
        return new byte[] {
            (byte) (number >> 8), (byte) number, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, 'w', 'w', 'w', 0, 0, 1, 0, 1
        };
    }

    @Override
    public void close() {
        over = true;
    }
}
