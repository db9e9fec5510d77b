package org.penlb.load.workload;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** In which order a round takes them. */
final class Rounds {
    private Rounds() {}

    /** Round 0 begins with the first, round 1 with the second. */
    static <T> List<T> order(List<T> all, int round) {
        var rotated = new ArrayList<>(all);
        Collections.rotate(rotated, -round);
        return rotated;
    }
}
