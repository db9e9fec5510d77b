package org.penlb.events;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The last {@value #KEPT} events. Safe for all threads, and nobody ever waits: whoever records one pays for a write into a
 * ring, whoever reads them sees them in order.
 */
public final class RecentEvents {
    /** How many events are kept; a power of two. */
    public static final int KEPT = 1024;

    private final Clock clock;
    /** The event of number n lies in n modulo its length. */
    private final AtomicReferenceArray<@Nullable RecentEvent> ring = new AtomicReferenceArray<>(KEPT);

    private final AtomicLong last = new AtomicLong();

    /**
     * @param clock tells the time of events
     */
    RecentEvents(Clock clock) {
        this.clock = clock;
    }

    /** Keeps an event. */
    void record(NotableEvent happened) {
        long number = last.incrementAndGet();
        var event = new RecentEvent(number, clock.instant(), happened);
        // A writer that was held up while the others went round the whole ring leaves theirs.
        ring.updateAndGet(slot(number), there -> there == null || there.number() < number ? event : there);
    }

    private static int slot(long number) {
        return (int) (number & KEPT - 1);
    }

    /** The number of the newest event, 0 before the first. */
    public long last() {
        return last.get();
    }

    /**
     * The events after one, the oldest first; those that are no longer kept are passed over.
     *
     * @param number of the last event that is known already, 0 for none
     * @param most how many at most; there may be more after them
     */
    public List<RecentEvent> after(long number, int most) {
        long end = last.get();
        var events = new ArrayList<RecentEvent>();
        for (long n = Math.max(0, Math.max(number, end - KEPT)) + 1; n <= end && events.size() < most; n++) {
            RecentEvent event = ring.get(slot(n));
            if (event == null || event.number() < n) {
                break; // its writer is about to put it there; what comes after it is for the next time, or it would be
                // missed
            }
            if (event.number() == n) { // else a newer one has taken its place meanwhile
                events.add(event);
            }
        }
        return events;
    }

    /** The newest events, the oldest of them first. */
    public List<RecentEvent> latest(int most) {
        return after(last.get() - Math.min(most, KEPT), most);
    }
}
