package org.penlb.cluster.totals;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The latest totals of every instance. For one thread. */
public final class TotalsBook {
    private static final int MOST_INSTANCES = 1_000;
    /** Who lives writes more often. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Map<Long, Entry> entries = new HashMap<>();

    private record Entry(InstanceTotals totals, long changedAt) {}

    /**
     * An instance has written this; what it wrote later counts.
     *
     * @param now nanoseconds from any origin
     */
    public void learned(InstanceTotals totals, long now) {
        Entry known = entries.get(totals.instance());
        boolean isNews = known == null
                ? entries.size() < MOST_INSTANCES
                : totals.version() > known.totals().version();
        if (isNews) {
            entries.put(totals.instance(), new Entry(totals, now));
        }
    }

    /** Whether an instance has written something new lately: it lives, whether it is heard or not. */
    public boolean isFresh(long instance, long now) {
        Entry known = entries.get(instance);
        return known != null && now - known.changedAt() <= FRESH_NANOS;
    }

    public @Nullable InstanceTotals of(long instance) {
        Entry known = entries.get(instance);
        return known == null ? null : known.totals();
    }

    /** Others than these are gone for good. */
    public void retain(Collection<Long> instances) {
        entries.keySet().retainAll(instances);
    }

    /** What some instances did together, by service. */
    public static List<ServiceSum> sum(Collection<InstanceTotals> all) {
        Map<String, ServiceSum> sums = new LinkedHashMap<>();
        for (InstanceTotals totals : all) {
            totals.services().forEach(sum -> sums.merge(sum.service(), sum, ServiceSum::plus));
        }
        return List.copyOf(sums.values());
    }
}
