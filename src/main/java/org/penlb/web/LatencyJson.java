package org.penlb.web;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Latencies;
import org.penlb.balance.LatencyHistogram;

/** Latencies as the API shows them. */
final class LatencyJson {
    /** What stands for more than the histogram tells apart: no number that browsers would round. */
    private static final long LONGER = 2 * LatencyHistogram.LONGEST_MICROS;

    private LatencyJson() {}

    /** Null if nothing was measured. */
    static @Nullable JsonObject of(Latencies latencies) {
        return latencies.count() == 0
                ? null
                : new JsonObject()
                        .put("p50", within(latencies, 50))
                        .put("p90", within(latencies, 90))
                        .put("p99", within(latencies, 99));
    }

    private static long within(Latencies latencies, int percent) {
        return Math.min(LONGER, latencies.percentile(percent));
    }
}
