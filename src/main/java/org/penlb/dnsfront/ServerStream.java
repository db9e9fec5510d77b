package org.penlb.dnsfront;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.penlb.dns.StreamMessages;
import org.penlb.relay.Dial;
import org.penlb.relay.DialListener;
import org.penlb.relay.End;
import org.penlb.relay.StreamPort;
import org.penlb.relay.StreamReceiver;

/**
 * A connection to a name server, with the queries of many clients on it: each has an ID of its own there, and is answered in
 * whatever order. What is sent before the server has accepted leaves when it has.
 */
final class ServerStream implements DialListener, StreamReceiver, StreamMessages.Reader {
    private static final int ID_LENGTH = 2;

    final AttemptTable attempts = new AttemptTable();

    private final TcpUpstream upstream;
    private final TcpDialer dialer;
    private final StreamMessages messages = new StreamMessages();
    private final MessageView view = new MessageView();
    private final byte[] start = new byte[StreamMessages.PREFIX + ID_LENGTH];
    private final Company company;
    /** How many queries go by it in all. */
    private final int most;

    private final long dialledAt;
    private @Nullable Dial dial;
    private @Nullable StreamPort port;
    private int queries;
    private int answers;
    private boolean retired;
    private long usedAt;
    /** When what is just being read came. */
    private long now;

    /**
     * @param company with whom the queries are together that are to go by it
     * @param most how many they are at most
     */
    ServerStream(TcpUpstream upstream, TcpDialer dialer, Company company, int most, long now) {
        this.upstream = upstream;
        this.dialer = dialer;
        this.company = company;
        this.most = most;
        this.dialledAt = now;
        this.usedAt = now;
        dial = dialer.dial(upstream.server(), this);
    }

    /** Whether more queries may go by it. */
    boolean takesQueries() {
        return !retired && !isSpent() && !attempts.isFull();
    }

    private boolean isSpent() {
        return queries >= most;
    }

    /** Whether the server has answered by it, and does not merely owe what is late. */
    boolean serves() {
        return !retired && answers > 0;
    }

    /** The address of ours that it starts at; null if it is not made yet. */
    @Nullable
    InetAddress localAddress() {
        InetSocketAddress local = port == null ? null : port.localAddress();
        return local == null ? null : local.getAddress();
    }

    Company company() {
        return company;
    }

    /** How many queries the server has answered by it. */
    int answers() {
        return answers;
    }

    /** No more queries go by it; answers still come, until there are none to come. */
    void retire() {
        retired = true;
    }

    /** Whether it is not worth to be kept. */
    boolean isOver(long time, long idleNanos) {
        return attempts.isEmpty() && (retired || isSpent() || time - usedAt >= idleNanos);
    }

    /** Sends a query, or will when the server has accepted. */
    void send(Attempt attempt, Query query, long time) {
        usedAt = time;
        queries++;
        if (port != null) {
            write(port, attempt, query);
        }
    }

    private void write(StreamPort to, Attempt attempt, Query query) {
        int length = query.length();
        start[0] = (byte) (length >> Byte.SIZE);
        start[1] = (byte) length;
        start[2] = (byte) (attempt.id >> Byte.SIZE);
        start[3] = (byte) attempt.id;
        to.write(start, 0, start.length);
        to.write(query.bytes(), ID_LENGTH, length - ID_LENGTH);
    }

    @Override
    public void connected(End server) {
        dial = null;
        StreamPort opened = dialer.connected(upstream.server(), server, dialledAt, this);
        port = opened;
        for (Attempt attempt : attempts.inOrder()) {
            Query query = attempt.wanted();
            if (query != null) {
                write(opened, attempt, query);
            }
        }
    }

    @Override
    public void failed(Fault fault, String reason) {
        dial = null;
        upstream.notConnected(this, fault, reason, System.nanoTime());
    }

    @Override
    public void received(StreamPort from, ByteBuffer bytes) {
        now = System.nanoTime();
        usedAt = now;
        messages.take(bytes, this);
        if (isSpent() && attempts.isEmpty()) {
            upstream.isSpent(this, now);
        }
    }

    @Override
    public boolean message(MemorySegment memory, long offset, int length) {
        if (upstream.received(attempts, view.at(memory, offset, length), now)) {
            answers++;
        }
        return true;
    }

    @Override
    public void ended(StreamPort from) {
        from.close();
        upstream.lost(this, "connection closed", System.nanoTime());
    }

    @Override
    public void broken(StreamPort from, String reason) {
        upstream.lost(this, reason, System.nanoTime());
    }

    @Override
    public void closed(StreamPort from) {
        upstream.closed(this);
    }

    void close() {
        if (dial != null) {
            dial.cancel();
            dial = null;
        }
        if (port != null) {
            port.close();
        }
    }
}
