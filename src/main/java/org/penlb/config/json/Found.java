package org.penlb.config.json;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Words for what stands in a configuration. Whatever it is, it is short, and on one line. */
final class Found {
    private static final int LONGEST = 80;

    private static final int LONGEST_MESSAGE = 400;

    private static final Set<Integer> INVISIBLE = Set.of(
            (int) Character.CONTROL,
            (int) Character.FORMAT,
            (int) Character.LINE_SEPARATOR,
            (int) Character.PARAGRAPH_SEPARATOR,
            (int) Character.SURROGATE);

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
        return visible(Json.encode(value)); // which leaves the control characters beyond ASCII as they are
    }

    /** A message that may have parts of a configuration in it: on one line, of a length that can be read. */
    static String oneLine(String message) {
        String text = visible(message);
        return text.length() > LONGEST_MESSAGE ? text.substring(0, LONGEST_MESSAGE) + "..." : text;
    }

    /** The text with what breaks lines, or turns them round, escaped. */
    private static String visible(String text) {
        var shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (INVISIBLE.contains(Character.getType(c))) {
                shown.append("\\u%04x".formatted(c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
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
