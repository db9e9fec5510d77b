package org.penlb.dnsfront;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Balancer;
import org.penlb.balance.Server;
import org.penlb.config.DnsOptions;
import org.penlb.config.IpAddress;
import org.penlb.dns.QueryIds;
import org.penlb.dns.Rcode;
import org.penlb.relay.Errno;
import org.penlb.service.Service;

/**
 * Has the queries of one event loop's clients answered by servers, each once, whichever way they came in: they bring their
 * {@link Replier}. A query that a server does not answer in time, or does not answer well, is rescued: another server is
 * asked.
 */
final class QueryPipeline implements UpstreamListener {

    /** What became of a query that came in. */
    enum Outcome {
        /** A server is asked, and the replier will hear of it. */
        ASKED,
        /** No server takes the client. */
        REFUSED,
        /** There is no room for it, or no way to a server. */
        DROPPED
    }

    private final Service service;
    private final QueryPool pool = new QueryPool();
    private final Upstreams upstreams;
    private final QueryRetries retries;
    private boolean closed;

    /**
     * @param opener opens the way to a server that queries are to take
     */
    QueryPipeline(Service service, Upstreams.Opener opener) {
        this.service = service;
        this.retries = new QueryRetries(service);
        this.upstreams = new Upstreams(new UpstreamContext(service, pool, new QueryIds(), this), opener);
    }

    /** Whether answers are waited for that some client still wants. */
    boolean isWaiting() {
        return pool.queriesInUse() > 0;
    }

    /**
     * Has a query answered.
     *
     * @param asked a message that may go on to a server; its ID may be changed where it lies
     * @param questionLength the length of its question, in bytes
     * @param once whether it must not be sent twice: one server gets it, the same each time for a client, as long as that is
     *     well
     * @param replier gets the answer, not before this returns
     */
    Outcome ask(MessageView asked, int questionLength, boolean once, IpAddress client, Replier replier, long now) {
        long resting = upstreams.resting();
        Server server = chosen(client, once, 0, resting);
        if (server == null) {
            return Outcome.REFUSED;
        }
        Upstream upstream = upstreamFor(client, once, server, resting);
        if (upstream == null) {
            return Outcome.DROPPED;
        }
        Query query = pool.query(asked);
        if (query == null) {
            service.balancer().served(upstream.server());
            return Outcome.DROPPED;
        }
        query.address = client;
        query.replier = replier;
        query.cameAt = now;
        query.questionLength = questionLength;
        query.once = once;
        if (!upstream.send(query, asked, now)) {
            service.balancer().served(upstream.server());
            pool.reuse(query);
            return Outcome.DROPPED;
        }
        retries.earn();
        return Outcome.ASKED;
    }

    private @Nullable Server chosen(IpAddress client, boolean once, long tried, long avoided) {
        Balancer balancer = service.balancer();
        return once ? balancer.serveSame(client, tried, avoided) : balancer.serve(client, tried, avoided, false);
    }

    /** The way to this server, or the first of those to which there is one; on it the query is counted. Null if none has. */
    private @Nullable Upstream upstreamFor(IpAddress client, boolean once, Server first, long avoided) {
        long tried = 0;
        for (Server server = first; server != null; server = chosen(client, once, tried, avoided)) {
            Upstream upstream = upstreamOf(server);
            if (upstream != null) {
                return upstream;
            }
            service.balancer().served(server);
            if (server.bit() == 0) {
                return null;
            }
            tried |= server.bit();
        }
        return null;
    }

    /** The way to a server; null if there is none, or no means to open one. */
    private @Nullable Upstream upstreamOf(Server server) {
        try {
            return upstreams.of(server);
        } catch (IOException e) {
            if (Errno.isUnreachable(e)) {
                server.countFailure();
                down(server, Errno.reason(e));
            } else {
                service.reports().untried(server, Errno.reason(e));
            }
            return null;
        }
    }

    /** The answer is the client's but for one that it should not see while others can do better. */
    @Override
    public void answered(Query query, Server server, MessageView answer, long now) {
        if (!query.answered) {
            int rcode = answer.rcode();
            boolean poor = rcode == Rcode.SERVFAIL || rcode == Rcode.REFUSED;
            if (poor && rescue(query, server, now)) {
                query.refusedWith(answer);
            } else {
                query.answered = true;
                replierOf(query).reply(query, answer);
                if (query.missedBy != 0 && !poor) {
                    upstreams.outdone(query);
                }
            }
        }
        settled(query);
    }

