package org.penlb.dnsfront;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.dns.AnswerCheck;
import org.penlb.dns.Header;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.IntrusiveList;

/**
 * A server as one event loop sees it: the sockets towards it, the queries it has not answered yet, and how fast it is. It
 * is taken out when it was silent for a while and several queries were sent in vain meanwhile, or when the network says
 * that it is not there.
 */
final class DnsUpstream {
    /** Whoever guesses answers has to guess one of so many port numbers, too. A power of two. */
    private static final int PORTS = 4;
    /** A server that is merely busy is silent for a tenth of a second now and then, and so is this machine. */
    private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    /** So many queries in a row without any answer are no accident. */
    private static final int FEW_MISSES = 3;

    private final Dispatcher dispatcher;
    private final ServerKey key;
    private final AnswerLatency latency = new AnswerLatency();
    private final IntrusiveList<Attempt> waiting = new IntrusiveList<>();
    private final IntrusiveList<Attempt> late = new IntrusiveList<>();
    private final SourcePort[] ports = new SourcePort[PORTS];
    private @Nullable SourcePort port;
    private long portOfBatch = -1;
    private Server server;
    private long heardAt = System.nanoTime();
    private int misses;

    /**
     * @throws IOException saying why there are no sockets
     */
    DnsUpstream(Dispatcher dispatcher, Server server) throws IOException {
        this.dispatcher = dispatcher;
        this.server = server;
        this.key = ServerKey.of(server);
        var address = (InetSocketAddress) server.address();
        for (int i = 0; i < PORTS; i++) {
            var next = new SourcePort(this);
            try {
                next.opened(dispatcher
                        .transport()
                        .connect(address, dispatcher.service().source(), next));
            } catch (IOException e) {
                for (int opened = 0; opened < i; opened++) {
                    ports[opened].close();
                }
                throw e;
            }
            ports[i] = next;
        }
    }

    ServerKey key() {
        return key;
    }

    /** The server as it is configured now. */
    void configured(Server newServer) {
        server = newServer;
    }

    Server server() {
        return server;
    }

    /** One socket for each batch of queries, so that one system call sends them all. */
    private SourcePort portFor(long batchNumber) {
        SourcePort chosen = port;
        if (chosen == null || portOfBatch != batchNumber) {
            chosen = ports[dispatcher.ids().next() & PORTS - 1];
            port = chosen;
            portOfBatch = batchNumber;
        }
        return chosen;
    }

    /** Sends a query that has just come in; false if there are too many already. */
    boolean send(Query query, DatagramBatch batch, int slot, long batchNumber, long now) {
        SourcePort to = portFor(batchNumber);
        if (to.isFull()) {
            return false;
        }
        Attempt attempt = begin(query, to, now);
        Header.id(batch.memory(), batch.offset(slot), attempt.id);
        to.port().send(batch, slot);
        return true;
    }

    /** Sends a query that another server did not answer; false if there are too many already. */
    boolean resend(Query query, long now) {
        SourcePort to = ports[dispatcher.ids().next() & PORTS - 1];
        if (to.isFull()) {
            return false;
        }
        Attempt attempt = begin(query, to, now);
        Header.id(query.message(), 0, attempt.id);
        to.port().send(query.bytes(), query.length());
        return true;
    }

    private Attempt begin(Query query, SourcePort to, long now) {
        Attempt attempt = dispatcher.pool().attempt();
        int id = dispatcher.ids().next();
        while (to.find(id) != null) {
            id = dispatcher.ids().next();
        }
        attempt.id = id;
        attempt.query = query;
        attempt.server = server;
        attempt.sentAt = now;
        attempt.late = false;
        to.add(attempt);
        waiting.putLast(attempt.sentOrder);
        query.askedOf(server, now);
        server.queries().sent();
        return attempt;
    }

    void received(SourcePort from, DatagramBatch batch, int first, int end) {
        long now = System.nanoTime();
        for (int slot = first; slot < end; slot++) {
            Attempt attempt = attemptOf(from, batch, slot);
            if (attempt == null || attempt.query == null) {
                dispatcher.service().datagrams().unexpectedAnswer();
            } else {
                answered(attempt, attempt.query, batch, slot, now);
            }
        }
    }

