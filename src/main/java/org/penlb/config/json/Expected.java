package org.penlb.config.json;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;

/** Words for what the schema wants in a place. */
final class Expected {
    private static final String TRUE_OR_FALSE = "true or false";
    private static final int LONGEST_EXAMPLE = 40;

    private Expected() {}

    static String of(Schema schema, JsonObject unresolved) {
        JsonObject node = schema.resolved(unresolved);
        if (node.containsKey("enum")) {
            return choice(node);
        }
        List<String> words = types(node).stream()
                .map(type -> type.equals("integer") ? "a whole number " + from(node) : word(type))
                .toList();
        String all = words.size() < 2
                ? String.join("", words)
                : String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
        return all + example(words, node);
    }

    /** A short example, where there is more to be said than the type. */
    private static String example(List<String> words, JsonObject node) {
        JsonArray examples = node.getJsonArray("examples", new JsonArray());
        String example = examples.isEmpty() || words.contains(TRUE_OR_FALSE) ? "" : Json.encode(examples.getValue(0));
        return example.isEmpty() || example.length() > LONGEST_EXAMPLE
                ? ""
                : (words.equals(List.of("text")) ? " such as " : ", such as ") + example;
    }

    private static String from(JsonObject node) {
        return isUnbounded(node)
                ? "from " + node.getInteger("minimum")
                : range(node).replaceFirst("^within", "from");
    }

    private static boolean isUnbounded(JsonObject node) {
        return node.getInteger("maximum") == Integer.MAX_VALUE && node.getInteger("minimum") > Integer.MIN_VALUE;
    }

    private static String word(String type) {
        return switch (type) {
            case "string" -> "text";
            case "boolean" -> TRUE_OR_FALSE;
            case "array" -> "a list";
            case "object" -> "an object";
            default -> type;
        };
    }

    static List<String> types(JsonObject node) {
        return switch (node.getValue("type")) {
            case String type -> List.of(type);
            case JsonArray several -> several.stream().map(String::valueOf).toList();
            case null, default -> List.of();
        };
    }

    /** {@code one of "up", "draining"}. */
    static String choice(JsonObject node) {
        return node.getJsonArray("enum").stream().map(Found::shown).collect(Collectors.joining(", ", "one of ", ""));
    }

    /** {@code 1 or more} where the only other bound is that of numbers. */
    static String least(JsonObject node) {
        return isUnbounded(node) ? node.getInteger("minimum") + " or more" : range(node);
    }

    /** {@code within 0 to 9}. */
    static String range(JsonObject node) {
        return "within " + node.getInteger("minimum") + " to " + node.getInteger("maximum");
    }

    static String length(JsonObject node) {
        return "within " + node.getInteger("minLength") + " to " + node.getInteger("maxLength");
    }
}
