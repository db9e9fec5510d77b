package org.penlb.load.workload;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedCollection;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.penlb.load.measure.Statistics;

/** The figures of a run: of each workload and balancer, one a round. */
public final class Results {
    /** Who loses more than this share of the answers has not done the work, and is no measure for others. */
    static final double TOLERATED_LOSS = 0.001;

    /** A workload with so many event loops. */
    public record Series(String workload, int loops) {}

    /** Something that could not be measured, and why. */
    public record Skip(Cell cell, String reason) {}

    private final String ours;
    private final Set<String> peers;
    private final Map<Cell, Map<Metric, List<Double>>> figures = new LinkedHashMap<>();
    private final Map<Series, String> units = new LinkedHashMap<>();
    private final Map<Series, Double> rates = new LinkedHashMap<>();
    private final List<Skip> skips = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    /**
     * @param ours the name of the balancer that the others are there for
     * @param peers the names of those that it is compared with; whatever else is measured is no match for it
     */
    public Results(String ours, Collection<String> peers) {
        this.ours = ours;
        this.peers = Set.copyOf(peers);
    }

    /** Says what a series counts, such as {@code request}. */
    public void unit(Series series, String unit) {
        units.put(series, unit);
    }

    /** What a series counts. */
    public String unit(Series series) {
        return units.getOrDefault(series, "unit");
    }

    /** Says how much work per second a series asked for; of those at saturation nothing is said. */
    public void offered(Series series, double rate) {
        rates.put(series, rate);
    }

    /** How much work per second a series asked for. */
    public OptionalDouble offered(Series series) {
        Double rate = rates.get(series);
        return rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate);
    }

    /** Adds a round's figure. */
    public void add(Cell cell, Metric metric, double figure) {
        figures.computeIfAbsent(cell, _ -> new EnumMap<>(Metric.class))
                .computeIfAbsent(metric, _ -> new ArrayList<>())
                .add(figure);
    }

    /** Notes that something cannot be measured. */
    public void skip(Cell cell, String reason) {
        skips.add(new Skip(cell, reason));
    }

    /** Notes that ours has failed. */
    public void fail(String what) {
        failures.add(what);
    }

    public List<Skip> skips() {
        return List.copyOf(skips);
    }

    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** The name of ours. */
    public String ours() {
        return ours;
    }

    /** All series with figures, in the order in which they were measured. */
    public SequencedCollection<Series> series() {
        var all = new LinkedHashSet<Series>();
        figures.keySet().forEach(cell -> all.add(new Series(cell.workload(), cell.loops())));
        return all;
    }

    /** The cells of a series with figures. */
    public List<Cell> cells(Series series) {
        return figures.keySet().stream()
                .filter(cell -> cell.workload().equals(series.workload()) && cell.loops() == series.loops())
                .toList();
    }

    /** What was measured of a cell. */
    public Set<Metric> metrics(Cell cell) {
        return figures.getOrDefault(cell, Map.of()).keySet();
    }

    /** All rounds' figures; empty if there are none. */
    public List<Double> rounds(Cell cell, Metric metric) {
        return List.copyOf(figures.getOrDefault(cell, Map.of()).getOrDefault(metric, List.of()));
    }

    /** The median over all rounds. */
    public OptionalDouble median(Cell cell, Metric metric) {
        Collection<Double> all = rounds(cell, metric);
        return all.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Statistics.median(all));
    }

    /** The sum of all rounds. */
    public double total(Cell cell, Metric metric) {
        return rounds(cell, metric).stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Whether it has done its work, but for a very few answers. */
    public boolean worthy(Cell cell) {
        return total(cell, Metric.LOST) + total(cell, Metric.WRONG) <= TOLERATED_LOSS * total(cell, Metric.DONE);
    }

    /** The best of the peers that have done their work. */
    public Optional<Cell> best(Series series, Metric metric) {
        return best(cells(series).stream()
                .filter(cell -> peers.contains(cell.balancer()) && worthy(cell))
                .toList(), metric);
    }

    private Optional<Cell> best(List<Cell> among, Metric metric) {
        Optional<Cell> best = Optional.empty();
        for (Cell cell : among) {
            OptionalDouble figure = median(cell, metric);
            if (figure.isEmpty()) {
                continue;
            }
            if (best.isEmpty() || better(metric, figure.getAsDouble(), median(best.get(), metric).orElseThrow())) {
                best = Optional.of(cell);
            }
        }
        return best;
    }

    private static boolean better(Metric metric, double figure, double than) {
        return switch (metric.better()) {
            case MORE -> figure > than;
            case LESS -> figure < than;
            case NEITHER -> false;
        };
    }

    /** A cell's median divided by the best peer's; empty if there is no such peer, or the metric knows no best. */
    public OptionalDouble ratioToBest(Cell cell, Metric metric) {
        if (metric.better() == Metric.Better.NEITHER) {
            return OptionalDouble.empty();
        }
        Optional<Cell> best = best(new Series(cell.workload(), cell.loops()), metric);
        return best.isEmpty() ? OptionalDouble.empty() : ratio(cell, best.get(), metric);
    }

    /** A cell's median divided by another's; empty if one of them has none, or the other's is 0. */
    public OptionalDouble ratio(Cell cell, Cell to, Metric metric) {
        double divisor = median(to, metric).orElse(0);
        OptionalDouble figure = median(cell, metric);
        return divisor == 0 || figure.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(figure.getAsDouble() / divisor);
    }

    /**
     * A rate that all can hold that have done their work: half of what the best peer did, but no more than 80 % of what the
     * slowest did.
     */
    public OptionalDouble sustainableRate(Series series) {
        Optional<Cell> best = best(series, Metric.RATE);
        DoubleStream all = cells(series).stream()
                .filter(this::worthy)
                .flatMapToDouble(cell -> median(cell, Metric.RATE).stream());
        OptionalDouble slowest = all.min();
        if (slowest.isEmpty()) {
            return OptionalDouble.empty();
        }
        // With ours alone there is no peer to follow.
        double peak = best.map(cell -> median(cell, Metric.RATE).orElseThrow()).orElse(slowest.getAsDouble());
        return OptionalDouble.of(Math.min(peak / 2, slowest.getAsDouble() * 0.8));
    }
}
