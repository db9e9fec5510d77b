package org.penlb.dnsfront;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.penlb.balance.Observation;
import org.penlb.balance.Server;
import org.penlb.dns.Header;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.DatagramTransport;
import org.penlb.relay.Errno;
import org.penlb.service.ProxyDatagrams;
import org.penlb.service.SourceWatch;

/**
 * A server that is asked over UDP, by several sockets. It is down when it does not answer, or when the network says that it is
 * not there; not if it is only the way to it that starts at another address of ours than when a socket was connected.
 */
final class UdpUpstream extends Upstream {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /** So many queries without an answer at one socket, while the server answers elsewhere, are no accident. */
    private static final int FEW_MISSES = 3;

    /** How long new ports may bring nothing, since a network that has just changed is not as fast as it will be. */
    private static final long FIRST_ANSWERS_NANOS = TimeUnit.MILLISECONDS.toNanos(700);

    private final DatagramTransport transport;
    private final Supplier<InetSocketAddress> listener;
    private final SourcePorts ports;
    private final MessageView view = new MessageView();
    private final QuietSpell quiet = new QuietSpell();
    /** When all ports were opened anew because something was wrong with them. */
    private long renewedAt;
    /** There was no means for all of them then. */
    private boolean lacking;
    /** Until when silence means nothing: the network has just changed. */
    private long excusedUntil;

    /**
     * @param listener where clients come in
     * @throws IOException saying why there are no sockets
     */
    UdpUpstream(
            UpstreamContext context, Server server, DatagramTransport transport, Supplier<InetSocketAddress> listener)
            throws IOException {
        super(context, server);
        this.transport = transport;
        this.listener = listener;
        long now = System.nanoTime();
        this.renewedAt = now - SECOND; // nothing was wrong yet
        this.excusedUntil = now;
        this.ports = new SourcePorts(this::open, now);
    }

    private SourcePort open(long now) throws IOException {
        var port = new SourcePort(this, now);
        port.opened(transport.connect(
                (InetSocketAddress) server().address(), context.service().source(), port));
        return port;
    }

    @Override
    boolean send(Query query, MessageView asked, long now) {
        SourcePort to = ports.forBatch(asked.batchNumber(), context.ids().next());
        if (to.attempts.isFull()) {
            return false;
        }
        Attempt attempt = begin(query, now);
        goes(attempt, to.attempts, now);
        Header.id(asked.memory(), asked.offset(), attempt.id);
        DatagramBatch batch = Objects.requireNonNull(asked.batch());
        if (!wantsHeader() || ProxyDatagrams.putInFront(header(query), batch, asked.slot())) {
            to.port().send(batch, asked.slot());
        }
        return true;
    }

    @Override
    boolean resend(Query query, long now) {
        SourcePort to = ports.any(context.ids().next());
        if (to.attempts.isFull()) {
            return false;
        }
        put(begin(query, now), query, to, now);
        return true;
    }

    private void put(Attempt attempt, Query query, SourcePort by, long now) {
        goes(attempt, by.attempts, now);
        Header.id(query.message(), 0, attempt.id);
        if (wantsHeader()) {
            byte[] header = header(query);
            byte[] joined = ProxyDatagrams.joined(header, query.bytes(), query.length());
            by.port().send(joined, joined.length);
        } else {
            by.port().send(query.bytes(), query.length());
        }
    }

    private byte[] header(Query query) {
        return ProxyDatagrams.header(query.client, listener.get());
    }

    @Override
    int framing() {
        return 0;
    }

    @Override
    boolean isEasilyForged() {
        return true;
    }

    void received(SourcePort from, DatagramBatch batch, int first, int end) {
        long now = System.nanoTime();
        for (int slot = first; slot < end; slot++) {
            if (received(from.attempts, view.at(batch, slot), now)) {
                from.heardAt = now;
                from.misses = 0;
            }
        }
    }

    /** What the network reports at an old port concerns the old way, if the others start elsewhere by now. */
    void unreachable(SourcePort from, String reason) {
        if (ports.isInUse(from) || from.address().equals(ports.any(0).address())) {
            takeOut(reason, System.nanoTime());
        }
    }

