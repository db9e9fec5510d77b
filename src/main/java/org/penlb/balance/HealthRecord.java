package org.penlb.balance;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * Where the {@link ServerHealth} of a server is written, and nowhere else: event loops, health checks and operators say what
 * they observe. None of them waits for another.
 */
final class HealthRecord {
    private static final AtomicReferenceFieldUpdater<HealthRecord, ServerHealth> HEALTH =
            AtomicReferenceFieldUpdater.newUpdater(HealthRecord.class, ServerHealth.class, "health");

    private volatile ServerHealth health = ServerHealth.NEW;

    ServerHealth health() {
        return health;
    }

    /**
     * Notes what was observed. Where that changes nothing, nothing is written nor allocated.
     *
     * @param now the balancer's clock
     */
    @SuppressWarnings("ReferenceEquality") // what changes nothing gives the same one back
    HealthChange observe(Observation seen, long now) {
        while (true) {
            ServerHealth before = health;
            ServerHealth after = before.after(seen, now);
            if (after == before) {
                return HealthChange.NONE;
            }
            if (HEALTH.compareAndSet(this, before, after)) {
                return before.change(seen, after, now);
            }
        }
    }
}
