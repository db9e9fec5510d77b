package org.penlb.config.json;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Words for what stands in a configuration. Whatever it is, it is short, and on one line. */
final class Found {
    private static final int LONGEST = 80;

    private Found() {}

    /** The value as JSON, cut if it is long; control characters are escaped. */
    static String shown(@Nullable Object value) {
        return switch (value) {
            case JsonObject _ -> "an object";
            case JsonArray _ -> "a list";
            case String text when text.length() > LONGEST -> escaped(text.substring(0, LONGEST)) + "...";
            case Double real when !Double.isFinite(real) -> "a number beyond all bounds";
            case null, default -> escaped(value);
        };
    }

    private static String escaped(@Nullable Object value) {
        var text = new StringBuilder();
        // JSON leaves the control characters beyond ASCII, and those that turn lines round, as they are.
        Json.encode(value).codePoints().forEach(c -> {
            int kind = Character.getType(c);
            if (kind == Character.CONTROL
                    || kind == Character.FORMAT
                    || kind == Character.LINE_SEPARATOR
                    || kind == Character.PARAGRAPH_SEPARATOR
                    || kind == Character.SURROGATE) {
                text.append("\\u%04x".formatted(c));
            } else {
                text.appendCodePoint(c);
            }
        });
        return text.toString();
    }

    /** What it is, without the value itself. */
    static String kind(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case JsonObject _ -> "an object";
            case JsonArray _ -> "a list";
            case String _ -> "text";
            case Number _ -> "a number";
            default -> "a boolean";
        };
    }

    /** The value with what it is: {@code 8080 is a number}. */
    static String described(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case JsonObject _ -> kind(value);
            case JsonArray _ -> kind(value);
            case Number number when number.doubleValue() % 1 != 0 -> shown(value) + " is not a whole number";
            default -> shown(value) + " is " + kind(value);
        };
    }
}