    /** If others do no better, it may be the queries that nobody answers: nothing follows, but nobody has seen it to be well. */
    @Override
    void doesNotAnswer(long now) {
        if (outdone.isEnough()) {
            takeOut(SILENT, now);
        } else if (quiet.isLong(now) && !isChecked()) {
            context.service().balancer().observe(server(), Observation.Plain.SILENT);
        }
    }

    /** Whether checks see how it is, whatever clients ask. */
    private boolean isChecked() {
        return !context.service().config().dns().check().interval().isZero();
    }

    /** From this port nothing leaves. If a new one cannot be opened either, or does no better, there is no way to the server. */
    void cannotSend(SourcePort from, String reason) {
        long now = System.nanoTime();
        if (!ports.isInUse(from)) {
            return;
        }
        if (now - renewedAt < SECOND) {
            if (!lacking) {
                takeOut(reason, now);
            }
            return;
        }
        try {
            if (!openAnew(now)) {
                excusedUntil = now + FIRST_ANSWERS_NANOS;
                context.service().reports().reopened(server(), reason);
                goOn(from, now);
            }
        } catch (IOException e) {
            if (Errno.isUnreachable(e)) {
                takeOut(Errno.reason(e), now);
            } else {
                context.service().reports().untried(server(), Errno.reason(e));
            }
        }
    }

    /**
     * Opens all ports anew. If they start at another address of ours than before, nothing is answered at the old ones any more:
     * what waits there goes on by the new ones.
     *
     * @return whether they do
     * @throws IOException saying why there is no socket
     */
    private boolean openAnew(long now) throws IOException {
        renewedAt = now;
        lacking = true;
        List<SourcePort> old = ports.all();
        InetAddress address = ports.replaceAll(now).address();
        lacking = false;
        boolean moved = false;
        for (SourcePort each : old) {
            if (!each.address().equals(address)) {
                moved = true;
                excusedUntil = now + FIRST_ANSWERS_NANOS;
                context.service().reports().reopened(server(), SourceWatch.moved(each.address(), address));
                goOn(each, now);
            }
        }
        return moved;
    }

    /** Sends once more what waits at an old port. */
    private void goOn(SourcePort old, long now) {
        for (Attempt attempt : old.attempts.inOrder()) {
            SourcePort to = ports.any(context.ids().next());
            if (to.attempts.isFull() || attempt.query == null || !Header.isQuery(attempt.query.message(), 0)) {
                continue; // what a server may carry out is not asked for twice
            }
            Query query = takeBack(attempt);
            if (query != null) {
                put(attempt, query, to, now);
            }
        }
    }

    @Override
    boolean isOnNewWay(long now) {
        if (now - renewedAt < SECOND) {
            return false;
        }
        try {
            return openAnew(now);
        } catch (IOException _) {
            return false;
        }
    }

    /** It is one port's turn. If the new one starts at another address than the others, these are of no use any more. */
    @Override
    boolean renew(long now) {
        return ports.takeTurn(now) && !ports.startTogether() && isOnNewWay(now);
    }

    /**
     * A port at which nothing comes in, while the server answers at others, is opened anew. Checks do not count: they come in
     * on another event loop, which may have time while this one has none.
     */
    @Override
    void isLate(Attempt attempt, long now) {
        if (attempt.query != null) {
            quiet.missed(attempt.query.questionHash(), attempt.sentAt, heardAt);
        }
        SourcePort by = ports.of(attempt.table);
        if (by == null || attempt.sentAt - by.heardAt < 0 || ++by.misses < FEW_MISSES) {
            return;
        }
        if (now - by.heardAt >= SECOND && heardAt - attempt.sentAt > 0) {
            try {
                ports.replace(by, now);
                context.service().reports().reopened(server(), "it answers, but no longer at one of our ports");
            } catch (IOException _) {
                by.misses = 0;
            }
        }
    }

    @Override
    long lastHeardAt() {
        long heard = server().lastGoodCheckAfter(heardAt);
        return excusedUntil - heard > 0 ? excusedUntil : heard;
    }

    @Override
    void isSilent(String reason, long now) {
        context.listener().down(server(), reason);
    }

    @Override
    long takeDropped() {
        return ports.takeDropped();
    }

    @Override
    long takeOverflowed() {
        return ports.takeOverflowed();
    }

    @Override
    void close() {
        ports.close();
        super.close();
    }
}
