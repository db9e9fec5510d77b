package org.penlb.dnsfront;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Queries and attempts to be used again, so that a query allocates nothing; and how much those under way may take. */
final class QueryPool {
    /** The most queries that wait for an answer. */
    private static final int MOST_IN_USE = 1 << 16;
    /** The most bytes that queries have beyond their usual room, or a few clients could fill the heap with long ones. */
    static final long MOST_EXTRA_BYTES = 16L << 20;
    /** How many idle ones are kept. */
    private static final int MOST_KEPT = 4096;

    private final ArrayDeque<Query> queries = new ArrayDeque<>();
    private final ArrayDeque<Attempt> attempts = new ArrayDeque<>();
    private int queriesInUse;
    private long extraBytes;

    /**
     * A query that a client asked.
     *
     * @return null if there are too many already
     */
    @Nullable
    Query query(MessageView asked) {
        int extra = Query.extraBytes(asked.length());
        if (queriesInUse >= MOST_IN_USE || extraBytes + extra > MOST_EXTRA_BYTES) {
            return null;
        }
        queriesInUse++;
        extraBytes += extra;
        Query idle = queries.pollLast();
        Query query = idle == null ? new Query() : idle;
        query.take(asked);
        return query;
    }

    void reuse(Query query) {
        queriesInUse--;
        query.replier = null;
        extraBytes -= Query.extraBytes(query.length());
        if (!query.isBulky() && queries.size() < MOST_KEPT) {
            queries.add(query);
        }
    }

    /** How many queries are somewhere on their way. */
    int queriesInUse() {
        return queriesInUse;
    }

    Attempt attempt() {
        Attempt idle = attempts.pollLast();
        return idle == null ? new Attempt() : idle;
    }

    void reuse(Attempt attempt) {
        if (attempts.size() < MOST_KEPT) {
            attempts.add(attempt);
        }
    }
}
