package org.penlb.events;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Publishes each event on the event bus as it happens, as JSON, to whoever listens in this process. Whoever publishes an
 * event does not wait for that: it is done in the announcer's own context, and in a storm of events at a bounded rate. Events
 * that are no longer kept by then are not published; their numbers are missing, so listeners can tell.
 */
public final class Announcer {
    /** Where events are published: {@link RecentEvent#toJson}. */
    public static final String ADDRESS = "pen.events";

    static final int MOST_PER_TURN = 128;
    private static final long PAUSE_MILLIS = 50;
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    private final Vertx vertx;
    private final Context context;
    private final RecentEvents events;
    /** Whether a turn is to come, which will see whatever is recorded until then. */
    private final AtomicBoolean called = new AtomicBoolean();

    private long published;

    private Announcer(Vertx vertx, RecentEvents events) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.events = events;
    }

    /**
     * Publishes what happens from now on; to be called in the context that is to do it.
     *
     * @return ends it; what is on its way by then is published still
     */
    public static Events.Subscription announce(Vertx vertx, Events events) {
        var announcer = new Announcer(vertx, events.recent());
        announcer.published = events.recent().last();
        return events.subscribe(_ -> announcer.call());
    }

    private void call() {
        if (!called.get() && called.compareAndSet(false, true)) {
            context.runOnContext(_ -> turn());
        }
    }

    private void turn() {
        List<RecentEvent> news = events.after(published, MOST_PER_TURN);
        for (RecentEvent event : news) {
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
