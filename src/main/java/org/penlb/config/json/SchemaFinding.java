package org.penlb.config.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that the schema does not allow.
 *
 * @param node what the schema says about the place
 * @param value what stands there
 */
record SchemaFinding(
        Schema schema,
        JsonObject node,
        ConfigPlace place,
        @Nullable Object value,
        Problems problems) {
    static final String UNKNOWN_KEY = "additionalProperties";

    /** Objects with more keys are not listed: the list would hide the message. */
    private static final int FEW = 12;

    /** Says in words what is wrong. Keywords that only lead to others say nothing. */
    void note(String keyword) {
        switch (keyword) {
            case UNKNOWN_KEY -> noteUnknownKeys();
            case "required" -> noteMissing();
            case "type" -> problems.add(place, described() + " (expected: " + Expected.of(schema, node) + ")");
            case "enum" -> problems.add(place, found() + " is not " + Expected.choice(node));
            case "pattern" -> problems.addVaguely(place, found() + " is not " + Expected.of(schema, node));
            case "minimum" -> problems.add(place, found() + " is not " + Expected.least(node));
            case "maximum" -> problems.add(place, found() + " is not " + Expected.range(node));
            case "minLength", "maxLength" ->
                problems.add(place, length() + " characters are not " + Expected.length(node));
            case "minItems" -> problems.add(place, "an empty list (expected: at least one entry)");
            case "maxItems" ->
                problems.add(
                        place,
                        ((JsonArray) Objects.requireNonNull(value)).size() + " entries are more than "
                                + node.getInteger(keyword));
            case "uniqueItems" -> problems.add(place, "an entry is there twice (expected: once)");
            default -> {}
        }
    }

    private boolean isSecret() {
        return node.getBoolean("writeOnly", false);
    }

    private String found() {
        return isSecret() ? "this" : Found.shown(value);
    }

    /** Text in the place of an object or a list is not shown: it may be a secret that belongs inside. */
    private String described() {
        boolean plain = Expected.types(node).stream()
                .anyMatch(type -> !Set.of("object", "array").contains(type));
        return value instanceof String && (isSecret() || !plain)
                ? "text"
                : isSecret() ? Found.kind(value) : Found.described(value);
    }

    private int length() {
        String text = String.valueOf(value);
        return text.codePointCount(0, text.length());
    }

    private void noteMissing() {
        JsonObject object = (JsonObject) Objects.requireNonNull(value);
        for (Object name : node.getJsonArray("required")) {
            String key = (String) name;
            if (!object.containsKey(key)) {
                JsonObject expected = properties().getJsonObject(key);
                problems.add(place.at(key), "is missing (expected: " + Expected.of(schema, expected) + ")");
            }
        }
    }

    private void noteUnknownKeys() {
        JsonObject object = (JsonObject) Objects.requireNonNull(value);
        Set<String> known = properties().fieldNames();
        List<String> patterns = patterns();
        int unknown = 0;
        for (String key : object.fieldNames()) {
            if (!known.contains(key) && patterns.stream().noneMatch(key::matches) && ++unknown <= Problems.MOST) {
                String meant = Spelling.nearest(key, known);
                problems.addUnknown(
                        place.at(key),
                        "unknown key" + remedy(meant, known),
                        meant == null || object.containsKey(meant) ? null : place.at(meant));
            }
        }
        problems.addUntold(Math.max(0, unknown - Problems.MOST));
    }

    private String remedy(@Nullable String meant, Set<String> known) {
        if (meant != null) {
            return " (did you mean \"" + meant + "\"?)";
        }
        if (!patterns().isEmpty()) {
            return " (expected: the number of a list, 0 to 9)";
        }
        List<String> usable = known.stream().filter(key -> !key.startsWith("$")).toList();
        return usable.size() > FEW ? "" : " (expected: one of " + String.join(", ", usable) + ")";
    }

    private JsonObject properties() {
        return node.getJsonObject("properties", new JsonObject());
    }

    private List<String> patterns() {
        return List.copyOf(
                node.getJsonObject("patternProperties", new JsonObject()).fieldNames());
    }
}