    @Override
    public void missed(Query query, Server server, long now) {
        if (query.once || !options().rescue() || server.index() >= Long.SIZE) {
            upstreams.missedAlone(query, server);
        }
        if (query.answered || rescue(query, server, now)) {
            return;
        }
        sendRefusal(query);
        if (!query.answered) {
            retries.strand(query);
        }
    }

    @Override
    public void unsent(Query query, Server server, long now) {
        query.wasNotSent(); // and whoever was asked before is late
        if (!query.answered && !rescue(query, server, now)) {
            sendRefusal(query);
            if (!query.answered && !retries.strand(query) && query.open == 0) {
                giveUp(query, false);
                return;
            }
        }
        if (query.answered) {
            settled(query);
        }
    }

    /** Asks a server that was not asked yet; false if there is none, or another one must not be asked. */
    private boolean rescue(Query query, Server failing, long now) {
        boolean free = query.isUnsent();
        if (query.once && !free) {
            return false;
        }
        Server other = retries.another(query, upstreams.resting());
        if (other == null) {
            return false;
        }
        Upstream upstream = upstreamOf(other);
        if (upstream == null || !upstream.resend(query, now)) {
            service.balancer().served(other);
            return false;
        }
        retries.rescued(query, free);
        failing.queries().rescued();
        return true;
    }

    @Override
    public void givenUp(Query query) {
        if (!query.answered && query.open == 0) {
            sendRefusal(query);
            if (!query.answered) {
                giveUp(query, true);
                return;
            }
        }
        settled(query);
    }

    private void giveUp(Query query, boolean reached) {
        service.datagrams().unanswered();
        query.answered = true; // nothing that comes later is the client's
        replierOf(query).givenUp(query, reached);
        settled(query);
    }

    /** Nobody will do better than the one who refused: the client gets to know. */
    private static void sendRefusal(Query query) {
        byte[] refusal = query.refusal();
        if (refusal != null) {
            query.answered = true;
            replierOf(query).reply(query, refusal);
        }
    }

    private static Replier replierOf(Query query) {
        if (query.replier == null) {
            throw new IllegalStateException("nobody's query");
        }
        return query.replier;
    }

    @Override
    public void settled(Query query) {
        if (query.answered) {
            retries.forget(query);
        }
        if (query.open == 0 && query.answered) {
            pool.reuse(query);
        }
    }

    @Override
    public void down(Server server, String reason) {
        boolean checked = options().check().interval().isPositive() && server.role() != Server.Role.ABUSE;
        if (!checked) {
            service.reports().failed(server, reason);
        } else if (server.downReason() == null) {
            service.reports().wentDown(server, reason);
        }
    }

    @Override
    public void restChanged() {
        upstreams.restChanged();
    }

    /** Looks after what is late. */
    void tick(long now) {
        if (closed) {
            return;
        }
        long timeout = options().queryTimeout().toNanos();
        upstreams.tick(now, timeout);
        if (retries.beginsRound(now)) {
            for (Query query = retries.nextStranded(); query != null; query = retries.nextStranded()) {
                retry(query, now, timeout);
            }
        }
    }

    private void retry(Query query, long now, long timeout) {
        Server failing = query.askedLast;
        if (failing == null) {
            return;
        }
        if (query.open == 0 && now - query.cameAt >= timeout) {
            giveUp(query, !query.isUnsent());
        } else if (!rescue(query, failing, now)
                && !(retries.asksAgain(query, now) && rescue(query, failing, now))
                && !retries.strand(query)
                && query.open == 0) {
            giveUp(query, !query.isUnsent());
        }
    }

    /** A second is over. */
    void tickSecond(long now) {
        retries.tickSecond();
        service.reports().tick(now);
        upstreams.tickSecond(now);
        upstreams.dropStrangers(service.balancer().table());
    }

    /** How many datagrams to servers the system did not take since this was asked last. */
    long takeDropped() {
        return upstreams.takeDropped();
    }

    /** How many datagrams of servers found a receive buffer full since this was asked last. */
    long takeOverflowed() {
        return upstreams.takeOverflowed();
    }

    /** Gives up whatever is under way. */
    void close() {
        closed = true;
        upstreams.close();
    }

    private DnsOptions options() {
        return service.config().dns();
    }
}
