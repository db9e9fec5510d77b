package org.penlb.load.workload;

import java.util.OptionalDouble;
import java.util.function.BiFunction;

/** How long answers take at a rate that all can hold: a series of its own, named after the one that has found the rate. */
final class Latency {
    private Latency() {}

    /** The name of the series. */
    static String of(String workload) {
        return workload + "-fixed";
    }

    /** Measures it, at a rate that the series at saturation tells. */
    static void measure(
            Bench bench, Contest contest, Results.Series saturated, BiFunction<Bench, Double, Contest.Load> load) {
        OptionalDouble rate = bench.results().sustainableRate(saturated);
        if (rate.isEmpty()) {
            return; // everybody has failed, which is noted already
        }
        var series = new Results.Series(of(saturated.workload()), saturated.loops());
        bench.results().unit(series, bench.results().unit(saturated));
        bench.results().offered(series, rate.getAsDouble());
        bench.progress().accept("  at " + Math.round(rate.getAsDouble()) + "/s:");
        contest.measure(series.workload(), load.apply(bench, rate.getAsDouble()));
    }
}
