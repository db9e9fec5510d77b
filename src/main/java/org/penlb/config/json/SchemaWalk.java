package org.penlb.config.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Goes through one configuration, and notes all that the schema does not allow. */
final class SchemaWalk {
    private final Schema schema;
    private final Problems problems;
    private final List<Object> steps = new ArrayList<>();

    SchemaWalk(Schema schema, Problems problems) {
        this.schema = schema;
        this.problems = problems;
    }

    void check(SchemaNode node, @Nullable Object value) {
        if (!node.allowsType(value)) {
            note("type", node, value);
            return;
        }
        if (node.choice() != null && (value == null || !node.choice().contains(value))) {
            note("enum", node, value);
        }
        switch (value) {
            case String text -> text(node, text);
            case Number number -> number(node, number);
            case JsonArray list -> list(node, list);
            case JsonObject object -> object(node, object);
            case null, default -> {}
        }
    }

    private void text(SchemaNode node, String text) {
        if (node.then() != null) {
            check(node.then(), text);
        }
        int length = text.codePointCount(0, text.length());
        if (length < node.bound("minLength", 0)) {
            note("minLength", node, text);
        }
        if (length > node.bound("maxLength", Integer.MAX_VALUE)) {
            note("maxLength", node, text);
        }
        if (node.pattern() != null && !node.pattern().matcher(text).find()) {
            note("pattern", node, text);
        }
    }

    private void number(SchemaNode node, Number number) {
        if (number.doubleValue() < node.bound("minimum", Integer.MIN_VALUE)) {
            note("minimum", node, number);
        }
        if (number.doubleValue() > node.bound("maximum", Integer.MAX_VALUE)) {
            note("maximum", node, number);
        }
    }

    private void list(SchemaNode node, JsonArray list) {
        if (list.size() < node.bound("minItems", 0)) {
            note("minItems", node, list);
        }
        if (list.size() > node.bound("maxItems", Integer.MAX_VALUE)) {
            note("maxItems", node, list);
            return; // what is in it is no matter any more
        }
        if (node.said().getBoolean("uniqueItems", false) && hasTwice(list)) {
            note("uniqueItems", node, list);
        }
        if (node.items() == null) {
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            steps.add(i);
            check(node.items(), list.getValue(i));
            steps.removeLast();
        }
    }

    private static boolean hasTwice(JsonArray list) {
        Set<@Nullable Object> seen = new HashSet<>();
        for (Object item : list) {
            if (!seen.add(item)) {
                return true;
            }
        }
        return false;
    }

    private void object(SchemaNode node, JsonObject object) {
        boolean unknown = false;
        for (String key : object.fieldNames()) {
            SchemaNode known = node.property(key);
            if (known == null) {
                unknown = true;
            } else {
                steps.add(key);
                check(known, object.getValue(key));
                steps.removeLast();
            }
        }
        if (unknown && node.isClosed()) {
            note(SchemaFinding.UNKNOWN_KEY, node, object);
        }
        if (!object.fieldNames().containsAll(node.required())) {
            note("required", node, object);
        }
    }

    private void note(String keyword, SchemaNode node, @Nullable Object value) {
        new SchemaFinding(schema, node.said(), new ConfigPlace(steps), value, problems).note(keyword);
    }
}
