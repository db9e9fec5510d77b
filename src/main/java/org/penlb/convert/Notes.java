package org.penlb.convert;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What could not be carried over, as far as it is known. What is said twice of one line counts once. */
public final class Notes {
    private final Set<LeftOut> leftOut = new LinkedHashSet<>();
    private final Map<SourceLine, Set<String>> directives = new HashMap<>();

    /** Notes a directive that has no place in the new configuration. */
    public void not(SourceLine place, String directive, String reason) {
        add(new LeftOut(place, directive, LeftOut.How.NOT, reason));
    }

    /** Notes a server, a listener, a route or a rule about clients that is missing in the new configuration. */
    public void missing(SourceLine place, String directive, String reason) {
        add(new LeftOut(place, directive, LeftOut.How.MISSING, reason));
    }

    /** Notes a directive that means something slightly different now. */
    public void approximately(SourceLine place, String directive, String reason) {
        add(new LeftOut(place, directive, LeftOut.How.APPROXIMATELY, reason));
    }

    private void add(LeftOut one) {
        leftOut.add(one);
        directives.computeIfAbsent(one.place(), _ -> new HashSet<>()).add(one.directive());
    }

    public void addAll(Notes others) {
        others.leftOut.forEach(this::add);
    }

    /**
     * Whether something is said about a statement.
     *
     * @param alone whether nothing else stands on its line
     */
    public boolean areAbout(Statement statement, boolean alone) {
        Set<String> there = directives.get(statement.place());
        return there != null && (alone || there.contains(LeftOut.shown(statement.text())));
    }

    /** In the order of the files. */
    public List<LeftOut> list() {
        Map<String, Integer> files = new HashMap<>();
        leftOut.forEach(one -> files.putIfAbsent(one.place().file(), files.size()));
        return leftOut.stream()
                .sorted(Comparator.comparingInt(
                                (LeftOut one) -> files.getOrDefault(one.place().file(), 0))
                        .thenComparingInt(one -> one.place().line()))
                .toList();
    }
}
