package org.penlb.load.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.penlb.load.workload.Cell;
import org.penlb.load.workload.Metric;
import org.penlb.load.workload.Results;
import org.penlb.load.workload.Target;

/** Medians and ratios as text: a block of lines for each series, in fixed columns. */
public final class Table {
    private static final int NAME = 9;
    private static final int FIGURE = 10;
    private static final int RATIO = 6;
    private static final int TARGET = 12;
    private static final int WANTED = 18;

    private Table() {}

    /** The lines. */
    public static List<String> of(Run run) {
        Results results = run.results();
        var lines = new ArrayList<String>();
        for (Results.Series series : results.series()) {
            addSeries(lines, results, series);
        }
        if (!results.skips().isEmpty()) {
            lines.add("");
            lines.add("Not measured:");
            skips(results).forEach((why, workloads) -> lines.add("  " + why + " (" + String.join(", ", workloads) + ")"));
        }
        addTargets(lines, run.targets());
        return lines;
    }

    /** Those of workloads that this run has left out are not mentioned. */
    private static void addTargets(List<String> lines, List<Target> targets) {
        List<Target> measured = targets.stream()
                .filter(target -> target.verdict() != Target.Verdict.NOT_MEASURED)
                .toList();
        if (measured.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add("Targets:");
        int width = measured.stream().mapToInt(target -> target.what().length()).max().orElseThrow();
        for (Target target : measured) {
            lines.add("  " + pad(target.what(), width) + right(target.reached(), TARGET) + "  "
                    + pad(target.wanted(), WANTED) + " " + target.verdict().words());
        }
    }

    /** What could not be measured and why, with the workloads that it is said of. */
    private static Map<String, Set<String>> skips(Results results) {
        var skips = new LinkedHashMap<String, Set<String>>();
        for (Results.Skip skip : results.skips()) {
            skips.computeIfAbsent(skip.cell().balancer() + ": " + skip.reason(), _ -> new LinkedHashSet<>())
                    .add(skip.cell().workload());
        }
        return skips;
    }

    private static void addSeries(List<String> lines, Results results, Results.Series series) {
        Set<Metric> metrics = new TreeSet<>();
        results.cells(series).forEach(cell -> metrics.addAll(results.metrics(cell)));
        metrics.remove(Metric.DONE);
        lines.add("");
        lines.add(title(results, series));
        lines.add(heading(metrics));
        for (Cell cell : results.cells(series)) {
            lines.add(row(results, cell, metrics));
        }
    }

    /** What a series is, in a line. */
    static String title(Results results, Results.Series series) {
        StringBuilder title = new StringBuilder(series.workload())
                .append(", ")
                .append(series.loops())
                .append(series.loops() == 1 ? " event loop" : " event loops");
        title.append(", unit: ").append(results.unit(series));
        results.offered(series)
                .ifPresent(rate -> title.append(", at ").append(figure(rate, true)).append("/s"));
        return title.toString();
    }

    private static String heading(Set<Metric> metrics) {
        var names = new StringBuilder(pad("", NAME));
        var units = new StringBuilder(pad("", NAME));
        for (Metric metric : metrics) {
            names.append(right(metric.label(), FIGURE));
            units.append(right(metric.unit(), FIGURE));
            if (metric.better() != Metric.Better.NEITHER) {
                names.append(right("ratio", RATIO));
                units.append(right("", RATIO));
            }
        }
        return names + "\n" + units;
    }

    private static String row(Results results, Cell cell, Set<Metric> metrics) {
        var line = new StringBuilder(pad(cell.balancer(), NAME));
        for (Metric metric : metrics) {
            boolean sum = metric.better() == Metric.Better.NEITHER;
            String figure = results.rounds(cell, metric).isEmpty()
                    ? "-"
                    : figure(sum ? results.total(cell, metric) : results.median(cell, metric).orElseThrow(), sum);
            line.append(right(figure, FIGURE));
            if (!sum) {
                var ratio = results.ratioToBest(cell, metric);
                line.append(right(
                        ratio.isEmpty() ? "-" : String.format(Locale.ROOT, "%.2f", ratio.getAsDouble()), RATIO));
            }
        }
        return line.toString();
    }

    /** A figure with about three digits that matter; counts in full. */
    static String figure(double figure, boolean count) {
        int digits = count || Math.abs(figure) >= 1000 ? 0 : Math.abs(figure) >= 100 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + digits + "f", figure);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(1, width - text.length())) + text;
    }
}
