package org.penlb.config.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The published JSON Schema: what it finds is said in words of ours, once for each cause. */
final class Schema {
    /** The one that editors use, too: {@code conf/pen.schema.json}. */
    static final Schema PUBLISHED = new Schema(load("/pen.schema.json"));

    private static final String REF = "$ref";

    private final JsonObject root;
    private final Validator validator;

    private Schema(JsonObject root) {
        this.root = root;
        this.validator = Validator.create(
                JsonSchema.of(root.copy()),
                new JsonSchemaOptions()
                        .setBaseUri("pen://schema/")
                        .setDraft(Draft.DRAFT202012)
                        .setOutputFormat(OutputFormat.Basic));
    }

    private static JsonObject load(String resource) {
        try (InputStream in = Schema.class.getResourceAsStream(resource)) {
            return new JsonObject(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonObject root() {
        return root;
    }

    /** Notes all that the schema does not allow. */
    void check(JsonObject json, Problems problems) {
        List<OutputUnit> units = validator.validate(json).getErrors();
        if (units == null) {
            return;
        }
        // Unknown keys first: what was probably meant by one is then not said to be missing.
        Stream.concat(
                        units.stream().filter(unit -> SchemaFinding.isUnknownKey(keyword(unit))),
                        units.stream().filter(unit -> !SchemaFinding.isUnknownKey(keyword(unit))))
                .forEach(unit -> note(unit, json, problems));
    }

    private void note(OutputUnit unit, JsonObject json, Problems problems) {
        String keyword = keyword(unit);
        List<String> steps = pointer(unit.getInstanceLocation());
        if (SchemaFinding.isUnknownKey(keyword)) {
            steps = steps.subList(0, steps.size() - 1); // the object that has the key
        }
        ConfigPlace place = ConfigPlace.ROOT;
        Object value = json;
        for (String step : steps) {
            if (value instanceof JsonArray list) {
                int index = Integer.parseInt(step);
                place = place.at(index);
                value = list.getValue(index);
            } else if (value instanceof JsonObject object) {
                place = place.at(step);
                value = object.getValue(step);
            }
        }
        List<String> location = pointer(unit.getKeywordLocation());
        new SchemaFinding(this, node(location.subList(0, location.size() - 1)), place, value, problems).note(keyword);
    }

    private static String keyword(OutputUnit unit) {
        return pointer(unit.getKeywordLocation()).getLast();
    }

    /** The schema that a path of keywords leads to; references on the way are followed. */
    private JsonObject node(List<String> path) {
        Object node = root;
        for (String step : path) {
            node = switch (node) {
                case JsonObject object when step.equals(REF) -> resolved(object);
                case JsonObject object -> object.getValue(step);
                case JsonArray list -> list.getValue(Integer.parseInt(step));
                case null, default -> throw new IllegalStateException("no schema at " + path);
            };
        }
        return (JsonObject) Objects.requireNonNull(node);
    }

    /** What a node refers to, with what it says itself instead. */
    JsonObject resolved(JsonObject node) {
        String reference = node.getString(REF);
        return reference == null ? node : node(pointer(reference)).copy().mergeIn(node.copy());
    }

    /** The steps of a JSON pointer in a URI's fragment. */
    private static List<String> pointer(@Nullable String fragment) {
        if (fragment == null || fragment.length() < 2) {
            return List.of();
        }
        return Stream.of(fragment.substring(2).split("/", -1))
                .map(step -> decoded(step).replace("~1", "/").replace("~0", "~"))
                .toList();
    }

    private static String decoded(String step) {
        try {
            return URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return step; // a key with control characters; nobody looks for it by this name
        }
    }
}
