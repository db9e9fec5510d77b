package org.penlb.cli.top;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked when a pen is met: it changes seldom.
 *
 * @param pid its process; empty if it does not tell
 * @param services of ours; empty if this is pen 0.34.1 or an earlier one of ours, which do not tell their services
 */
record PenInfo(String pid, List<ToldService> services) {
    PenInfo {
        services = List.copyOf(services);
    }

    /**
     * One of our services.
     *
     * @param first the name of the one to count from; null for the first
     * @param steps so many behind that, round and round
     * @throws NoAnswer if it is not there
     */
    ToldService service(@Nullable String first, int steps) throws NoAnswer {
        if (services.isEmpty()) {
            throw new NoAnswer("service \"" + first + "\": this pen has no services (expected: --service for ours)");
        }
        int from = 0;
        while (first != null && !services.get(from).name().equals(first)) {
            from++;
            if (from == services.size()) {
                throw new NoAnswer("service \"" + first + "\" is not there (expected: one of its " + services.size()
                        + ", such as " + services.getFirst().name() + ")");
            }
        }
        return services.get((int) ((0L + from + steps) % services.size()));
    }

    /** Whether it has the commands that pen 0.34.1 has not. */
    boolean isOurs() {
        return !services.isEmpty();
    }
}
