package org.penlb.datagram;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.DatagramReceiver;
import org.penlb.relay.IntrusiveList;

/**
 * A session's way to one server: a socket of its own, connected to the server, so that what comes in there is this
 * client's. It keeps a copy of the client's last datagram until the server has answered.
 */
final class Flow implements DatagramReceiver {
    final Session session;
    /** Its place in order of use. */
    final IntrusiveList.Link<Flow> use = new IntrusiveList.Link<>(this);
    /** Its place in the order of debts, if the server owes something. */
    final IntrusiveList.Link<Flow> debt = new IntrusiveList.Link<>(this);
    /** Its place among the session's flows, in the order in which they were chosen. */
    final IntrusiveList.Link<Flow> choice = new IntrusiveList.Link<>(this);

    /** The next in the same bucket of the {@link Session}, whose field this is. */
    @Nullable
    Flow nextInBucket;

    private final Sessions sessions;
    private final FlowSocket upstream;
    private final KeptDatagram kept;
    private Server server;
    private @Nullable ServerTable checkedIn;
    private long usedAt;

    private long sentAt;
    private long owed;
    private long owedSince;
    /** Whether its server did not answer in time, and has not since. */
    private boolean silent;
    /** If so, until when no better one is looked for, if it {@code stays}. */
    private long staysUntil;

    private boolean stays;

    private long toServer;
    private long fromServer;
    /** The server has answered once. */
    private boolean answered;

    private boolean proven;
    private boolean closed;

    /**
     * @param server with a connection counted on it, which is given back by {@link #close()}
     * @throws IOException saying why there is no socket; the count is the caller's then
     */
    Flow(Sessions sessions, Session session, Server server) throws IOException {
        this.sessions = sessions;
        this.session = session;
        this.server = server;
        this.upstream = new FlowSocket(sessions, this);
        this.kept = new KeptDatagram(sessions.copies());
    }

    Server server() {
        return server;
    }

    boolean goesTo(Server other) {
        return other.index() == server.index()
                && other.role() == server.role()
                && other.address().equals(server.address());
    }

    /** Whether the session may go on with it; most of the time nothing has changed since the last datagram. */
    @SuppressWarnings("ReferenceEquality") // the same snapshot, or another one
    boolean goesOn(long now) {
        ServerTable table = sessions.service().balancer().table();
        if (silent && !(stays && now - staysUntil < 0)) {
            return false; // for this client another server may be better
        }
        if (table == checkedIn) {
            return server.isWell(now);
        }
        Server kept = sessions.service().balancer().admittance().keep(session.client, server);
        if (kept == null) {
            return false;
        }
        server = kept;
        checkedIn = table;
        upstream.configured();
        return true;
    }

    /** Nobody better was found for its client: it goes on for a while, if it may. */
    boolean staysFor(long nanos, long now) {
        staysUntil = now + nanos;
        stays = true;
        return sessions.service().balancer().admittance().keep(session.client, server) != null;
    }

    /** Sends a client's datagram to the server. */
    void send(DatagramBatch batch, int slot, long now) {
        int length = batch.length(slot);
        kept.keep(batch, slot);
        upstream.send(batch, slot, now);
        sent(length, now);
    }

    /**
     * The server seems to be silent; perhaps the network has changed under the socket.
     *
     * @return whether that was it: what is owed was sent by a new one
     */
    boolean goesOnByNewWay(long now) {
        if (!upstream.followsNetwork(now)) {
            return false;
        }
        owedSince = now;
        sessions.flows().owes(this);
        kept.send(upstream);
        return true;
    }

    @Override
    public void cannotSend(DatagramPort port, String reason) {
        if (closed) {
            return;
        }
        long now = System.nanoTime();
        FlowSocket.Renewal renewal = upstream.failedToSend(reason, now);
        if (renewal.renewed()) {
            kept.send(upstream);
        } else if (renewal.unreachable() != null) {
            sessions.failed(this, renewal.unreachable(), now);
        }
    }

    /** As {@link KeptDatagram#give}. */
    KeptDatagram giveKept(int servers) {
        return kept.give(server, servers);
    }

    /** Sends what another server did not answer. */
    void resend(KeptDatagram given, long now) {
        kept.take(given);
        kept.send(upstream);
        sent(kept.length(), now);
    }

    private void sent(int length, long now) {
        if (answered && !proven) {
            proven = true;
            sessions.service().datagrams().knownSessions(1);
            sessions.flows().proven(this);
        }
        toServer += length;
        server.queries().sent();
        used(now);
        sentAt = now;
        int responses = sessions.options().responses();
        if (responses > 0) {
            if (owed == 0) {
                owedSince = now;
                sessions.flows().owes(this);
            }
            owed += responses;
        }
    }

    @Override
    public void received(DatagramPort port, DatagramBatch batch, int from, int to) {
        if (closed) {
            return;
        }
        long now = System.nanoTime();
        for (int slot = from; slot < to; slot++) {
            fromServer += batch.length(slot);
            sessions.reply(batch, slot, session.peer);
        }
        answered = true;
        kept.forget();
        silent = false;
        settle(to - from, now);
        sessions.answered(this, now);
        used(now);
    }

    private void settle(int answers, long now) {
        long took = now - (owed == 0 ? usedAt : owedSince);
        for (int i = 0; i < answers; i++) { // one by one or together: how they were read says nothing
            server.queries().answered(took);
        }
        if (owed == 0) {
            return;
        }
        owed = Math.max(0, owed - answers);
        owedSince = now;
        if (owed == 0) {
            sessions.flows().owesNothing(this);
        } else {
            sessions.flows().owes(this);
        }
    }

    @Override
    public void unreachable(DatagramPort port, String reason) {
        if (!closed) {
            sessions.failed(this, reason, System.nanoTime());
        }
    }

    /** The server did not answer in time: what it owes is not waited for any more. */
    void isSilent() {
        silent = true;
        stays = false;
        owed = 0;
        kept.forget();
        sessions.flows().owesNothing(this);
    }

    /** Whether the server did not answer in time, and has not since. */
    boolean wasSilent() {
        return silent;
    }

    /** When a datagram was sent to the server last. */
    long sentAt() {
        return sentAt;
    }

    /** Whether a datagram is kept that could be sent to another server. */
    boolean isOwedAnAnswer() {
        return kept.isThere();
    }

    long usedAt() {
        return usedAt;
    }

    long owedSince() {
        return owedSince;
    }

    private void used(long now) {
        usedAt = now;
        sessions.flows().used(this);
    }

    /** Adds what was relayed or lost since the last time to the counters. */
    void count() {
        sessions.service().datagrams().dropped(upstream.takeDropped());
        sessions.service().datagrams().overflowed(upstream.takeOverflowed());
        if (toServer != 0 || fromServer != 0) {
            sessions.service().balancer().transferred(session.client, server, toServer, fromServer);
            toServer = 0;
            fromServer = 0;
        }
    }

    /** Whether the client said something again after it was answered. */
    boolean isProven() {
        return proven;
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes the socket and gives back what is counted. */
    void close() {
        if (!closed) {
            closed = true;
            if (proven) {
                sessions.service().datagrams().knownSessions(-1);
            }
            count();
            upstream.close();
            sessions.service().datagrams().dropped(upstream.takeDropped());
            kept.release();
            sessions.service().balancer().served(server);
        }
    }
}
