package org.penlb.datagram;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Decides whether a client without a session may have one now. A session takes system calls, as long as some dozen datagrams of
 * known clients do, and all that come wait in one queue: a flood of new sources would have everybody wait until the queue
 * is read, or is full.
 */
final class Newcomers {
    /** With so many datagrams waiting there is no time for new clients at all. */
    static final int CROWD = 1000;
    /** With so many waiting for some time, while there are known clients, new ones get a share of the time. */
    static final int PRESS = 100;

    /** That time: a burst of some hundred new clients is over by then, and a known one may wait so long. */
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(15);
    /** When for so long everybody who wanted to come in did, it is over. */
    private static final long PRESSED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** So many times what a session took are the others'. */
    private static final int OTHERS_SHARES = 7;

    private final LongSupplier clock;
    private boolean crowded;
    private boolean pressed;
    /** When somebody was last turned away. */
    private long turnedAwayAt;
    /** Since when more than {@link #PRESS} wait, if they do. */
    private boolean stands;

    private long standsSince;
    private long notBefore;
    private long began;

    /**
     * @param clock nanoseconds from any origin
     */
    Newcomers(LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * Datagrams came.
     *
     * @param waiting about how many wait behind them
     * @param anyKnown whether there are clients to whom others should not come first
     */
    void arrive(int waiting, boolean anyKnown, long now) {
        crowded = waiting > CROWD;
        boolean stood = stands;
        stands = waiting > PRESS;
        if (stands && !stood) {
            standsSince = now;
        }
        if (pressed) {
            pressed = anyKnown && now - turnedAwayAt <= PRESSED_NANOS;
        } else if (anyKnown && (crowded || (stands && now - standsSince >= BURST_NANOS))) {
            pressed = true;
            turnedAwayAt = now;
            notBefore = now;
        }
    }

    /** Whether the next one may have a session; if so, {@link #served} is to be called when it has. */
    boolean mayCome() {
        if (!pressed) {
            return !crowded;
        }
        began = clock.getAsLong();
        if (!crowded && began - notBefore >= 0) {
            return true;
        }
        turnedAwayAt = began;
        return false;
    }

    /** It has its session, or will have none. */
    void served() {
        if (pressed) {
            long now = clock.getAsLong();
            notBefore = now + OTHERS_SHARES * (now - began);
        }
    }
}
