package org.penlb.load.client;

import org.penlb.load.measure.Latencies;

/**
 * What came of some load.
 *
 * @param done how many units of work were done: requests, connections, queries, MiB
 * @param seconds how long that took
 * @param wrong how many answers were not those asked for
 * @param lost how many were not answered: errors of connections, and answers that did not come in time
 * @param latencies how long each unit took; none if nobody looked
 */
public record Work(double done, double seconds, long wrong, long lost, Latencies latencies) {
    /** Work of which nobody has measured the latency. */
    Work(double done, double seconds, long wrong, long lost) {
        this(done, seconds, wrong, lost, Latencies.NONE);
    }

    /** Units of work per second. */
    public double rate() {
        return done / seconds;
    }
}
