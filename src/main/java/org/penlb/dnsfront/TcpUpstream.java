package org.penlb.dnsfront;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.penlb.balance.Server;
import org.penlb.relay.DialListener.Fault;
import org.penlb.service.SourceWatch;

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
    private final SourceWatch sources;
    private final AttemptQueue queue = new AttemptQueue();
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
        this.sources = new SourceWatch(context.service());
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
            queue.put(attempt, query.company, now);
        } else {
            send(attempt, query, to, now);
        }
    }

    private void send(Attempt attempt, Query query, ServerStream by, long now) {
        goes(attempt, by.attempts, now);
        by.send(attempt, query, now);
    }

    /** There may be room for what waits. */
    private void goOn(long now) {
        queue.offer(attempt -> {
            Query query = attempt.wanted();
            if (query == null) {
                settle(attempt);
                return true;
            }
            ServerStream to = streams.streamFor(query.company, now);
            if (to == null) {
                return false;
            }
            attempt.queued.unlink();
            send(attempt, query, to, now);
            return true;
        });
    }

    /** What waited for a connection all the time is given up. */
    private void giveUp(long now, long timeout) {
        queue.offer(attempt -> {
            Query query = attempt.query;
            if (now - attempt.sentAt < timeout) {
                return false;
            }
            over(attempt);
            if (query != null) {
                context.listener().givenUp(query);
            }
            return true;
        });
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
        giveBack(now);
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
        if (!queue.isEmpty()) {
            giveUp(now, timeout);
            goOn(now);
        }
        if (resting && now - restsUntil >= 0) {
            resting = false;
            context.listener().restChanged();
        }
    }

    @Override
    void tickSecond(long now) {
        if (heardAt - restsUntil > 0) {
            restNanos = 0; // it has answered since
        }
        streams.tickSecond(now);
    }

    /** Connections that start at an address of ours where the way to the server does not start any more are given up. */
    @Override
    boolean renew(long now) {
        if (streams.isEmpty() || !sources.hasMoved(server())) {
            return false;
        }
        streams.startingElsewhere(address -> sources.isCurrent(server().address(), address))
                .forEach(stream -> goesOnElsewhere(stream, now));
        return true;
    }

    @Override
    boolean isOnNewWay(long now) {
        return renew(now);
    }

    /** What waits for answers by a connection that brings none any more goes by another one; no query is to blame. */
    private void goesOnElsewhere(ServerStream stream, long now) {
        streams.remove(stream);
        stream.close();
        for (Attempt attempt : stream.attempts.inOrder()) {
            Query query = takeBack(attempt);
            if (query == null) {
                settleLate(attempt);
            } else {
                put(attempt, query, now);
            }
        }
    }

    /** A connection was not made: its queries go by others if there are some, or to other servers. */
    void notConnected(ServerStream stream, Fault fault, String reason, long now) {
        streams.remove(stream);
        dialer.failed(server(), fault, reason);
        boolean alone = !streams.serve(heardAt, now);
        if (alone) {
            rest(now);
        } else {
            streams.areEnough(stream.company(), now);
        }
        for (Attempt attempt : stream.attempts.inOrder()) {
            Query query = attempt.wanted();
            if (query == null || attempt.late) {
                settleLate(attempt);
                continue;
            }
            ServerStream to = alone ? null : streams.openFor(query.company);
            if (to == null) { // not by a new one: that is not made either
                unsent(attempt, query, now);
            } else {
                leave(attempt);
                send(attempt, query, to, now);
            }
        }
        if (alone) {
            giveBack(now);
        }
        goOn(now);
    }

    /** What waits for a connection to a server that does not make any goes to others. */
    private void giveBack(long now) {
        queue.offer(attempt -> {
            Query query = attempt.wanted();
            if (query == null) {
                settle(attempt);
            } else {
                unsent(attempt, query, now);
            }
            return true;
        });
    }

    @Override
    void isLate(Attempt attempt, long now) {
        streams.isLate(attempt.table, heardAt, now);
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
        if (query == null || query.answered) {
            settleLate(attempt);
            return;
        }
        boolean alone = stream.company() == Company.NONE;
        query.company = query.company.fewer();
        if (attempt.late) {
            settleLate(attempt);
        } else if (alone) {
            missed(attempt, now);
            settleLate(attempt);
        } else {
            leave(attempt);
            put(attempt, query, now);
        }
    }

    /** A connection ended that had brought nothing. */
    private void broke(ServerStream stream, String reason, long now) {
        dialer.failed(server(), reason);
        if (streams.serve(heardAt, now)) {
            streams.areEnough(stream.company(), now);
        } else if (stream.company() == Company.NONE) {
            breaks = heardAt - brokeAt > 0 ? 1 : breaks + 1;
            brokeAt = now;
            if (breaks >= FEW_BREAKS) {
                rest(now);
            }
        }
    }

    /** Takes an attempt from a connection that is no more. */
    private void leave(Attempt attempt) {
        waiting.remove(attempt.sentOrder);
        if (attempt.table != null) {
            attempt.table.remove(attempt);
        }
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
            settle(attempt);
        } else if (attempt.table != null) {
            attempt.table.remove(attempt);
        }
    }

    private void settle(Attempt attempt) {
        Query query = attempt.query;
        over(attempt);
        if (query != null) {
            context.listener().settled(query);
        }
    }

    /** A connection is closed, by whomever. */
    void closed(ServerStream stream) {
        if (streams.contains(stream)) { // after a fault of ours
            lost(stream, "connection closed", System.nanoTime());
        }
    }

    @Override
    boolean isIdle() {
        return super.isIdle() && queue.isEmpty();
    }

    @Override
    void close() {
        queue.offer(attempt -> {
            over(attempt);
            return true;
        });
        streams.close();
        super.close();
    }
}
