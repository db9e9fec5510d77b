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
    static final int CROWD = 500;
    /** With so many, while there are known clients, new ones get a share of the time. */
    static final int PRESS = 100;

    /** How long that lasts. Otherwise the queue would grow anew whenever it was short for a moment. */
    private static final long PRESSED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** So many times what a session took are the others'. */
    private static final int OTHERS_SHARES = 7;

    private final LongSupplier clock;
    private boolean crowded;
    private boolean pressed;
    private long pressedAt;
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
        if (anyKnown && waiting > PRESS) {
            if (!pressed) {
                notBefore = now;
            }
            pressed = true;
            pressedAt = now;
        } else if (pressed && now - pressedAt > PRESSED_NANOS) {
            pressed = false;
        }
    }

    /** Whether the next one may have a session; if so, {@link #served} is to be called when it has. */
    boolean mayCome() {
        if (crowded) {
            return false;
        }
        if (pressed) {
            began = clock.getAsLong();
            return began - notBefore >= 0;
        }
        return true;
    }

    /** It has its session, or will have none. */
    void served() {
        if (pressed) {
            long now = clock.getAsLong();
            notBefore = now + OTHERS_SHARES * (now - began);
        }
    }
}
