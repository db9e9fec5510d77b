package org.penlb.dnsfront;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.config.DnsOptions;
import org.penlb.relay.IntrusiveList;
import org.penlb.service.Service;

/**
 * Decides which server is asked next when the first one fails a query, within a budget. A query for which there is nobody
 * now is stranded: it is tried again and again as long as its client may still wait, since servers come back and budgets
 * grow. A query that no server has got costs nothing: asking for it once more is no more work than was meant.
 */
final class QueryRetries {
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** After so long without an answer, servers that were asked in vain may be asked once more. */
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** One turn of the event loop should not be spent on stranded queries alone. */
    private static final int MOST_RETRIES = 1000;

    private final Service service;
    private final RetryBudget budget = new RetryBudget();
    private final IntrusiveList<Query> stranded = new IntrusiveList<>();
    private long retriedAt = System.nanoTime();
    /** Where the round ends that is under way, and how many it may still bring. */
    private @Nullable Query roundEnd;

    private int roundLeft;

    QueryRetries(Service service) {
        this.service = service;
    }

    private DnsOptions options() {
        return service.config().dns();
    }

    /** A client's query was asked, and earns its share of a rescue. */
    void earn() {
        budget.query(options().rescueBudget());
    }

    /**
     * A server that was not asked yet, with a connection counted on it. If it is asked, {@link #rescued} is to be called.
     *
     * @param avoided servers that are passed over if there are others, a bit for each index below 64
     * @return null if rescue is off, there is no other server, or the budget is spent
     */
    @Nullable
    Server another(Query query, long avoided) {
        boolean free = query.isUnsent();
        int servers = service.balancer().table().servers().size();
        if (query.asked > 2 * servers || (!free && !(options().rescue() && budget.affords()))) {
            return null;
        }
        Server server = service.balancer().serve(query.address, query.tried, avoided, query.hasTriedLast());
        // not all that were asked can be passed over by their index
        if (server != null && query.hasTried(server)) {
            service.balancer().served(server);
            return null;
        }
        return server;
    }

    /**
     * Another server is being asked.
     *
     * @param free whether no server had got the query before
     */
    void rescued(Query query, boolean free) {
        if (!free) {
            budget.spend();
        }
        forget(query); // one that is on its way again is not stranded
    }

    /** Nobody could be asked: it is tried again later. Returns false if that is not wanted. */
    boolean strand(Query query) {
        if (!options().rescue() || (query.once && !query.isUnsent())) {
            return false;
        }
        stranded.putLast(query.stranded);
        return true;
    }

    /** The query has its answer, is given up, or was sent to somebody. */
    void forget(Query query) {
        stranded.remove(query.stranded);
    }

    /** Whether stranded queries are to be tried again now: a round of {@link #nextStranded} begins. */
    boolean beginsRound(long now) {
        if (now - retriedAt < RETRY_NANOS) {
            return false;
        }
        retriedAt = now;
        roundEnd = stranded.last();
        roundLeft = MOST_RETRIES;
        return roundEnd != null;
    }

    /** The next stranded query of this round, which is not stranded any more; or null if the round is over. */
    @Nullable
    Query nextStranded() {
        Query query = roundLeft == 0 ? null : stranded.first();
        if (query != null) {
            roundLeft = query == roundEnd ? 0 : roundLeft - 1;
            stranded.remove(query.stranded);
        }
        return query;
    }

    /** Whether servers that were asked in vain may be asked once more. They count as not asked then. */
    boolean asksAgain(Query query, long now) {
        if (now - query.askedAt < AGAIN_NANOS) {
            return false;
        }
        query.forgetTried();
        return true;
    }

    void tickSecond() {
        budget.tick();
    }
}
