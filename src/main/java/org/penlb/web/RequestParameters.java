package org.penlb.web;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.Administration;
import org.penlb.listen.Listener;

/** Reads what a request names in its path and its query. */
final class RequestParameters {
    /** No address, name or cursor is as long. */
    private static final int LONGEST = 300;

    private static final int USUAL_ITEMS = 50;
    static final int MOST_ITEMS = 500;

    private RequestParameters() {}

    /** Refuses a path or a query that cannot be decoded, before any route is compared with it. */
    static void check(RoutingContext request) {
        try {
            request.normalizedPath();
            request.request().params();
        } catch (IllegalArgumentException _) {
            throw new HttpError(400, "the path or the query cannot be decoded");
        }
    }

    /** The service that the path names. */
    static Listener service(RoutingContext request, Administration pen) {
        return service(String.valueOf(request.pathParam("service")), pen);
    }

    /** The service of this name. */
    static Listener service(String name, Administration pen) {
        return pen.listeners().stream()
                .filter(listener -> listener.service().config().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new HttpError(
                        404, "service \"" + shown(name) + "\" is not there (expected: one of " + names(pen) + ")"));
    }

    private static String names(Administration pen) {
        return pen.listeners().stream()
                .limit(20)
                .map(listener -> listener.service().config().name())
                .collect(Collectors.joining(", "));
    }

    private static String shown(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "...";
    }

    /** A number in the path. */
    static int number(RoutingContext request, String name, int most) {
        String text = String.valueOf(request.pathParam(name));
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > most) {
            throw new HttpError(404, name + " \"" + shown(text) + "\" is not there (expected: a number from 0)");
        }
        return Integer.parseInt(text);
    }

    /** A text of the query; null if it is not there. */
    static @Nullable String text(RoutingContext request, String name) {
        String text = query(request.request(), name);
        if (text != null && text.length() > LONGEST) {
            throw new HttpError(400, name + ": " + text.length() + " characters (expected: at most " + LONGEST + ")");
        }
        return text;
    }

    private static @Nullable String query(HttpServerRequest request, String name) {
        return request.params().get(name);
    }

    /** How many items are wanted. */
    static int limit(RoutingContext request) {
        return (int) number(request, "limit", 1, MOST_ITEMS, USUAL_ITEMS);
    }

    /** A number of the query. */
    static long number(RoutingContext request, String name, long least, long most, long otherwise) {
        String text = text(request, name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) < least || Long.parseLong(text) > most) {
            throw new HttpError(400, name + ": \"" + shown(text) + "\" is not a number from " + least + " to " + most);
        }
        return Long.parseLong(text);
    }
}
