package org.penlb.dnsfront;

import java.util.function.Predicate;
import org.penlb.relay.IntrusiveList;

/** Attempts that wait until there is a connection to their server by which they may go, each kind in its order. */
final class AttemptQueue {
    private final IntrusiveList<Attempt> any = new IntrusiveList<>();
    /** What goes with few others. It comes first: it has waited already. */
    private final IntrusiveList<Attempt> apart = new IntrusiveList<>();

    boolean isEmpty() {
        return any.isEmpty() && apart.isEmpty();
    }

    /** Puts an attempt behind all others of its kind. */
    void put(Attempt attempt, Company company, long now) {
        attempt.sentAt = now;
        (company == Company.ANY ? any : apart).putLast(attempt.queued);
    }

    /**
     * Offers those that wait, one after the other. What comes in meanwhile has to wait for the next time.
     *
     * @param taker returns false if it leaves an attempt where it is; no other of its kind is offered then
     */
    void offer(Predicate<Attempt> taker) {
        offer(apart, taker);
        offer(any, taker);
    }

    private static void offer(IntrusiveList<Attempt> those, Predicate<Attempt> taker) {
        Attempt last = those.last();
        for (Attempt attempt = those.first(); attempt != null; attempt = those.first()) {
            boolean isLast = attempt == last;
            if (!taker.test(attempt) || isLast) {
                return;
            }
        }
    }
}
