package org.penlb.balance;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Has each server mark every ten seconds what its latencies were by then, so that those of late can be told. In each second it
 * is the turn of a tenth of them, so that nobody waits for very many.
 */
public final class LatencyMarks {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int TURNS = (int) (LatencyHistogram.STEP_NANOS / SECOND);

    private final AtomicLong seconds = new AtomicLong(Long.MIN_VALUE);

    /**
     * To be called about once a second, by whoever is there: of several that call within a second, one does it.
     *
     * @param now the balancer's clock
     */
    public void tick(List<Server> servers, long now) {
        long second = Math.floorDiv(now, SECOND);
        long before = seconds.get();
        if (second == before || !seconds.compareAndSet(before, second)) {
            return;
        }
        long turns = before == Long.MIN_VALUE ? TURNS : Math.min(TURNS, second - before);
        for (int turn = 0; turn < turns; turn++) {
            for (int i = Math.floorMod(second - turn, TURNS); i < servers.size(); i += TURNS) {
                servers.get(i).statistics().mark(now);
            }
        }
    }
}
