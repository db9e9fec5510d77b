package org.penlb.config.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;
import org.penlb.config.Selection;
import org.yaml.snakeyaml.Yaml;

/** Whatever a configuration is, it can be written, and read back as the same. */
class RoundTripPropertiesTest {
    @Provide
    static Arbitrary<PenConfig> configs() {
        return Configs.any();
    }

    @Provide
    static Arbitrary<PenConfig> shortConfigs() {
        return Configs.withOneService();
    }

    @Property(tries = 300)
    void what_is_written_reads_back(@ForAll("configs") PenConfig config) {
        String text = JsonConfig.writeWithToken(config, Contexts.USUAL).encodePrettily();
        assertThat(JsonConfig.read(JsonConfig.parse(text, "pen.json"), Contexts.USUAL))
                .isEqualTo(config);
    }

    @Property(tries = 30)
    void nothing_that_is_written_can_be_left_out(@ForAll("shortConfigs") PenConfig config) {
        JsonObject json = JsonConfig.writeWithToken(config, Contexts.USUAL);
        for (List<Object> key : keys(json, List.of())) {
            JsonObject shorter = json.copy();
            remove(shorter, key);
            PenConfig other;
            try {
                other = JsonConfig.read(shorter, Contexts.USUAL);
            } catch (ConfigException _) {
                continue; // needed, then
            }
            assertThat(other).as("without %s", key).isNotEqualTo(config);
        }
    }

    @Property(tries = 100)
    void yaml_says_the_same(@ForAll("configs") PenConfig config) {
        JsonObject json = JsonConfig.writeWithToken(config, Contexts.USUAL);
        Map<String, Object> map = new JsonObject(json.encode()).getMap();
        assertThat(JsonConfig.parse(new Yaml().dump(map), "pen.yaml")).isEqualTo(json);
    }

    @Property(tries = 100)
    void the_token_is_written_on_request_only(@ForAll("configs") PenConfig config) {
        String written = JsonConfig.write(config, Contexts.USUAL).encode();
        assertThat(written).doesNotContain("correct-horse-battery").doesNotContain("token");
    }

    @Property(tries = 100)
    void the_secret_of_a_cluster_is_never_written(@ForAll("configs") PenConfig config) {
        assertThat(JsonConfig.writeWithToken(config, Contexts.USUAL).encode()).doesNotContain("a-secret-from-a-file");
    }

    @Example
    void every_selection_has_words() {
        List<Selection> selections = List.of(Selection.DEFAULT);
        for (Selection.Flag flag : Selection.Flag.values()) {
            selections = selections.stream()
                    .flatMap(selection -> Stream.of(selection, selection.with(flag, true)))
                    .toList();
        }
        assertThat(selections).hasSize(1 << Selection.Flag.values().length).allSatisfy(selection -> {
            var value = new Value(SelectionWords.write(selection), ConfigPlace.ROOT, new Problems());
            assertThat(SelectionWords.read(value)).isEqualTo(selection);
        });
    }

    private static List<List<Object>> keys(Object json, List<Object> path) {
        var found = new ArrayList<List<Object>>();
        if (json instanceof JsonObject object) {
            for (String key : object.fieldNames()) {
                var inner = new ArrayList<>(path);
                inner.add(key);
                found.add(inner);
                found.addAll(keys(object.getValue(key), inner));
            }
        } else if (json instanceof JsonArray list) {
            for (int i = 0; i < list.size(); i++) {
                var inner = new ArrayList<>(path);
                inner.add(i);
                found.addAll(keys(list.getValue(i), inner));
            }
        }
        return found;
    }

    private static void remove(JsonObject json, List<Object> path) {
        Object here = json;
        for (Object step : path.subList(0, path.size() - 1)) {
            here = step instanceof Integer index
                    ? ((JsonArray) here).getValue(index)
                    : ((JsonObject) here).getValue((String) step);
        }
        ((JsonObject) here).remove((String) path.getLast());
    }
}
