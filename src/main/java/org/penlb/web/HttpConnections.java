package org.penlb.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.penlb.listen.LingeringClose;

/**
 * The connections of browsers and programs: so many at a time, and none for ever. Those that ask for nothing are closed
 * after a while, and give way at once when there are too many, so that an operator always comes in.
 */
final class HttpConnections {
    /** Browsers have some each, scrapers one. */
    static final int MOST = 256;
    /** A new one has so long to ask for something, headers and all. */
    static final long FIRST_MILLIS = 10_000;
    /** Between two requests. */
    private static final long IDLE_MILLIS = 60_000;
    /** For a request's body, the work and taking the answer. */
    private static final long REQUEST_MILLIS = 30_000;

    private final Vertx vertx;
    private final Map<HttpConnection, Watched> all = new HashMap<>();
    /** Those that have asked for nothing at the moment, the longest first. */
    private final Set<Watched> waiting = new LinkedHashSet<>();

    /** To be made in the context of the server. */
    HttpConnections(Vertx vertx) {
        this.vertx = vertx;
    }

    private final class Watched {
        private static final long NONE = -1;

        private final HttpConnection connection;
        private long timer = NONE;

        Watched(HttpConnection connection) {
            this.connection = connection;
        }

        void waits(long millis) {
            waiting.add(this);
            within(millis);
        }

        void asks() {
            waiting.remove(this);
            within(REQUEST_MILLIS);
        }

        private void within(long millis) {
            stopTimer();
            timer = vertx.setTimer(millis, _ -> end(connection));
        }

        void stopTimer() {
            if (timer != NONE) {
                vertx.cancelTimer(timer);
                timer = NONE;
            }
        }

        void left() {
            stopTimer();
            waiting.remove(this);
            all.remove(connection);
        }
    }

    /** Somebody connected. */
    void arrived(HttpConnection connection) {
        if (all.size() >= MOST) {
            if (waiting.isEmpty()) {
                end(connection);
                return;
            }
            Watched longest = waiting.iterator().next();
            longest.left(); // its place is free now, and not only when its end is told
            end(longest.connection);
        }
        var watched = new Watched(connection);
        all.put(connection, watched);
        connection.closeHandler(_ -> watched.left());
        watched.waits(FIRST_MILLIS);
    }

    /** Somebody asks for something. */
    void asks(RoutingContext request) {
        Watched watched = all.get(request.request().connection());
        if (watched == null) { // it had to give way, and this was on its way already
            end(request.request().connection());
            return;
        }
        watched.asks();
        request.addEndHandler(_ -> {
            if (all.containsKey(watched.connection)) {
                watched.waits(IDLE_MILLIS);
            }
        });
        request.next();
    }

    /** The answer to this goes on for as long as it is listened to. */
    void stays(RoutingContext request) {
        Watched watched = all.get(request.request().connection());
        if (watched != null) {
            watched.stopTimer();
        }
    }

    /**
     * Closes a connection now. {@link HttpConnection#close} waits until the last answer is taken, and who takes none would
     * keep his descriptor for as long as he likes. So would a close by the channel, which leads there, too.
     */
    static void end(HttpConnection connection) {
        LingeringClose.now(RequestFraming.context(connection));
    }
}