    private @Nullable Attempt attemptOf(SourcePort from, DatagramBatch batch, int slot) {
        if (batch.length(slot) < Header.LENGTH) {
            return null;
        }
        Attempt attempt = from.find(Header.id(batch.memory(), batch.offset(slot)));
        Query query = attempt == null ? null : attempt.query;
        boolean right = query != null
                && AnswerCheck.isAnswer(
                        query.message(),
                        0,
                        query.questionLength,
                        batch.memory(),
                        batch.offset(slot),
                        batch.length(slot));
        return right ? attempt : null;
    }

    private void answered(Attempt attempt, Query query, DatagramBatch batch, int slot, long now) {
        long took = now - attempt.sentAt;
        latency.sample(took);
        server.queries().answered(took);
        server.transferred(query.length(), batch.length(slot));
        dispatcher.service().answeredDatagram(server, now);
        heardAt = now;
        misses = 0;
        over(attempt);
        Header.id(batch.memory(), batch.offset(slot), query.id);
        dispatcher.answered(query, server, batch, slot, now);
    }

    /** Forgets an attempt. Its query is the caller's to look after. */
    private void over(Attempt attempt) {
        (attempt.late ? late : waiting).remove(attempt.sentOrder);
        if (attempt.port != null) {
            attempt.port.remove(attempt);
        }
        if (attempt.server != null) {
            dispatcher.service().balancer().served(attempt.server);
        }
        if (attempt.query != null) {
            attempt.query.open--;
        }
        attempt.query = null;
        attempt.server = null;
        dispatcher.pool().reuse(attempt);
    }

    void unreachable(String reason) {
        takeOut(reason, System.nanoTime());
    }

    /**
     * Looks after queries that wait: late ones are sent to another server, and those that waited for too long are given up.
     *
     * @param timeout how long an answer is waited for in all, nanoseconds
     */
    void tick(long now, long timeout) {
        long patience = latency.patience();
        for (Attempt attempt = waiting.first();
                attempt != null && now - attempt.sentAt >= patience;
                attempt = waiting.first()) {
            missed(attempt, now);
        }
        long heard = server.lastGoodCheckAfter(heardAt);
        if (misses >= FEW_MISSES && now - heard >= Math.max(SILENCE_NANOS, 2 * patience)) {
            takeOut("does not answer", now);
        }
        for (Attempt attempt = late.first();
                attempt != null && now - attempt.sentAt >= timeout;
                attempt = late.first()) {
            Query query = attempt.query;
            over(attempt);
            if (query != null) {
                dispatcher.givenUp(query);
            }
        }
    }

    private void missed(Attempt attempt, long now) {
        waiting.remove(attempt.sentOrder);
        late.putLast(attempt.sentOrder);
        attempt.late = true;
        server.queries().timedOut();
        server.noteFailure("did not answer a query in time", now);
        if (attempt.sentAt - server.lastGoodCheckAfter(heardAt) > 0) {
            misses++;
        }
        if (attempt.query != null) {
            dispatcher.missed(attempt.query, server, now);
        }
    }

    /** No more queries for it until it is well again; those that it holds go to others. */
    private void takeOut(String reason, long now) {
        dispatcher.down(server, reason);
        Attempt last = waiting.last(); // what comes behind it was sent there just now, for want of another server
        for (Attempt attempt = waiting.first(); attempt != null; attempt = waiting.first()) {
            missed(attempt, now);
            if (attempt == last) {
                break;
            }
        }
        misses = 0;
    }

    /** How many datagrams the system did not take since this was asked last. */
    long takeDropped() {
        long dropped = 0;
        for (SourcePort each : ports) {
            dropped += each.port().takeDropped();
        }
        return dropped;
    }

    /** Whether no answer is waited for, not even a late one. */
    boolean isIdle() {
        return waiting.isEmpty() && late.isEmpty();
    }

    /** Gives up whatever waits, and closes the sockets. */
    void close() {
        for (SourcePort each : ports) {
            each.close();
        }
        for (Attempt attempt = waiting.first(); attempt != null; attempt = waiting.first()) {
            over(attempt);
        }
        for (Attempt attempt = late.first(); attempt != null; attempt = late.first()) {
            over(attempt);
        }
    }
}
