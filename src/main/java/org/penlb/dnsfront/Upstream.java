package org.penlb.dnsfront;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.dns.AnswerCheck;
import org.penlb.dns.AnswerCheck.Match;
import org.penlb.dns.Header;
import org.penlb.relay.IntrusiveList;
import org.penlb.service.ProxyDatagrams;

/**
 * A server as one event loop sees it: the queries that it has not answered yet, and how fast it is. It is suspect when it was
 * silent for a while and several queries were sent in vain meanwhile. How a query gets there, and what follows from that,
 * differs by transport.
 */
abstract class Upstream {
    /** A server that is merely busy is silent for a tenth of a second now and then, and so is this machine. */
    private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    /** So many queries in a row without any answer are no accident. */
    private static final int FEW_MISSES = 3;

    static final String SILENT = "does not answer";

    final UpstreamContext context;
    final IntrusiveList<Attempt> waiting = new IntrusiveList<>();
    final IntrusiveList<Attempt> late = new IntrusiveList<>();
    long heardAt = System.nanoTime();

    private final ServerKey key;
    final Outdone outdone = new Outdone();
    private final AnswerLatency latency = new AnswerLatency();
    private final HeldAnswers held = new HeldAnswers();
    private Server server;
    private boolean wantsHeader;
    private int misses;

    Upstream(UpstreamContext context, Server server) {
        this.context = context;
        this.server = server;
        this.key = ServerKey.of(server);
        this.wantsHeader = ProxyDatagrams.wants(server.config());
    }

    final ServerKey key() {
        return key;
    }

    /** The server as it is configured now. */
    final void configured(Server newServer) {
        server = newServer;
        wantsHeader = ProxyDatagrams.wants(newServer.config());
    }

    /** Whether the server is to be told by a header who the client is. */
    final boolean wantsHeader() {
        return wantsHeader;
    }

    final Server server() {
        return server;
    }

    /**
     * Sends a query that has just come in.
     *
     * @param asked the query where it lies
     * @return false if there are too many already
     */
    abstract boolean send(Query query, MessageView asked, long now);

    /** Sends a query that another server did not answer; false if there are too many already. */
    abstract boolean resend(Query query, long now);

    /** How many bytes a message takes beyond its own. */
    abstract int framing();

    /** Whether somebody else may send what looks like its answer. */
    boolean isEasilyForged() {
        return false;
    }

    /** When it was last heard of, or could not have been. */
    abstract long lastHeardAt();

    /** It was silent for a while, and several queries were sent in vain meanwhile. */
    void doesNotAnswer(long now) {
        takeOut(SILENT, now);
    }

    /** Others have answered a query that it did not answer; if it has answered another one since, that is no matter. */
    final void isOutdone(Query query) {
        if (query.cameAt - server.lastGoodCheckAfter(heardAt) > 0) {
            outdone.add(query.questionHash());
        }
    }

    /** It is to be left alone, since it does not answer. */
    abstract void isSilent(String reason, long now);

    /** The answer to an attempt is late. */
    void isLate(Attempt attempt, long now) {}

    /** Whether it is better left alone for a moment, though the server may be well. */
    boolean isResting() {
        return false;
    }

    /** A second is over. */
    void tickSecond(long now) {}

    /**
     * It is silent, perhaps because the network has changed under its sockets.
     *
     * @return whether that was it: they are new now, and what waits was sent once more
     */
    boolean isOnNewWay(long now) {
        return false;
    }

    /** A second is over in which other sockets to it may be opened; whether the network has changed. */
    boolean renew(long now) {
        return false;
    }

    /** How many datagrams the system did not take since this was asked last. */
    long takeDropped() {
        return 0;
    }

    /** How many of its datagrams found the receive buffer of their socket full since this was asked last. */
    long takeOverflowed() {
        return 0;
    }

    /** A query is to go out; it does with {@link #goes}. */
    final Attempt begin(Query query, long now) {
        Attempt attempt = context.pool().attempt();
        attempt.query = query;
        attempt.server = server;
        attempt.sentAt = now;
        attempt.late = false;
        query.askedOf(server, now);
        server.queries().sent();
        return attempt;
    }

    /** It goes out by one of these ways, and its answer is waited for. */
    final void goes(Attempt attempt, AttemptTable by, long now) {
        attempt.sentAt = now;
        by.add(attempt, context.ids());
        waiting.putLast(attempt.sentOrder);
    }

    /** A message came that should be an answer; returns whether it is one. */
    final boolean received(AttemptTable from, MessageView message, long now) {
        Attempt attempt = message.length() < Header.LENGTH ? null : from.find(message.id());
        Query query = attempt == null ? null : attempt.query;
        if (attempt == null || query == null) {
            context.service().datagrams().unexpectedAnswer();
            return false;
        }
        Match match = AnswerCheck.match(
                query.message(), 0, query.questionLength, message.memory(), message.offset(), message.length());
        boolean guessed = match == Match.OTHER_CASE && isEasilyForged() && !held.areUsual();
        if (match == Match.NONE || (guessed && !held.hold(attempt, message, now))) {
            context.service().datagrams().unexpectedAnswer();
            return false;
        }
        if (!guessed) {
            if (match == Match.EXACT) {
                isExact(attempt, query);
            }
            answered(attempt, query, message, now, now);
        }
        return true;
    }

