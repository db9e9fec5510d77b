package org.penlb.dnsfront;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Balancer;
import org.penlb.balance.Server;
import org.penlb.config.DnsOptions;
import org.penlb.relay.IntrusiveList;
import org.penlb.service.Service;

/**
 * Sends queries to other servers when the first one fails them, within a budget. A query for which there is nobody now is
 * stranded: it is tried again and again as long as its client may still wait, since servers come back and budgets grow.
 */
final class QueryRetries {
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** After so long without an answer, servers that were asked in vain may be asked once more. */
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** One turn of the event loop should not be spent on stranded queries alone. */
    private static final int MOST_RETRIES = 1000;

    private final Dispatcher dispatcher;
    private final Service service;
    private final RetryBudget budget = new RetryBudget();
    private final IntrusiveList<Query> stranded = new IntrusiveList<>();
    private long retriedAt = System.nanoTime();

    QueryRetries(Dispatcher dispatcher, Service service) {
        this.dispatcher = dispatcher;
        this.service = service;
    }

    private DnsOptions options() {
        return service.config().dns();
    }

    /** A client's query came in, and earns its share of a rescue. */
    void earn() {
        budget.query(options().rescueBudget());
    }

    /**
     * Asks a server that was not asked yet.
     *
     * @param failing the server that failed
     * @return false if rescue is off, there is no other server, or the budget is spent
     */
    boolean rescue(Query query, Server failing, long now) {
        int servers = service.balancer().table().servers().size();
        if (!options().rescue() || query.asked > 2 * servers) {
            return false;
        }
        Balancer balancer = service.balancer();
        Server other = untried(query, balancer.serve(query.address, query.tried));
        if (other == null) {
            other = untried(query, balancer.lastResort(query.address, query.tried));
        }
        if (other == null) {
            return false;
        }
        DnsUpstream upstream = dispatcher.upstreamOf(other);
        if (upstream == null || !budget.spend() || !upstream.resend(query, now)) {
            balancer.served(other);
            return false;
        }
        forget(query); // one that is on its way again is not stranded
        failing.queries().rescued();
        return true;
    }

    /** Not all that were asked can be passed over by their index. */
    private @Nullable Server untried(Query query, @Nullable Server server) {
        if (server != null && query.hasTried(server)) {
            service.balancer().served(server);
            return null;
        }
        return server;
    }

    /** Nobody could be asked: it is tried again later. */
    void strand(Query query) {
        if (options().rescue()) {
            stranded.putLast(query.stranded);
        }
    }

    /** The query has its answer, is given up, or was sent to somebody. */
    void forget(Query query) {
        stranded.remove(query.stranded);
    }

    void tick(long now) {
        if (now - retriedAt < RETRY_NANOS) {
            return;
        }
        retriedAt = now;
        Query end = stranded.last();
        Query query = stranded.first();
        for (int i = 0; query != null && i < MOST_RETRIES; i++) {
            boolean last = query == end;
            stranded.remove(query.stranded);
            if (!retry(query, now)) {
                stranded.putLast(query.stranded);
            }
            query = last ? null : stranded.first();
        }
    }

    private boolean retry(Query query, long now) {
        Server failing = query.askedLast;
        if (failing == null || rescue(query, failing, now)) {
            return true;
        }
        if (now - query.askedAt < AGAIN_NANOS) {
            return false;
        }
        query.forgetTried();
        return rescue(query, failing, now);
    }

    void tickSecond() {
        budget.tick();
    }
}
