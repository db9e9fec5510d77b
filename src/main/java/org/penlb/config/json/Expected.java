package org.penlb.config.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;

/** Words for what the schema wants in a place. */
final class Expected {
    private Expected() {}

    static String of(Schema schema, JsonObject unresolved) {
        JsonObject node = schema.resolved(unresolved);
        if (node.containsKey("enum")) {
            return choice(node);
        }
        String words = types(node).stream()
                .map(type -> type.equals("integer")
                        ? "a whole number " + range(node).replaceFirst("^within", "from")
                        : word(type))
                .collect(Collectors.joining(" or "));
        JsonArray examples = node.getJsonArray("examples", new JsonArray());
        return examples.isEmpty() ? words : words + " such as " + Found.example(examples.getValue(0));
    }

    private static String word(String type) {
        return switch (type) {
            case "string" -> "text";
            case "boolean" -> "true or false";
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

    /** {@code within 0 to 9}, or {@code 1 or more} where the only other bound is that of numbers. */
    static String range(JsonObject node) {
        int least = node.getInteger("minimum");
        int most = node.getInteger("maximum");
        return most == Integer.MAX_VALUE && least > Integer.MIN_VALUE
                ? least + " or more"
                : "within " + least + " to " + most;
    }

    static String length(JsonObject node) {
        return "within " + node.getInteger("minLength") + " to " + node.getInteger("maxLength");
    }
}
