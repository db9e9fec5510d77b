package org.penlb.config.json;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The published JSON Schema: what it finds is said in words of ours, once for each cause. */
final class Schema {
    /** The one that editors use, too: {@code conf/pen.schema.json}. */
    static final Schema PUBLISHED = new Schema(load("/pen.schema.json"));

    private static final String REF = "$ref";

    private final JsonObject root;
    private final SchemaNode node;

    private Schema(JsonObject root) {
        this.root = root;
        this.node = SchemaNode.of(this, root);
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

    /** Notes all that the schema does not allow. It takes as long as the configuration is. */
    void check(JsonObject json, Problems problems) {
        new SchemaWalk(this, problems).check(node, json);
    }

    /** What a node refers to, such as {@code #/$defs/server}, with what it says itself instead. */
    JsonObject resolved(JsonObject unresolved) {
        String reference = unresolved.getString(REF);
        if (reference == null) {
            return unresolved;
        }
        JsonObject there = root;
        for (String step : reference.substring("#/".length()).split("/", -1)) {
            there = Objects.requireNonNull(there.getJsonObject(step), reference);
        }
        return there.copy().mergeIn(unresolved.copy());
    }
}
