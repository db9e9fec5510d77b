package org.penlb.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A name server of reverse zones over UDP on 127.0.0.1, which says what a test wants, after a while or when it is let; it counts
 * what it is asked, and from how many ports.
 */
public final class PtrServer implements AutoCloseable {
    private static final int HEADER = 12;
    private static final int LONGEST = 4096;
    private static final int PTR = 12;
    private static final int CNAME = 5;
    private static final int NXDOMAIN = 3;

    private final DatagramSocket socket = open();
    private final Answers answers;
    private final Duration delay;
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private final Set<SocketAddress> clients = ConcurrentHashMap.newKeySet();
    private final DelayQueue<Reply> delayed = new DelayQueue<>();
    private final List<Reply> held = new ArrayList<>();
    private boolean holding;
    private final List<Thread> threads;

    /** What a server says. */
    @FunctionalInterface
    public interface Answers {
        /**
         * The answer to a query.
         *
         * @param name in small letters, without the dot at its end
         * @return null for silence
         */
        @Nullable
        Answer to(String name);
    }

    /**
     * An answer.
     *
     * @param rcode 0 to 15
     * @param records what is in it
     */
    public record Answer(int rcode, List<Entry> records) {
        /** The host has this name. */
        public static Answer named(String owner, String host) {
            return new Answer(0, List.of(new Entry(owner, PTR, host)));
        }

        /** The record is elsewhere. */
        public static Answer alias(String owner, String target) {
            return new Answer(0, List.of(new Entry(owner, CNAME, target)));
        }

        /** There is no such name. */
        public static Answer none() {
            return failed(NXDOMAIN);
        }

        /** The server cannot tell. */
        public static Answer failed(int rcode) {
            return new Answer(rcode, List.of());
        }

        /** This one's records and the other's. */
        public Answer and(Answer other) {
            var both = new ArrayList<>(records);
            both.addAll(other.records);
            return new Answer(rcode, both);
        }
    }

    /**
     * A record that is a name.
     *
     * @param data may hold any Latin-1 character but the dot, which divides labels
     */
    public record Entry(String owner, int type, String data) {}

    private record Reply(byte[] message, SocketAddress to, long due) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(due, ((Reply) other).due);
        }
    }

    /** One that answers at once. */
    public PtrServer(Answers answers) {
        this(Duration.ZERO, answers);
    }

    /**
     * One that takes its time.
     *
     * @param delay between a query and its answer
     */
    public PtrServer(Duration delay, Answers answers) {
        this.answers = answers;
        this.delay = delay;
        threads = List.of(
                Thread.ofPlatform().daemon().start(this::read),
                Thread.ofPlatform().daemon().start(this::sendDelayed));
    }

    private static DatagramSocket open() {
        try {
            var socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            socket.setReceiveBufferSize(1 << 22);
            return socket;
        } catch (SocketException e) {
            throw new AssertionError(e);
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** How often each name was asked for. */
    public Map<String, Integer> asked() {
        return Collections.unmodifiableMap(asked);
    }

    /** How many queries there were. */
    public int queries() {
        return asked.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How many ports they came from. */
    public int ports() {
        return clients.size();
    }

    /** Keeps answers back from now on. */
    public void hold() {
        synchronized (held) {
            holding = true;
        }
    }

    /** How many answers are kept back. */
    public int held() {
        synchronized (held) {
            return held.size();
        }
    }

    /** Gives the answers, those that asked last first, and keeps none back any more. */
    public void letGo() {
        synchronized (held) {
            holding = false;
            held.reversed().forEach(this::send);
            held.clear();
        }
    }

    private void read() {
        try {
            while (true) {
                var packet = new DatagramPacket(new byte[LONGEST], LONGEST);
                socket.receive(packet);
                clients.add(packet.getSocketAddress());
                byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
                String name = name(query);
                asked.merge(name, 1, Integer::sum);
                Answer answer = answers.to(name);
                if (answer != null) {
                    reply(new Reply(
                            message(query, answer), packet.getSocketAddress(), System.nanoTime() + delay.toNanos()));
                }
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void reply(Reply reply) {
        synchronized (held) {
            if (holding) {
                held.add(reply);
                return;
            }
        }
        if (delay.isZero()) {
            send(reply);
        } else {
            delayed.add(reply);
        }
    }

    private void sendDelayed() {
        try {
            while (true) {
                send(delayed.take());
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    private void send(Reply reply) {
        try {
            socket.send(new DatagramPacket(reply.message, reply.message.length, reply.to));
        } catch (IOException _) {
            // closed
        }
    }

    private static String name(byte[] query) {
        List<String> labels = new ArrayList<>();
        for (int at = HEADER; query[at] != 0; at += 1 + query[at]) {
            labels.add(new String(query, at + 1, query[at], StandardCharsets.ISO_8859_1));
        }
        return String.join(".", labels);
    }

    private static byte[] message(byte[] query, Answer answer) {
        int question = HEADER;
        while (query[question] != 0) {
            question += 1 + query[question];
        }
        question += 1 + 4;
        var out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(HEADER)
                .put(query, 0, 2)
                .putShort((short) (0x8180 | answer.rcode()))
                .putShort((short) 1)
                .putShort((short) answer.records().size())
                .array());
        out.write(query, HEADER, question - HEADER);
        for (Entry record : answer.records()) {
            byte[] data = wire(record.data());
            out.writeBytes(wire(record.owner()));
            out.writeBytes(ByteBuffer.allocate(10)
                    .putShort((short) record.type())
                    .putShort((short) 1)
                    .putInt(3600)
                    .putShort((short) data.length)
                    .array());
            out.writeBytes(data);
        }
        return out.toByteArray();
    }

    private static byte[] wire(String name) {
        var out = new ByteArrayOutputStream();
        for (String label : name.isEmpty() ? new String[0] : name.split("\\.", -1)) {
            out.write(label.length());
            out.writeBytes(label.getBytes(StandardCharsets.ISO_8859_1));
        }
        out.write(0);
        return out.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
        threads.forEach(Thread::interrupt);
    }
}
