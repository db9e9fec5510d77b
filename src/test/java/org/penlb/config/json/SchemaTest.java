package org.penlb.config.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.config.ConfigException;
import org.penlb.config.Protocol;

/** The published schema says of every key what it is, and knows the keys that the reader knows, no more and no fewer. */
class SchemaTest {
    private static final JsonObject ROOT = Schema.PUBLISHED.root();

    /** A key with what the schema says of it. */
    record Property(String path, JsonObject node) {
        @Override
        public String toString() {
            return path;
        }
    }

    static List<Property> properties() {
        var found = new ArrayList<Property>();
        collect("", ROOT, found);
        return found;
    }

    private static void collect(String path, JsonObject unresolved, List<Property> found) {
        JsonObject node = Schema.PUBLISHED.resolved(unresolved);
        JsonObject properties = node.getJsonObject("properties", new JsonObject());
        for (String key : properties.fieldNames()) {
            String inner = (path.isEmpty() ? "" : path + ".") + key;
            found.add(new Property(inner, Schema.PUBLISHED.resolved(properties.getJsonObject(key))));
            collect(inner, properties.getJsonObject(key), found);
        }
        if (node.containsKey("items")) {
            collect(path + "[]", node.getJsonObject("items"), found);
        }
        JsonObject patterns = node.getJsonObject("patternProperties", new JsonObject());
        patterns.fieldNames().forEach(pattern -> collect(path + ".N", patterns.getJsonObject(pattern), found));
    }

    private static OutputUnit validate(JsonObject schema, Object value) {
        JsonObject whole =
                schema.copy().put("$defs", ROOT.getJsonObject("$defs").copy());
        whole.remove("$ref");
        return Validator.create(
                        JsonSchema.of(whole),
                        new JsonSchemaOptions()
                                .setBaseUri("pen://test/")
                                .setDraft(Draft.DRAFT202012)
                                .setOutputFormat(OutputFormat.Basic))
                .validate(value);
    }

    @Test
    void it_is_the_file_that_editors_use() throws IOException {
        assertThat(ROOT).isEqualTo(new JsonObject(Files.readString(Path.of("conf/pen.schema.json"))));
    }

