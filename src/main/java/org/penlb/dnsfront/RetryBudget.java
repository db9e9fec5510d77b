package org.penlb.dnsfront;

/**
 * How many queries may be sent a second time: in the long run a share of all queries, so that servers which are merely
 * slow are not given more work. What is not used is saved, up to as many as came within the last second: more than one
 * dead server holds until it is taken out.
 */
final class RetryBudget {
    /** The least burst: what little traffic loses should be rescued whatever its rate. */
    static final int LEAST_BURST = 1000;

    private static final int PERCENT = 100;

    /** In hundredths of a query. */
    private long left = (long) LEAST_BURST * PERCENT;

    private long queriesThisSecond;
    private long burst = LEAST_BURST;

    /**
     * A client's query earns its share.
     *
     * @param percent how many more queries are allowed in the long run
     */
    void query(int percent) {
        queriesThisSecond++;
        left = Math.min(left + percent, burst * PERCENT);
    }

    /** Whether one more query may be sent. */
    boolean affords() {
        return left >= PERCENT;
    }

    /** One more query was sent, which was {@linkplain #affords() affordable}. */
    void spend() {
        left -= PERCENT;
    }

    /** A second is over. */
    void tick() {
        burst = Math.max(LEAST_BURST, queriesThisSecond);
        left = Math.min(left, burst * PERCENT);
        queriesThisSecond = 0;
    }
}
