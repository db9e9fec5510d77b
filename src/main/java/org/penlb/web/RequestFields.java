package org.penlb.web;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The body of a request: a JSON object with known names, and values of the right types. */
final class RequestFields {
    private static final int LONGEST_TEXT = 4096;

    private final JsonObject json;

    private RequestFields(JsonObject json) {
        this.json = json;
    }

    /**
     * Reads it.
     *
     * @param names all that it may have
     */
    static RequestFields of(RoutingContext request, String... names) {
        JsonObject json = object(request);
        for (String name : json.fieldNames()) {
            if (!List.of(names).contains(name)) {
                throw new HttpError(
                        400, "\"" + shown(name) + "\" is not known here (expected: " + String.join(", ", names) + ")");
            }
        }
        return new RequestFields(json);
    }

    private static JsonObject object(RoutingContext request) {
        Object body;
        try {
            body = request.body().buffer() == null
                    ? null
                    : Json.decodeValue(request.body().buffer());
        } catch (RuntimeException _) {
            throw new HttpError(400, "the body is not JSON");
        }
        if (body instanceof JsonObject object) {
            return object;
        }
        throw new HttpError(400, "the body is not a JSON object");
    }

    private static String shown(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "...";
    }

    /** A text, or null if it is not there. */
    @Nullable
    String text(String name) {
        Object value = json.getValue(name);
        if (value == null && !json.containsKey(name)) {
            return null;
        }
        if (value instanceof String text && text.length() <= LONGEST_TEXT) {
            return text;
        }
        throw new HttpError(400, name + ": not a text of at most " + LONGEST_TEXT + " characters");
    }

    /** Does something with a number, if it is there. */
    void ifNumber(String name, int least, IntConsumer action) {
        if (json.containsKey(name)) {
            action.accept(number(name, least, 0));
        }
    }

    /** A number, or what is taken if it is not there. */
    int number(String name, int least, int otherwise) {
        if (!json.containsKey(name)) {
            return otherwise;
        }
        Object value = json.getValue(name);
        boolean whole = value instanceof Integer || value instanceof Long;
        if (whole && ((Number) value).longValue() >= least && ((Number) value).longValue() <= Integer.MAX_VALUE) {
            return ((Number) value).intValue();
        }
        throw new HttpError(400, name + ": not a whole number from " + least + " to " + Integer.MAX_VALUE);
    }
}
