package org.penlb.listen.dns;

import java.util.ArrayDeque;

/** Queries and attempts to be used again, so that a query allocates nothing. */
final class QueryPool {
    /** How many idle ones are kept. */
    private static final int MOST_KEPT = 4096;

    private final ArrayDeque<Query> queries = new ArrayDeque<>();
    private final ArrayDeque<Attempt> attempts = new ArrayDeque<>();
    private int queriesInUse;

    Query query() {
        queriesInUse++;
        Query idle = queries.pollLast();
        return idle == null ? new Query() : idle;
    }

    void reuse(Query query) {
        queriesInUse--;
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
