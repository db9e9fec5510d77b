package org.penlb.load.cluster;

import java.util.Collection;
import java.util.Locale;
import org.penlb.load.measure.Latencies;
import org.penlb.load.measure.Statistics;

/** The table, printed as it grows. */
final class Report {
    private static final double NANOS_PER_MILLI = 1e6;

    /** A line. */
    void row(String what, String format, Object... values) {
        System.out.printf("%-66s %s%n", what, String.format(Locale.ROOT, format, values));
    }

    /** Median, least and most of some figures. */
    void row(String what, String unit, Collection<Double> figures) {
        row(
                what,
                "%.2f %s (%.2f to %.2f, %d times)",
                Statistics.median(figures),
                unit,
                figures.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                figures.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
                figures.size());
    }

    /** The share of visits that took as long at most, in milliseconds. */
    static double millis(Collection<Visit> visits, double share) {
        double[] micros = visits.stream()
                .filter(Visit::served)
                .mapToDouble(visit -> visit.nanos() / 1e3)
                .toArray();
        return new Latencies(micros).percentile(share) * 1e3 / NANOS_PER_MILLI;
    }
}
