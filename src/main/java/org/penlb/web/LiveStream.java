package org.penlb.web;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.events.Announcer;
import org.penlb.events.RecentEvent;
import org.penlb.events.RecentEvents;

/**
 * The state as it changes, as server-sent events: an overview a second, made once for all who watch and only if somebody
 * does, and each event as it happens. Nobody is waited for: who does not take what was sent gets no more until he does, and
 * is left after a while.
 */
final class LiveStream {
    static final int MOST_WATCHERS = 64;
    private static final long PERIOD_MILLIS = 1000;
    /** So many periods in a row he may be behind. */
    private static final int MOST_BEHIND = 30;

    private static final int EVENTS_AT_ONCE = 128;
    private static final int QUEUE = 64 * 1024;
    private static final int RETRY_MILLIS = 1000;
    private static final Buffer HELLO = Buffer.buffer("retry: " + RETRY_MILLIS + "\n\n");

    private final Vertx vertx;
    private final Snapshots snapshots;
    private final RecentEvents events;
    private final HttpConnections httpConnections;
    private final MessageConsumer<JsonObject> news;
    private final Set<Watcher> watchers = new LinkedHashSet<>();
    private long timer;
    private boolean asked;

    /** To be made in the context of the server. */
    LiveStream(Vertx vertx, Snapshots snapshots, RecentEvents events, HttpConnections httpConnections) {
        this.vertx = vertx;
        this.snapshots = snapshots;
        this.events = events;
        this.httpConnections = httpConnections;
        this.news = vertx.eventBus().localConsumer(Announcer.ADDRESS, _ -> watchers.forEach(Watcher::tellEvents));
    }

    private static final class Watcher {
        private final HttpConnection connection;
        private final HttpServerResponse response;
        private final RecentEvents events;
        private long lastEvent;
        private int behind;

        Watcher(HttpServerRequest request, RecentEvents events, long lastEvent) {
            this.connection = request.connection();
            this.response = request.response();
            this.events = events;
            this.lastEvent = lastEvent;
        }

        void tellOverview(Buffer message) {
            if (response.writeQueueFull()) {
                behind++;
                return;
            }
            behind = 0;
            response.write(message);
            tellEvents();
        }

        void tellEvents() {
            while (!response.writeQueueFull()) {
                List<RecentEvent> next = events.after(lastEvent, EVENTS_AT_ONCE);
                if (next.isEmpty()) {
                    return;
                }
                var message = Buffer.buffer();
                for (RecentEvent event : next) {
                    message.appendString("event: event\nid: " + event.number() + "\ndata: ")
                            .appendBuffer(event.toJson().toBuffer())
                            .appendString("\n\n");
                    lastEvent = event.number();
                }
                response.write(message);
            }
        }
    }

    /** Lets somebody watch. */
    void watch(RoutingContext request) {
        HttpServerResponse response = request.response();
        response.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Accel-Buffering", "no");
        if (HttpMethod.HEAD.equals(request.request().method())) {
            response.end();
            return;
        }
        if (watchers.size() >= MOST_WATCHERS) {
            throw new HttpError(503, MOST_WATCHERS + " watch already (expected: try again later)", 10);
        }
        httpConnections.stays(request);
        var watcher = new Watcher(
                request.request(), events, lastKnown(request.request().getHeader("Last-Event-ID"), events.last()));
        response.setChunked(true).setWriteQueueMaxSize(QUEUE).exceptionHandler(_ -> {});
        request.addEndHandler(_ -> leave(watcher));
        response.write(HELLO);
        watchers.add(watcher);
        if (watchers.size() == 1) {
            timer = vertx.setPeriodic(PERIOD_MILLIS, _ -> tick());
        }
        snapshots.next().onSuccess(overview -> {
            if (watchers.contains(watcher)) {
                watcher.tellOverview(message(overview));
            }
        });
    }

    /** Who comes back gets what he missed; a number that is not ours is of another process. */
    private static long lastKnown(@Nullable String header, long last) {
        if (header == null || !header.matches("[0-9]{1,18}")) {
            return last;
        }
        return Math.min(last, Long.parseLong(header));
    }

    private void tick() {
        List<Watcher> tooSlow = watchers.stream()
                .filter(watcher -> watcher.behind >= MOST_BEHIND)
                .toList();
        tooSlow.forEach(watcher -> {
            leave(watcher);
            HttpConnections.end(watcher.connection);
        });
        if (asked || watchers.isEmpty()) {
            return;
        }
        asked = true;
        snapshots.next().onComplete(result -> {
            asked = false;
            if (result.succeeded()) {
                Buffer message = message(result.result());
                List.copyOf(watchers).forEach(watcher -> watcher.tellOverview(message));
            }
        });
    }

    private static Buffer message(Buffer overview) {
        return Buffer.buffer(overview.length() + 32)
                .appendString("event: overview\ndata: ")
                .appendBuffer(overview)
                .appendString("\n\n");
    }

    private void leave(Watcher watcher) {
        if (watchers.remove(watcher) && watchers.isEmpty()) {
            vertx.cancelTimer(timer);
        }
    }

    void close() {
        news.unregister();
        List.copyOf(watchers).forEach(watcher -> {
            leave(watcher);
            watcher.response.end();
        });
    }
}
