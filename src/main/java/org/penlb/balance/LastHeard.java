package org.penlb.balance;

import java.util.concurrent.TimeUnit;

/** When a server answered last, whoever asked. Written by every event loop, to the millisecond. */
public final class LastHeard {
    /** Of thousands of answers few are written, so that event loops do not take a line of memory from each other. */
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private volatile boolean ever;
    private volatile long at;

    /** It answers now. */
    public void answered(long now) {
        if (!ever || now - at >= STEP_NANOS) {
            at = now;
            ever = true;
        }
    }

    /** Whether it answered after this time: within a millisecond that may not be known. */
    public boolean isAfter(long time) {
        return ever && at - time > 0;
    }
}
