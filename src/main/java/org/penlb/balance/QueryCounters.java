package org.penlb.balance;

import java.util.concurrent.atomic.LongAdder;

/** What a server did with the queries it got since the start. Counted by every event loop, summed when read. */
public final class QueryCounters {
    private final LongAdder queries = new LongAdder();
    private final LongAdder answers = new LongAdder();
    private final LongAdder timeouts = new LongAdder();
    private final LongAdder rescues = new LongAdder();
    private final LatencyHistogram latencies = new LatencyHistogram();

    /** A query was sent to it. */
    public void sent() {
        queries.increment();
    }

    /**
     * It answered a query.
     *
     * @param nanos how long after it was sent
     */
    public void answered(long nanos) {
        answers.increment();
        latencies.record(nanos);
    }

    /** It did not answer a query in time. */
    public void timedOut() {
        timeouts.increment();
    }

    /** A query that it got was sent to another server. */
    public void rescued() {
        rescues.increment();
    }

    public long queries() {
        return queries.sum();
    }

    public long answers() {
        return answers.sum();
    }

    public long timeouts() {
        return timeouts.sum();
    }

    public long rescues() {
        return rescues.sum();
    }

    /** How long its answers took since the start. */
    public Latencies latencies() {
        return latencies.snapshot();
    }

    /** How long its answers took of late: in the last 10 to 60 seconds. */
    public Latencies recentLatencies(long now) {
        return latencies.recent(now);
    }

    void mark(long now) {
        latencies.mark(now);
    }
}
