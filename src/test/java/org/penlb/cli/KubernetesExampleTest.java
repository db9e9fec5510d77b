package org.penlb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.admin.Machine;
import org.penlb.config.PenConfig;
import org.penlb.config.json.ConfigSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What Kubernetes gets in conf/kubernetes fits together. */
class KubernetesExampleTest {
    private static final Path FILE = Path.of("conf", "kubernetes", "pen.yaml");

    private static List<JsonObject> objects() throws IOException {
        List<JsonObject> all = new ArrayList<>();
        for (Object each : yaml().loadAll(Files.readString(FILE))) {
            if (each instanceof Map<?, ?> object) { // a comment alone is a document, too
                all.add(json(object));
            }
        }
        return all;
    }

    private static Yaml yaml() {
        return new Yaml(new SafeConstructor(new LoaderOptions()));
    }

    private static JsonObject json(Map<?, ?> object) {
        return new JsonObject(object.entrySet().stream()
                .collect(Collectors.toMap(key -> (String) key.getKey(), Map.Entry::getValue)));
    }

    private static JsonObject one(String kind) throws IOException {
        List<JsonObject> all = objects().stream()
                .filter(object -> object.getString("kind").equals(kind))
                .toList();
        assertThat(all).as(kind).hasSize(1);
        return all.getFirst();
    }

    @Test
    void its_configuration_is_one_of_Pen(@TempDir Path folder) throws IOException {
        JsonObject config =
                json(yaml().load(one("ConfigMap").getJsonObject("data").getString("pen.yaml")));
        config.remove("cluster"); // its secret is not here
        Path file = Files.writeString(folder.resolve("pen.json"), config.encode());
        PenConfig pen = ConfigSource.file(file, Machine.context(1)).read();
        assertThat(pen.services()).hasSize(1);
        assertThat(pen.web().listen()).isNotNull();
    }

    @Test
    void every_selector_finds_the_pods() throws IOException {
        JsonObject set = one("StatefulSet").getJsonObject("spec");
        JsonObject labels =
                set.getJsonObject("template").getJsonObject("metadata").getJsonObject("labels");
        List<JsonObject> selectors = new ArrayList<>();
        for (JsonObject object : objects()) {
            JsonObject spec = object.getJsonObject("spec", new JsonObject());
            JsonObject selector = spec.getJsonObject("selector", spec.getJsonObject("podSelector"));
            if (selector != null) {
                selectors.add(selector.getJsonObject("matchLabels", selector));
            }
        }
        assertThat(selectors).hasSize(5).containsOnly(labels);
        assertThat(objects())
                .extracting(object -> object.getJsonObject("metadata").getString("name"))
                .as("the headless Service")
                .contains(set.getString("serviceName"));
    }

    /** The launcher chooses the JVM's options by the limit, and says so in one sentence if it is too low. */
    @Test
    void its_image_starts_by_the_launcher_and_brings_its_caches() throws IOException {
        String image = Files.readString(FILE.resolveSibling("Dockerfile"));
        assertThat(image)
                .contains("\nENTRYPOINT [\"/opt/pen/bin/pen\"]\n", "\nRUN /opt/pen/bin/pen warm-up")
                .doesNotContain("-Xmx", "java\"");
    }
}