    private void isExact(Attempt attempt, Query query) {
        if (attempt.held != null) {
            context.service().datagrams().unexpectedAnswer();
            held.forget(attempt);
        }
        held.exact(query);
    }

    /** Takes an answer that was kept in case that no better one comes; false if there is none. */
    private boolean takeHeld(Attempt attempt, long now) {
        Query query = attempt.query;
        long cameAt = attempt.heldAt;
        MessageView answer = query == null ? null : held.take(attempt);
        if (query == null || answer == null) {
            return false;
        }
        answered(attempt, query, answer, cameAt, now);
        return true;
    }

    private void answered(Attempt attempt, Query query, MessageView answer, long cameAt, long now) {
        long took = cameAt - attempt.sentAt;
        if (!query.once) {
            latency.sample(took);
        }
        server.queries().answered(took);
        server.transferred(query.length() + framing(), answer.length() + framing());
        context.service().reports().answeredDatagram(server, attempt.sentAt, now);
        heardAt = now;
        misses = 0;
        outdone.clear();
        over(attempt);
        context.listener().answered(query, server, answer, now);
    }

    /** Forgets an attempt. Its query is the caller's to look after. */
    final void over(Attempt attempt) {
        (attempt.late ? late : waiting).remove(attempt.sentOrder);
        attempt.queued.unlink();
        held.forget(attempt);
        if (attempt.table != null) {
            attempt.table.remove(attempt);
        }
        if (attempt.server != null) {
            context.service().balancer().served(attempt.server);
        }
        if (attempt.query != null) {
            attempt.query.open--;
        }
        attempt.query = null;
        attempt.server = null;
        context.pool().reuse(attempt);
    }

    /**
     * Looks after queries that wait: late ones are sent to another server, and those that waited for too long are given up.
     *
     * @param timeout how long an answer is waited for in all, nanoseconds
     */
    void tick(long now, long timeout) {
        for (Attempt attempt = held.due(now); attempt != null; attempt = held.due(now)) {
            var _ = takeHeld(attempt, now);
        }
        long patience = latency.patience();
        for (Attempt attempt = waiting.first();
                attempt != null && now - attempt.sentAt >= patience;
                attempt = waiting.first()) {
            missed(attempt, now);
        }
        if (misses >= FEW_MISSES && now - lastHeardAt() >= Math.max(SILENCE_NANOS, 2 * patience)) {
            if (isOnNewWay(now)) {
                misses = 0;
                outdone.clear();
            } else {
                doesNotAnswer(now);
            }
        }
        for (Attempt attempt = late.first();
                attempt != null && now - attempt.sentAt >= timeout;
                attempt = late.first()) {
            Query query = attempt.query;
            if (takeHeld(attempt, now)) {
                continue;
            }
            over(attempt);
            if (query != null) {
                context.listener().givenUp(query);
            }
        }
    }

    final void missed(Attempt attempt, long now) {
        waiting.remove(attempt.sentOrder);
        late.putLast(attempt.sentOrder);
        attempt.late = true;
        server.queries().timedOut();
        server.noteFailure("did not answer a query in time", now);
        boolean asked = attempt.query != null && !attempt.query.once; // others may take as long as they like
        if (asked && attempt.sentAt - lastHeardAt() > 0) {
            misses++;
            if (attempt.query != null) {
                attempt.query.missedBy |= server.bit();
            }
        }
        isLate(attempt, now);
        if (attempt.query != null) {
            context.listener().missed(attempt.query, server, now);
        }
    }

    /** No more queries for it until it is well again; those that it holds go to others. */
    final void takeOut(String reason, long now) {
        isSilent(reason, now);
        Attempt last = waiting.last(); // what comes behind it was sent there just now, for want of another server
        for (Attempt attempt = waiting.first(); attempt != null; attempt = waiting.first()) {
            missed(attempt, now);
            if (attempt == last) {
                break;
            }
        }
        misses = 0;
        outdone.clear();
    }

    /**
     * Takes an attempt from where its answer cannot come any more, so that it may go by another way.
     *
     * @return its query; null if that is not wanted any more, and the attempt stays
     */
    final @Nullable Query takeBack(Attempt attempt) {
        Query query = attempt.wanted();
        if (query != null) {
            (attempt.late ? late : waiting).remove(attempt.sentOrder);
            attempt.late = false;
            if (attempt.table != null) {
                attempt.table.remove(attempt);
            }
        }
        return query;
    }

    /** Whether no answer is waited for, not even a late one. */
    boolean isIdle() {
        return waiting.isEmpty() && late.isEmpty();
    }

    /** Gives up whatever waits, and closes the sockets. */
    void close() {
        for (Attempt attempt = waiting.first(); attempt != null; attempt = waiting.first()) {
            over(attempt);
        }
        for (Attempt attempt = late.first(); attempt != null; attempt = late.first()) {
            over(attempt);
        }
    }
}
