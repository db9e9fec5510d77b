package org.penlb.dnsfront;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.penlb.balance.Server;
import org.penlb.relay.IntrusiveList;

/**
 * A server that is asked over TCP, by a few connections that are kept: name servers take few, and each carries many queries at
 * a time (RFC 7766). What goes wrong here says nothing of how the server is over UDP, so nobody else gets to know: it is
 * merely left alone for a moment.
 */
final class TcpUpstream extends Upstream {
    private static final long SHORTEST_REST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(16);
    /** So many connections in a row that end before the only query on them is answered are not the fault of a query. */
    private static final int FEW_BREAKS = 3;

    private static final int FRAMING = 2;

    private final TcpDialer dialer;
    private final ServerStreams streams;
    /** What waits for a connection, and of that, what goes with few others. */
    private final IntrusiveList<Attempt> queue = new IntrusiveList<>();

    private final IntrusiveList<Attempt> queueApart = new IntrusiveList<>();
    /** Before, nothing was asked that could have been answered. */
    private long askedSince;

    private boolean resting;
    private long restsUntil;
    private long restNanos;
    private int breaks;
    private long brokeAt = System.nanoTime();

    TcpUpstream(UpstreamContext context, Server server, TcpDialer dialer) {
        super(context, server);
        this.dialer = dialer;
        this.streams = new ServerStreams(this, dialer);
    }

    @Override
    boolean send(Query query, MessageView asked, long now) {
        return resend(query, now);
    }

    @Override
    boolean resend(Query query, long now) {
        if (isIdle()) {
            askedSince = now;
        }
        put(begin(query, now), query, now);
        return true;
    }

    /** Sends a query by a connection, or when there is one by which it may go. */
    private void put(Attempt attempt, Query query, long now) {
        ServerStream to = streams.streamFor(query.company, now);
        if (to == null) {
            (query.company == Company.ANY ? queue : queueApart).putLast(attempt.queued);
            return;
        }
        to.attempts.add(attempt, context.ids());
        to.send(attempt, query, now);
    }

    /** A connection less: there may be room for another. */
    private void goOn(long now) {
        goOn(queueApart, now);
        goOn(queue, now);
    }

    private void goOn(IntrusiveList<Attempt> those, long now) {
        for (Attempt attempt = those.first(); attempt != null; attempt = those.first()) {
            Query query = attempt.wanted();
            attempt.queued.unlink();
            if (query != null) {
                put(attempt, query, now);
                if (attempt.table == null) {
                    return; // there is none: it waits again
                }
            }
        }
    }

    @Override
    int framing() {
        return FRAMING;
    }

    @Override
    long lastHeardAt() {
        return askedSince - heardAt > 0 ? askedSince : heardAt;
    }

    @Override
    void isSilent(String reason, long now) {
        dialer.failed(server(), reason);
        streams.retire();
        rest(now);
    }

    private void rest(long now) {
        if (resting) {
            return; // several connections fail together
        }
        restNanos = Math.clamp(2 * restNanos, SHORTEST_REST_NANOS, LONGEST_REST_NANOS);
        restsUntil = now + restNanos;
        resting = true;
        context.listener().restChanged();
    }

    @Override
    boolean isResting() {
        return resting;
    }

    @Override
    void tick(long now, long timeout) {
        super.tick(now, timeout);
        if (resting && now - restsUntil >= 0) {
            resting = false;
            context.listener().restChanged();
        }
        goOn(now);
    }

    @Override
    void tickSecond(long now) {
        if (heardAt - restsUntil > 0) {
            restNanos = 0; // it has answered since
        }
        streams.tickSecond(now);
    }

    /** A connection was not made: its queries go to other servers, or by other connections if there are some. */
    void notConnected(ServerStream stream, String reason, long now) {
        streams.remove(stream);
        dialer.failed(server(), reason);
        boolean alone = !streams.serve();
        if (alone) {
            rest(now);
        } else {
            streams.areEnough(stream.company(), now);
        }
        for (Attempt attempt : stream.attempts.inOrder()) {
            if (attempt.late || attempt.query == null) {
                settleLate(attempt);
            } else if (alone) {
                unsent(attempt, attempt.query, now);
            } else {
                move(attempt, attempt.query, now);
            }
        }
        if (alone) {
            giveBack(queueApart, now);
            giveBack(queue, now);
        }
        goOn(now);
    }

    /** What waits for a connection to a server that does not make any goes to others. */
    private void giveBack(IntrusiveList<Attempt> those, long now) {
        Attempt last = those.last(); // what comes behind it was sent here just now, for want of another server
        for (Attempt attempt = those.first(); attempt != null; attempt = those.first()) {
            attempt.queued.unlink();
            Query query = attempt.wanted();
            if (query != null && !attempt.late) {
                unsent(attempt, query, now);
            }
            if (attempt == last) {
                break;
            }
        }
    }

    @Override
    void isLate(Attempt attempt, long now) {
        streams.isLate(attempt.table, now);
    }

    /** A connection has carried as many queries as it is meant to. */
    void isSpent(ServerStream stream, long now) {
        streams.remove(stream);
        stream.close();
        goOn(now);
    }

    /**
     * A connection ended. The server may have taken it for idle, may answer so many queries by each, may be gone, or one of
     * the queries may be to blame: they are sent again, with fewer others each.
     */
    void lost(ServerStream stream, String reason, long now) {
        streams.remove(stream);
        List<Attempt> left = stream.attempts.inOrder();
        if (!left.isEmpty()) {
            streams.ended(stream, now);
            for (Attempt attempt : left) {
                isLost(attempt, stream, now);
            }
            if (stream.answers() == 0) {
                broke(stream, reason, now);
            }
        }
        goOn(now);
    }

    private void isLost(Attempt attempt, ServerStream stream, long now) {
        Query query = attempt.query;
        if (attempt.late || query == null || query.answered) {
            settleLate(attempt);
        } else if (stream.company() == Company.NONE) {
            missed(attempt, now);
            settleLate(attempt);
        } else {
            query.company = query.company.fewer();
            move(attempt, query, now);
        }
    }

    /** A connection ended that had brought nothing. */
    private void broke(ServerStream stream, String reason, long now) {
        dialer.failed(server(), reason);
        if (streams.serve()) {
            streams.areEnough(stream.company(), now);
        } else if (stream.company() == Company.NONE) {
            breaks = heardAt - brokeAt > 0 ? 1 : breaks + 1;
            brokeAt = now;
            if (breaks >= FEW_BREAKS) {
                rest(now);
            }
        }
    }

    private void move(Attempt attempt, Query query, long now) {
        if (attempt.table != null) {
            attempt.table.remove(attempt);
        }
        attempt.sentAt = now;
        waiting.putLast(attempt.sentOrder);
        put(attempt, query, now);
    }

    private void unsent(Attempt attempt, Query query, long now) {
        Server asked = server();
        over(attempt);
        context.listener().unsent(query, asked, now);
    }

    /** What cannot be answered any more, and is late, keeps its query alive only if nobody else has it. */
    private void settleLate(Attempt attempt) {
        Query query = attempt.query;
        if (query == null || query.answered || query.open > 1) {
            over(attempt);
            if (query != null) {
                context.listener().settled(query);
            }
        } else if (attempt.table != null) {
            attempt.table.remove(attempt);
        }
    }

    /** A connection is closed, by whomever. */
    void closed(ServerStream stream) {
        if (streams.contains(stream)) { // after a fault of ours
            lost(stream, "connection closed", System.nanoTime());
        }
    }

    @Override
    void close() {
        streams.close();
        super.close();
    }
}
