package org.penlb.convert;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What could not be carried over, as far as it is known. What is said twice of one line counts once. */
public final class Notes {
    private final Set<LeftOut> leftOut = new LinkedHashSet<>();

    /** Notes a directive that has no place in the new configuration. */
    public void not(SourceLine place, String directive, String reason) {
        leftOut.add(new LeftOut(place, directive, LeftOut.How.NOT, reason));
    }

    /** Notes a directive that means something slightly different now. */
    public void approximately(SourceLine place, String directive, String reason) {
        leftOut.add(new LeftOut(place, directive, LeftOut.How.APPROXIMATELY, reason));
    }

    public void addAll(Notes others) {
        leftOut.addAll(others.leftOut);
    }

    /** In the order of the file. */
    public List<LeftOut> list() {
        return leftOut.stream()
                .sorted(Comparator.comparingInt(one -> one.place().line()))
                .toList();
    }
}
