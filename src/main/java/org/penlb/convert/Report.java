package org.penlb.convert;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is told of what was left out: first what clients notice, then the rest, a line each; what has one reason is told once,
 * with the lines that it is about; at the end how much of what clients notice was left out.
 */
public final class Report {
    /** Of lines that one reason is about. */
    private static final int MOST_NAMED = 10;

    private record Why(LeftOut.How how, String reason) {}

    private final Converted converted;

    public Report(Converted converted) {
        this.converted = converted;
    }

    /** Whether clients notice that something was left out. */
    public boolean isMissingSomething() {
        return !counts().isEmpty() || converted.leftOut().stream().anyMatch(one -> one.how() == LeftOut.How.MISSING);
    }

    private List<Ledger.Count> counts() {
        return converted.ledger().leftOut();
    }

    /** The lines of it; none if all was carried over. */
    public List<String> lines() {
        Map<Why, List<LeftOut>> byReason = new LinkedHashMap<>();
        converted.leftOut().stream()
                .sorted(Comparator.comparing(LeftOut::how))
                .forEach(one -> byReason.computeIfAbsent(new Why(one.how(), one.reason()), _ -> new ArrayList<>())
                        .add(one));
        return byReason.values().stream().map(Report::line).toList();
    }

    private static String line(List<LeftOut> same) {
        String first = same.getFirst().toString();
        if (same.size() == 1) {
            return first;
        }
        String more = same.size() > MOST_NAMED + 1 ? ", ..." : "";
        return first + " (" + same.size() + " times, also in "
                + same.stream()
                        .skip(1)
                        .limit(MOST_NAMED)
                        .map(one -> place(one, same.getFirst()))
                        .collect(Collectors.joining(", "))
                + more + ")";
    }

    private static String place(LeftOut one, LeftOut first) {
        boolean same = one.place().file().equals(first.place().file());
        return same ? "line " + one.place().line() : String.valueOf(one.place());
    }

    /** How much was left out, as in {@code 2 of 5 servers were left out}; the empty string if nothing was. */
    public String summary() {
        return counts().isEmpty()
                ? ""
                : counts().stream().map(Ledger.Count::toString).collect(Collectors.joining(", ")) + " were left out";
    }
}
