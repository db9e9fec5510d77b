package org.penlb.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The description of the API, which answers are held against. */
final class OpenApi {
    private static final String ROOT = "https://pen.example/openapi";
    private static final Pattern REFERENCE = Pattern.compile("\"\\$ref\"\\s*:\\s*\"#([^\"]+)\"");

    private final String text;
    private final JsonObject document;

    private OpenApi(String text) {
        this.text = text;
        this.document = new JsonObject(text);
    }

    static OpenApi load() {
        try {
            return new OpenApi(PageFiles.read(PageFiles.OPENAPI).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text() {
        return text;
    }

    /** Where it refers to itself. */
    Set<String> references() {
        var found = new TreeSet<String>();
        Matcher matcher = REFERENCE.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    /** What such a reference leads to. */
    @Nullable
    Object find(String reference) {
        Object here = document;
        for (String part : reference.substring(1).split("/")) {
            here = here instanceof JsonObject object ? object.getValue(part) : null;
        }
        return here;
    }

    /** {@code GET /path/{variable}} and so on. */
    Set<String> operations() {
        var operations = new TreeSet<String>();
        JsonObject paths = document.getJsonObject("paths");
        paths.fieldNames()
                .forEach(path -> paths.getJsonObject(path)
                        .fieldNames()
                        .forEach(method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        return operations;
    }

    /** Fails if an answer is not one that is described. */
    void check(String method, String path, Http.Answer answer) {
        String asked = method + " " + path.replaceFirst("\\?.*", "");
        String operation = operations().stream()
                .filter(template -> asked.matches(template.replaceAll("\\{\\w+}", "[^/]+")))
                .min((one, other) -> Integer.compare(braces(one), braces(other)))
                .orElseThrow(() -> new AssertionError(asked + " is not described"));
        JsonObject described = document.getJsonObject("paths")
                .getJsonObject(operation.substring(operation.indexOf(' ') + 1))
                .getJsonObject(method.toLowerCase(Locale.ROOT))
                .getJsonObject("responses")
                .getJsonObject(String.valueOf(answer.status()));
        assertThat(described)
                .as(operation + ": " + answer.status() + " " + answer.text())
                .isNotNull();
        checkContent(operation, resolved(described), answer);
    }

    private static int braces(String template) {
        return (int) template.chars().filter(c -> c == '{').count();
    }

    private JsonObject resolved(JsonObject described) {
        String reference = described.getString("$ref");
        return reference == null
                ? described
                : (JsonObject) String.valueOf(reference).transform(r -> find(r.substring(1)));
    }

    private void checkContent(String operation, JsonObject described, Http.Answer answer) {
        JsonObject content = described.getJsonObject("content");
        if (content == null) {
            assertThat(answer.body().length()).as(operation).isZero();
            return;
        }
        String type = String.valueOf(answer.header("content-type")).replaceFirst(";.*", "");
        assertThat(content.fieldNames()).as(operation).contains(type);
        if (type.equals("application/json")) {
            OutputUnit result = validator(content.getJsonObject(type).getJsonObject("schema"))
                    .validate(answer.text().startsWith("[") ? answer.array() : answer.json());
            assertThat(result.getValid())
                    .as(operation + ": " + result.getErrors() + "\n" + answer.text())
                    .isTrue();
        }
    }

    private Validator validator(JsonObject schema) {
        var whole = new JsonObject(schema.encode().replace("#/components/schemas/", "#/$defs/"));
        var definitions = new JsonObject(document.getJsonObject("components")
                .getJsonObject("schemas")
                .encode()
                .replace("#/components/schemas/", "#/$defs/"));
        return Validator.create(
                JsonSchema.of(whole.put("$defs", definitions)),
                new JsonSchemaOptions()
                        .setBaseUri(ROOT)
                        .setDraft(Draft.DRAFT202012)
                        .setOutputFormat(OutputFormat.Basic));
    }
}
