package org.penlb.config.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the schema says of one place, made ready for thousands of values. Of JSON Schema it knows what ours says, and a test
 * holds it against a validator that knows all of it, which takes ten times as long.
 *
 * @param said the schema's own words, for messages
 * @param types of which a value is to be one; none if any will do
 * @param choice the values that are allowed; null if others are
 * @param pattern is to be found in texts; null if any text will do
 * @param items what the entries of a list are to be; null if anything
 * @param then what a text is to be besides; null if nothing
 */
record SchemaNode(
        JsonObject said,
        Set<String> types,
        @Nullable Set<Object> choice,
        @Nullable Pattern pattern,
        Map<String, SchemaNode> properties,
        Map<Pattern, SchemaNode> patterns,
        boolean isClosed,
        List<String> required,
        @Nullable SchemaNode items,
        @Nullable SchemaNode then) {
    /** What is understood, besides what explains. A new one in the schema is to be understood here. */
    static final Set<String> KEYWORDS = Set.of(
            "type",
            "enum",
            "pattern",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "uniqueItems",
            "properties",
            "patternProperties",
            "additionalProperties",
            "required",
            "items",
            "if",
            "then",
            "$ref");

    static SchemaNode of(Schema schema, JsonObject unresolved) {
        JsonObject node = schema.resolved(unresolved);
        Map<String, SchemaNode> properties = new LinkedHashMap<>();
        JsonObject keys = node.getJsonObject("properties", new JsonObject());
        keys.fieldNames().forEach(key -> properties.put(key, of(schema, keys.getJsonObject(key))));
        Map<Pattern, SchemaNode> patterns = new LinkedHashMap<>();
        JsonObject more = node.getJsonObject("patternProperties", new JsonObject());
        more.fieldNames().forEach(key -> patterns.put(Pattern.compile(key), of(schema, more.getJsonObject(key))));
        String pattern = node.getString("pattern");
        JsonArray choice = node.getJsonArray("enum");
        JsonObject items = node.getJsonObject("items");
        JsonObject then = node.getJsonObject("then"); // ours is always about texts
        return new SchemaNode(
                node,
                Set.copyOf(Expected.types(node)),
                choice == null ? null : Set.copyOf(choice.stream().toList()),
                pattern == null ? null : Pattern.compile(pattern),
                properties,
                patterns,
                !node.getBoolean("additionalProperties", true),
                node.getJsonArray("required", new JsonArray()).stream()
                        .map(String::valueOf)
                        .toList(),
                items == null ? null : of(schema, items),
                then == null ? null : of(schema, then));
    }

    /** Whether a value is of a type that is allowed. */
    boolean allowsType(@Nullable Object value) {
        return types.isEmpty()
                || switch (value) {
                    case null -> types.contains("null");
                    case String _ -> types.contains("string");
                    case Boolean _ -> types.contains("boolean");
                    case JsonObject _ -> types.contains("object");
                    case JsonArray _ -> types.contains("array");
                    case Number number -> types.contains("integer") && number.doubleValue() % 1 == 0;
                    default -> false;
                };
    }

    /** A bound such as {@code maxItems}; the other value if there is none. */
    long bound(String keyword, long absent) {
        return said.getLong(keyword, absent);
    }

    /** What the schema says of a key; null if it does not know it. */
    @Nullable
    SchemaNode property(String key) {
        SchemaNode known = properties.get(key);
        if (known != null) {
            return known;
        }
        for (Map.Entry<Pattern, SchemaNode> each : patterns.entrySet()) {
            if (each.getKey().matcher(key).find()) {
                return each.getValue();
            }
        }
        return null;
    }
}