    @Test
    void it_is_valid_itself() {
        Vertx vertx = Vertx.vertx();
        try {
            Validator meta = SchemaRepository.create(new JsonSchemaOptions()
                            .setBaseUri("https://json-schema.org/")
                            .setDraft(Draft.DRAFT202012)
                            .setOutputFormat(OutputFormat.Basic))
                    .preloadMetaSchema(vertx.fileSystem(), Draft.DRAFT202012)
                    .validator(ROOT.getString("$schema"));
            assertThat(meta.validate(ROOT).getErrors()).isNull();
            assertThat(meta.validate(ROOT.copy().put("required", "services")).getValid())
                    .isFalse();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    /** Of JSON Schema, {@link SchemaWalk} knows what ours says, and nothing else. */
    @Test
    void each_of_its_keywords_is_understood() {
        Set<String> explaining = Set.of("$schema", "$defs", "title", "description", "examples", "default", "writeOnly");
        assertThat(keywords(ROOT, new TreeSet<>()))
                .allSatisfy(keyword -> assertThat(SchemaNode.KEYWORDS.contains(keyword) || explaining.contains(keyword))
                        .as(keyword)
                        .isTrue());
    }

    private static Set<String> keywords(JsonObject node, Set<String> found) {
        for (String keyword : node.fieldNames()) {
            found.add(keyword);
            if (Set.of("properties", "patternProperties", "$defs").contains(keyword)) {
                JsonObject named = node.getJsonObject(keyword);
                named.fieldNames().forEach(name -> keywords(named.getJsonObject(name), found));
            } else if (Set.of("items", "if", "then").contains(keyword)) {
                keywords(node.getJsonObject(keyword), found);
            }
        }
        return found;
    }

    static List<Path> configurations() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/config"))) {
            return files.filter(file -> file.toString().matches(".*[.](json|yaml)"))
                    .filter(file -> !file.toString().contains("syntax"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void it_is_judged_by_as_a_validator_does_that_knows_all_of_json_schema(Path file) throws IOException {
        JsonObject json;
        try {
            json = JsonConfig.parse(Files.readString(file), file.toString());
        } catch (ConfigException _) {
            return; // it is no JSON, which others test
        }
        var problems = new Problems();
        Schema.PUBLISHED.check(json, problems);
        assertThat(problems.isEmpty()).isEqualTo(validate(ROOT.copy(), json).getErrors() == null);
    }

    @Test
    void it_knows_the_keys_that_the_reader_knows() {
        var known = new ArrayList<String>();
        known.addAll(List.of("$schema", "services"));
        names("", new PenKeys(Contexts.USUAL, true).keys(), known);
        names("cluster.", new ClusterSection(Contexts.USUAL).keys(), known);
        Stream.of(ServiceReader.NAME, ServiceReader.LISTEN, ServiceReader.PROTOCOL)
                .forEach(key -> known.add("services[]." + key));
        names("services[].", new ServiceKeys(Contexts.USUAL, 1, true).keys(), known);
        JsonSection<JsonServers.Draft> servers =
                new JsonServers(new JsonAddresses(Contexts.USUAL.arguments()), Path.of("")).keys(Protocol.STREAM);
        names("services[].servers[].", servers, known);
        names("services[].emergency.", servers, known);
        names("services[].abuse.", servers, known);
        names("services[].tls.", new TlsSection(Contexts.USUAL).keys(), known);
        names("services[].tls.certificates[].", new CertificateKeys(Path.of("")).keys(), known);
        names("web.tls.", new TlsSection(Contexts.USUAL).keys(), known);
        names("web.tls.certificates[].", new CertificateKeys(Path.of("")).keys(), known);
        Stream.of("servers[].", "emergency.", "abuse.", "routes[].servers[].", "routes[].emergency.")
                .forEach(server ->
                        names("services[]." + server + "tls.", new ServerTlsSection(Path.of("")).keys(), known));
        Stream.of(ServiceReader.NAME, JsonRoutes.SNI, JsonRoutes.ALPN)
                .forEach(key -> known.add("services[].routes[]." + key));
        names("services[].routes[].", new JsonRoutes(Contexts.USUAL, true).keys(), known);
        names("services[].routes[].servers[].", servers, known);
        names("services[].routes[].emergency.", servers, known);
        assertThat(properties()).extracting(Property::path).containsExactlyInAnyOrderElementsOf(known);
    }

    private static <T> void names(String before, JsonSection<T> section, List<String> names) {
        for (String name : section.names()) {
            names.add(before + name);
            JsonSection<T> inner = section.inner(name);
            if (inner != null) {
                names(before + name + ".", inner, names);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("properties")
    void every_key_is_explained(Property property) {
        JsonObject node = property.node();
        assertThat(node.getString("title")).isNotBlank();
        assertThat(node.getString("description")).endsWith(".");
        if (node.getBoolean("writeOnly", false)) {
            return; // a secret has no example
        }
        assertThat(Expected.types(node)).isNotEmpty();
        JsonArray examples = node.getJsonArray("examples");
        assertThat(examples).isNotEmpty();
        for (Object example : examples) {
            assertThat(validate(node, example).getErrors())
                    .as("example %s", example)
                    .isNull();
        }
        if (node.containsKey("default")) {
            assertThat(validate(node, node.getValue("default")).getErrors())
                    .as("default")
                    .isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("properties")
    void nothing_is_left_open(Property property) {
        JsonObject node = property.node();
        List<String> types = Expected.types(node);
        if (types.contains("object")) {
            assertThat(node.getBoolean("additionalProperties")).isFalse();
        }
        if (types.contains("integer")) {
            assertThat(node.getInteger("minimum")).isLessThan(node.getInteger("maximum"));
        }
        if (types.contains("array")) {
            assertThat(node.getJsonObject("items")).isNotNull();
        }
    }

    @Test
    void a_default_that_is_said_changes_nothing() {
        Map<String, String> services = new LinkedHashMap<>();
        services.put("tcp", "tcp://127.0.0.1:80");
        services.put("udp", "udp://127.0.0.1:80");
        services.put("dns", "udp://127.0.0.1:80");
        services.forEach((protocol, listen) -> {
            for (Property property : properties()) {
                if (property.node().containsKey("default") && !isOther(property, protocol)) {
                    JsonObject plain = config(protocol, listen);
                    JsonObject said = plain.copy();
                    say(said, property.path(), property.node().getValue("default"));
                    assertThat(JsonConfig.read(said, Contexts.USUAL))
                            .as("%s of a %s service", property, protocol)
                            .isEqualTo(JsonConfig.read(plain, Contexts.USUAL));
                }
            }
        });
    }

    /** What is another value where DNS is balanced, or of a server or route that is not there. */
    private static boolean isOther(Property property, String protocol) {
        return (property.path().equals("services[].selection") && protocol.equals("dns"))
                || (property.path().contains(".tls.") && !protocol.equals("tcp"))
                || property.path().contains("emergency")
                || property.path().contains("abuse")
                || property.path().contains("routes[]");
    }

    private static JsonObject config(String protocol, String listen) {
        JsonObject config = plain(protocol, listen);
        if (protocol.equals("tcp")) {
            JsonObject service = config.getJsonArray("services").getJsonObject(0);
            service.put("tls", new JsonObject().put("directory", "certs.d"));
            service.getJsonArray("servers").getJsonObject(0).put("tls", new JsonObject());
            config.put(
                    "web",
                    new JsonObject()
                            .put("listen", "127.0.0.1:8880")
                            .put("tls", new JsonObject().put("directory", "certs.d")));
        }
        return config;
    }

    private static JsonObject plain(String protocol, String listen) {
        return new JsonObject()
                .put(
                        "services",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "web")
                                        .put("listen", listen)
                                        .put("protocol", protocol)
                                        .put(
                                                "servers",
                                                new JsonArray().add(new JsonObject().put("address", "10.0.0.1:80")))))
                .put("cluster", new JsonObject().put("members", new JsonArray().add("127.0.0.2")));
    }

    private static void say(JsonObject json, String path, Object value) {
        JsonObject here = json;
        List<String> steps = List.of(path.split("[.]"));
        for (String step : steps.subList(0, steps.size() - 1)) {
            String key = step.replace("[]", "");
            if (step.endsWith("[]")) {
                here = here.getJsonArray(key).getJsonObject(0);
            } else {
                here.put(key, here.getJsonObject(key, new JsonObject()));
                here = here.getJsonObject(key);
            }
        }
        here.put(steps.getLast(), value);
    }
}
