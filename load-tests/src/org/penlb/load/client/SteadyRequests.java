package org.penlb.load.client;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks again and again at a steady pace, each time as a new client, whether the ones before were answered or not: what is
 * measured is for how long nobody is.
 */
public final class SteadyRequests implements AutoCloseable {
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    /** Who waits for longer has given up, or asked somebody else. */
    private static final int PATIENCE_MILLIS = 400;

    private static final int LONGEST = 512;

    private final InetSocketAddress balancer;
    private final boolean tcp;
    /** Whether those that began then were answered. */
    private final ConcurrentSkipListMap<Long, Boolean> answered = new ConcurrentSkipListMap<>();

    private final Thread clock;
    private volatile boolean running = true;

    /**
     * Begins.
     *
     * @param tcp whether to ask by connections; else by datagrams that are DNS queries
     */
    public SteadyRequests(InetSocketAddress balancer, boolean tcp) {
        this.balancer = balancer;
        this.tcp = tcp;
        this.clock = Thread.ofPlatform().start(this::askWithoutPause);
    }

    private void askWithoutPause() {
        long due = System.nanoTime();
        for (int number = 0; running; number++) {
            int id = number;
            long began = System.nanoTime();
            Thread.ofVirtual().start(() -> answered.put(began, isAnswered(id)));
            due += PACE_NANOS;
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    private boolean isAnswered(int id) {
        try {
            return tcp ? isConnected() : isReplied(id);
        } catch (IOException _) {
            return false;
        }
    }

    private boolean isConnected() throws IOException {
        try (var socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(balancer, PATIENCE_MILLIS);
            return socket.getInputStream().read() == 1;
        }
    }

    private boolean isReplied(int id) throws IOException {
        try (var socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            byte[] query = query(id);
            socket.send(new DatagramPacket(query, query.length, balancer));
            var answer = new DatagramPacket(new byte[LONGEST], LONGEST);
            socket.receive(answer);
            return answer.getLength() >= query.length
                    && answer.getData()[0] == query[0]
                    && answer.getData()[1] == query[1]
                    && (answer.getData()[3] & 0xF) == 0;
        }
    }

    /** For an address, of a name that differs from the one before. */
    private static byte[] query(int id) {
        byte a = (byte) ('a' + id % 26);
        byte b = (byte) ('a' + id / 26 % 26);
        return new byte[] {
            (byte) (id >> 8), (byte) id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 4, 'h', a, b, 'o', 0, 0, 1, 0, 1
        };
    }

    /** How many of those that have begun last were answered, one after the other. */
    public int answeredInARow() {
        int count = 0;
        for (boolean each : answered.descendingMap().values()) {
            if (!each) {
                return count;
            }
            count++;
        }
        return count;
    }

    /** The longest time without an answer, milliseconds: from the first request in vain to the next one that was not. */
    public double longestAwayMillis() {
        long since = -1;
        long longest = 0;
        for (var each : answered.entrySet()) {
            if (!each.getValue()) {
                since = since < 0 ? each.getKey() : since;
            } else if (since >= 0) {
                longest = Math.max(longest, each.getKey() - since);
                since = -1;
            }
        }
        return longest / 1e6;
    }

    @Override
    public void close() {
        running = false;
        try {
            clock.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
