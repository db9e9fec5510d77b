package org.penlb.events;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Publishes each event on the event bus as it happens, as JSON, to whoever listens in this process. Whoever records an
 * event does not wait for that: it is done in the announcer's own context, and in a storm of events at a bounded rate. Events
 * that are no longer kept by then are not published; their numbers are missing, so listeners can tell.
 */
public final class Announcer {
    /** Where events are published: {@link Event#toJson}. */
    public static final String ADDRESS = "pen.events";

    static final int MOST_PER_TURN = 128;
    private static final long PAUSE_MILLIS = 50;
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    private final Vertx vertx;
    private final Context context;
    private final Events events;
    /** Whether a turn is to come, which will see whatever is recorded until then. */
    private final AtomicBoolean called = new AtomicBoolean();

    private long published;

    private Announcer(Vertx vertx, Events events) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.events = events;
    }

    /** Publishes what is recorded from now on; to be called in the context that is to do it. */
    public static void announce(Vertx vertx, Events events) {
        var announcer = new Announcer(vertx, events);
        announcer.published = events.last();
        events.onNews(announcer::call);
    }

    private void call() {
        if (!called.get() && called.compareAndSet(false, true)) {
            context.runOnContext(_ -> turn());
        }
    }

    private void turn() {
        List<Event> news = events.after(published, MOST_PER_TURN);
        for (Event event : news) {
            published = event.number();
            vertx.eventBus().publish(ADDRESS, event.toJson(), LOCAL);
        }
        if (news.size() == MOST_PER_TURN) {
            vertx.setTimer(PAUSE_MILLIS, _ -> turn());
            return;
        }
        called.set(false);
        if (!events.after(published, 1).isEmpty()) {
            call(); // it was recorded before others could call again
        }
    }
}
