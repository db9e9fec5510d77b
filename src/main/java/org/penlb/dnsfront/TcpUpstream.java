package org.penlb.dnsfront;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;

/**
 * A server that is asked over TCP, by a few connections that are kept: name servers take few, and each carries many queries at
 * a time (RFC 7766). What goes wrong here says nothing of how the server is over UDP, so nobody else gets to know: it is
 * merely left alone for a moment.
 */
final class TcpUpstream extends Upstream {
    private static final int MOST_STREAMS = 8;
    /** With so many queries under way on each of its connections, one more is worth its place at the server. */
    private static final int BUSY = 64;
    /** Servers close what is idle after 10 s and more, mostly, and a query may be on its way then. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(8);

    private static final long SHORTEST_REST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(16);
    /** How often a query is sent to the same server again because that closed the connection. */
    private static final int MOST_MOVES = 2;

    private static final int FRAMING = 2;

    private final TcpDialer dialer;
    private final List<ServerStream> streams = new ArrayList<>();
    /** Before, nothing was asked that could have been answered. */
    private long askedSince;

    private boolean resting;
    private long restsUntil;
    private long restNanos;
    private long mayGrowAt = System.nanoTime();

    TcpUpstream(UpstreamContext context, Server server, TcpDialer dialer) {
        super(context, server);
        this.dialer = dialer;
    }

    @Override
    boolean send(Query query, MessageView asked, long now) {
        return resend(query, now);
    }

    @Override
    boolean resend(Query query, long now) {
        ServerStream to = stream(now);
        if (to == null) {
            return false;
        }
        if (isIdle()) {
            askedSince = now;
        }
        to.send(begin(query, to.attempts, now), query, now);
        return true;
    }

    /** The first that is not busy; a new one if all are, or else the one that has the fewest queries. */
    private @Nullable ServerStream stream(long now) {
        ServerStream least = null;
        for (int i = 0; i < streams.size(); i++) {
            ServerStream stream = streams.get(i);
            if (!stream.takesQueries()) {
                continue;
            }
            if (stream.attempts.size() < BUSY) {
                return stream;
            }
            if (least == null || stream.attempts.size() < least.attempts.size()) {
                least = stream;
            }
        }
        if (least == null || (streams.size() < MOST_STREAMS && now - mayGrowAt >= 0)) {
            least = new ServerStream(this, dialer, now);
            streams.add(least);
        }
        return least;
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
        streams.forEach(ServerStream::retire);
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
    }

    @Override
    void tickSecond(long now) {
        if (heardAt - restsUntil > 0) {
            restNanos = 0; // it has answered since
        }
        for (int i = streams.size() - 1; i >= 0; i--) {
            ServerStream stream = streams.get(i);
            if (stream.isOver(now, IDLE_NANOS)) {
                streams.remove(i);
                stream.close();
            }
        }
    }

    /** A connection was not made: its queries go to other servers, or by other connections if there are some. */
    void notConnected(ServerStream stream, String reason, long now) {
        streams.remove(stream);
        dialer.failed(server(), reason);
        boolean alone = !servesOtherwise();
        if (alone) {
            rest(now);
        } else {
            mayGrowAt = now + LONGEST_REST_NANOS;
        }
        for (Attempt attempt : stream.attempts.all()) {
            if (attempt.late || attempt.query == null) {
                settleLate(attempt);
            } else if (alone) {
                unsent(attempt, attempt.query, now);
            } else {
                move(attempt, attempt.query, now);
            }
        }
    }

    /** A server may leave a connection waiting behind as many as it takes: the others have to do. */
    @Override
    void isLate(Attempt attempt, long now) {
        for (ServerStream stream : streams) {
            if (stream.attempts == attempt.table && !stream.hasServed() && servesOtherwise()) {
                stream.retire();
                mayGrowAt = now + LONGEST_REST_NANOS;
            }
        }
    }

    private boolean servesOtherwise() {
        for (ServerStream stream : streams) {
            if (stream.takesQueries() && stream.hasServed()) {
                return true;
            }
        }
        return false;
    }

    /**
     * A connection ended. A server that has answered by it may have taken it for idle, or may answer so many queries by each:
     * what was under way is sent again.
     */
    void lost(ServerStream stream, String reason, long now) {
        streams.remove(stream);
        List<Attempt> left = stream.attempts.all();
        if (left.isEmpty()) {
            return;
        }
        if (!stream.hasServed()) {
            dialer.failed(server(), reason);
            if (servesOtherwise()) {
                mayGrowAt = now + LONGEST_REST_NANOS;
            } else {
                rest(now);
            }
        }
        for (Attempt attempt : left) {
            if (attempt.late || attempt.query == null || attempt.query.answered) {
                settleLate(attempt);
            } else if (stream.hasServed() && attempt.moves < MOST_MOVES) {
                attempt.moves++;
                move(attempt, attempt.query, now);
            } else {
                missed(attempt, now);
                settleLate(attempt);
            }
        }
    }

    private void move(Attempt attempt, Query query, long now) {
        ServerStream to = stream(now);
        if (to == null) {
            unsent(attempt, query, now);
            return;
        }
        if (attempt.table != null) {
            attempt.table.remove(attempt);
        }
        to.attempts.add(attempt, context.ids());
        attempt.sentAt = now;
        waiting.putLast(attempt.sentOrder);
        to.send(attempt, query, now);
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
        List<ServerStream> open = List.copyOf(streams);
        streams.clear();
        open.forEach(ServerStream::close);
        super.close();
    }
}
