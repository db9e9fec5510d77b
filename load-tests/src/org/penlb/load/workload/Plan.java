package org.penlb.load.workload;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * How much is measured.
 *
 * @param quick whether this is only to see that everything works
 * @param rounds how often each measurement is repeated
 * @param length how long a measurement takes
 * @param warmUp how long each balancer does the same work before the first round, so that its code is compiled;
 *     zero for not at all
 * @param loops the numbers of event loops that series are made with
 * @param workloads which workloads
 * @param balancers which balancers, by name
 */
public record Plan(
        boolean quick,
        int rounds,
        Duration length,
        Duration warmUp,
        List<Integer> loops,
        Pattern workloads,
        Predicate<String> balancers) {
    public Plan {
        loops = List.copyOf(loops);
    }

    /** A size: one for real, a smaller one to see that it works. */
    public int size(int real, int small) {
        return quick ? small : real;
    }
}
