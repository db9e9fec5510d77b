package org.penlb.balance;

import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;

/**
 * What speaks for a server being dead that is merely silent: clients whom it has not answered though others do, or did, in a row,
 * for a while, and no answer to anybody since. Used by several event loops.
 */
final class SilenceCase {
    private static final int FEW = 3;
    /** Of the time for an answer. */
    private static final int TIMES = 2;

    private final boolean byOne;
    private int counted;
    private long since;
    private @Nullable IpAddress client;
    private boolean several;

    /**
     * @param byOne whether one client's word is enough
     */
    SilenceCase(boolean byOne) {
        this.byOne = byOne;
    }

    /**
     * One more client was not answered who should have been.
     *
     * @return whether that is enough
     */
    synchronized boolean proves(Silences.Unanswered one, long now) {
        if (one.server().lastHeard().isAfter(one.askedAt())) {
            counted = 0;
            return false;
        }
        if (counted == 0 || one.server().lastHeard().isAfter(since)) {
            counted = 0;
            several = false;
            since = one.askedAt();
            client = one.client();
        }
        counted++;
        several |= !one.client().equals(client);
        return counted >= FEW && (several || byOne) && now - since >= TIMES * one.patience();
    }
}
