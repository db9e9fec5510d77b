package org.penlb.web.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.penlb.balance.Latencies;

/** The values of one scrape, in the making. */
final class Families {
    private static final double MICROS = 1e-6;

    private final List<MetricSnapshot> info = new ArrayList<>();
    private final Map<Metric, List<CounterDataPointSnapshot>> counters = new EnumMap<>(Metric.class);
    private final Map<Metric, List<GaugeDataPointSnapshot>> gauges = new EnumMap<>(Metric.class);
    private final Map<Metric, List<HistogramDataPointSnapshot>> histograms = new EnumMap<>(Metric.class);

    /** One value of a gauge or a counter. */
    void add(Metric metric, Labels labels, long value) {
        addReal(metric, labels, (double) value); // exact up to 2^53, which no counter reaches
    }

    /** One value that is no whole number. */
    void addReal(Metric metric, Labels labels, double value) {
        switch (metric.type()) {
            case GAUGE ->
                gauges.computeIfAbsent(metric, _ -> new ArrayList<>())
                        .add(new GaugeDataPointSnapshot(value, labels, null));
            case COUNTER ->
                counters.computeIfAbsent(metric, _ -> new ArrayList<>())
                        .add(new CounterDataPointSnapshot(value, labels, null, 0));
            case INFO, HISTOGRAM -> throw new IllegalArgumentException(metric + " has more than a value");
        }
    }

    void add(Metric metric, Labels labels, boolean value) {
        add(metric, labels, value ? 1 : 0);
    }

    /**
     * A histogram, with buckets whose bounds are powers of two of microseconds.
     *
     * @param first the power of the first bucket
     * @param step how many powers lie between two buckets
     */
    void add(Metric metric, Labels labels, Latencies latencies, int first, int step) {
        long[] doublings = latencies.doublings();
        int last = doublings.length - 2;
        var bounds = new ArrayList<Double>();
        var counts = new ArrayList<Long>();
        int from = 0;
        for (int power = first; power <= last; power += step) {
            bounds.add(bound(power));
            counts.add(sum(doublings, from, power));
            from = power + 1;
        }
        bounds.add(Double.POSITIVE_INFINITY);
        counts.add(sum(doublings, from, doublings.length - 1));
        histograms
                .computeIfAbsent(metric, _ -> new ArrayList<>())
                .add(new HistogramDataPointSnapshot(
                        ClassicHistogramBuckets.of(bounds, counts),
                        latencies.sumMicros() * MICROS,
                        labels,
                        Exemplars.EMPTY,
                        0));
    }

    /** A million divides exactly where a millionth multiplies to 6.4E-5 and a bit. */
    private static double bound(int power) {
        return (1L << power) / 1e6;
    }

    private static long sum(long[] counts, int from, int to) {
        long sum = 0;
        for (int i = from; i <= to; i++) {
            sum += counts[i];
        }
        return sum;
    }

    /** What is told by labels alone. */
    void addInfo(Metric metric, Labels labels) {
        info.add(new InfoSnapshot(metric.metadata(), List.of(new InfoDataPointSnapshot(labels))));
    }

    MetricSnapshots all() {
        var all = new ArrayList<MetricSnapshot>(info);
        counters.forEach((metric, points) -> all.add(new CounterSnapshot(metric.metadata(), points)));
        gauges.forEach((metric, points) -> all.add(new GaugeSnapshot(metric.metadata(), points)));
        histograms.forEach((metric, points) -> all.add(new HistogramSnapshot(metric.metadata(), points)));
        return new MetricSnapshots(all);
    }
}
