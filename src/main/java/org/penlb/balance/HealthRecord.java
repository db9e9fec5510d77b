package org.penlb.balance;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Where the {@link ServerHealth} of a server is written, and nowhere else: event loops, health checks and operators say what
 * they observe. None of them waits for another.
 */
final class HealthRecord {
    private static final VarHandle HEALTH;

    static {
        try {
            HEALTH = MethodHandles.lookup().findVarHandle(HealthRecord.class, "health", ServerHealth.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile ServerHealth health = ServerHealth.NEW;

    ServerHealth health() {
        return health;
    }

    /**
     * Notes what was observed. Where that changes nothing, nothing is written nor allocated.
     *
     * @param now the balancer's clock
     */
    HealthChange observe(Observation seen, long now) {
        while (true) {
            ServerHealth before = health;
            ServerHealth after = before.after(seen, now);
            if (after.equals(before)) {
                return HealthChange.NONE;
            }
            if (HEALTH.compareAndSet(this, before, after)) {
                return before.change(seen, after, now);
            }
        }
    }
}
