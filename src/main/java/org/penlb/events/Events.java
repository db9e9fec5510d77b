package org.penlb.events;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The last {@value #KEPT} events. Safe for all threads, and nobody ever waits: whoever records one pays for a write into a
 * ring, whoever reads them sees them in order.
 */
public final class Events {
    /** How many events are kept; a power of two. */
    public static final int KEPT = 1024;

    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");

    private final Clock clock;
    /** The event of number n lies in n modulo its length. */
    private final AtomicReferenceArray<@Nullable Event> ring = new AtomicReferenceArray<>(KEPT);

    private final AtomicLong last = new AtomicLong();
    private volatile Runnable onNews = () -> {};

    /**
     * @param clock tells the time of events
     */
    public Events(Clock clock) {
        this.clock = clock;
    }

    /**
     * Who is called after each event, by the thread that recorded it, which may be an event loop in a hurry. There is one at
     * a time.
     */
    void onNews(Runnable told) {
        onNews = told;
    }

    /**
     * Records an event.
     *
     * @param service the service's name, or null for Pen as a whole
     * @param server the server's address, or null
     * @param text in an operator's words; made one line, and cut to {@value Event#LONGEST_TEXT} characters
     */
    public void record(Event.Kind kind, @Nullable String service, @Nullable String server, String text) {
        long number = last.incrementAndGet();
        var event = new Event(number, clock.instant(), kind, service, server, line(text));
        // A writer that was held up while the others went round the whole ring leaves theirs.
        ring.updateAndGet(slot(number), there -> there == null || there.number() < number ? event : there);
        onNews.run();
    }

    private static String line(String text) {
        String line = CONTROLS.matcher(text.strip()).replaceAll(" ");
        return line.length() <= Event.LONGEST_TEXT ? line : line.substring(0, Event.LONGEST_TEXT - 1) + "…";
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
    public List<Event> after(long number, int most) {
        long end = last.get();
        var events = new ArrayList<Event>();
        for (long n = Math.max(0, Math.max(number, end - KEPT)) + 1; n <= end && events.size() < most; n++) {
            Event event = ring.get(slot(n));
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
    public List<Event> latest(int most) {
        return after(last.get() - Math.min(most, KEPT), most);
    }
}
