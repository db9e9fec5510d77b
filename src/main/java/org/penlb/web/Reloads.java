package org.penlb.web;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.penlb.listen.events.Announcer;
import org.penlb.listen.events.Event;
import org.penlb.web.metrics.Metrics;

/** Remembers how the last reload of the configuration went, from the events that tell of it. */
final class Reloads {
    private final MessageConsumer<JsonObject> consumer;
    private final Metrics metrics;
    private volatile @Nullable JsonObject last;

    /**
     * @param metrics is told, too
     */
    Reloads(Vertx vertx, Metrics metrics) {
        this.metrics = metrics;
        consumer = vertx.eventBus().localConsumer(Announcer.ADDRESS, message -> happened(message.body()));
    }

    private void happened(JsonObject event) {
        String kind = event.getString("kind");
        boolean ok = kind.equals(Event.Kind.RELOADED.word());
        if (ok || kind.equals(Event.Kind.RELOAD_REFUSED.word())) {
            last = new JsonObject()
                    .put("at", event.getString("at"))
                    .put("ok", ok)
                    .put("message", ok ? null : event.getString("text"));
            metrics.reloaded(ok, Instant.parse(event.getString("at")));
        }
    }

    /** As the API shows it; null if there was none since the start. */
    @Nullable
    JsonObject last() {
        return last;
    }

    void close() {
        consumer.unregister();
    }
}
