package org.penlb.config.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.Selection;
import org.penlb.config.Selection.Flag;

/** Every way to choose a server has its word in a configuration, and in the schema that is published. */
class SelectionWordsTest {
    private static final JsonObject NODE = SchemaTest.properties().stream()
            .filter(property -> property.path().equals("services[].selection"))
            .findFirst()
            .orElseThrow()
            .node();

    /** The word for none of them, then theirs. */
    private static final List<String> WORDS = Stream.concat(
                    Stream.of(Selection.TRACKING), Stream.of(Flag.values()).map(Flag::word))
            .toList();

    private static Selection read(String word) {
        String text = """
                {"services": [{"name": "web", "listen": "tcp://127.0.0.1:80",
                  "servers": ["10.0.0.1:80"], "selection": "%s"}]}""".formatted(word);
        return JsonConfig.read(JsonConfig.parse(text, "test"), Contexts.USUAL)
                .services()
                .getFirst()
                .selection();
    }

    @ParameterizedTest
    @EnumSource
    void a_word_is_read_and_written(Flag flag) {
        var alone = new Selection(Set.of(flag));
        assertThat(read(flag.word())).isEqualTo(alone);
        assertThat(SelectionWords.write(alone)).isEqualTo(flag.word());
    }

    @Test
    void the_schema_has_the_words_that_are_read_and_no_others() {
        assertThat(NODE.getJsonObject("then").getJsonArray("enum")).isEqualTo(new JsonArray(WORDS));
        assertThat(NODE.getJsonObject("items").getJsonArray("enum")).isEqualTo(new JsonArray(WORDS));
    }

    @Test
    void the_schema_says_what_each_means() {
        String each = Stream.of(Flag.values())
                .map(flag -> flag.word() + ": " + flag.meaning() + ".")
                .collect(Collectors.joining(" "));
        assertThat(NODE.getString("description"))
                .isEqualTo("How a client gets its server, in one word or in several that go together. tracking: the"
                        + " server it used last, new clients by turns (the default). " + each);
    }
}
