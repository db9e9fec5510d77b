package org.penlb.config.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;

/** Whatever stands in a file, it is a configuration, or there are messages of a line each that say why not. */
class HostileTextPropertiesTest {
    private static final List<@Nullable Object> JUNK = Arrays.asList(
            null,
            true,
            -1,
            0,
            1.5,
            1e300,
            Long.MAX_VALUE,
            "",
            "\u0000",
            "a\nb",
            "\u202e%s{0}",
            "0s",
            "99999999999999s",
            "1000000000000000000000d",
            "tcp://",
            "udp://[",
            "unix:",
            "unix:/\u0000",
            "[::1",
            "::",
            "10.0.0.1:65536",
            "permit 10.0.0.0/-1",
            "deny ::/129",
            "tracking",
            "x".repeat(10_000),
            new JsonObject(),
            new JsonArray(),
            new JsonArray().add(new JsonArray()),
            new JsonObject().put("", new JsonObject()));

    @Provide
    static Arbitrary<PenConfig> configs() {
        return Configs.any();
    }

    @Provide
    static Arbitrary<String> texts() {
        Arbitrary<String> pieces = Arbitraries.of(
                "{",
                "}",
                "[",
                "]",
                ":",
                ",",
                "\"",
                "'",
                "\n",
                "\n  ",
                "- ",
                "services",
                "name",
                "listen",
                "&a ",
                "*a",
                "!!",
                "!!set",
                "? ",
                "<<: ",
                "---",
                "...",
                "|",
                ">",
                "%",
                "@",
                "`",
                "null",
                "1",
                "-.inf",
                "\\u",
                "\\",
                "\t",
                "#",
                "\uFEFF");
        return Arbitraries.oneOf(
                pieces.list().ofMaxSize(40).map(list -> String.join("", list)),
                Arbitraries.strings().ofMaxLength(100));
    }

    @Property(tries = 1000)
    void any_text_is_answered(@ForAll("texts") String text) {
        for (String name : List.of("pen.json", "pen.yaml")) {
            try {
                JsonConfig.read(JsonConfig.parse(text, name), Contexts.USUAL);
            } catch (ConfigException e) {
                assertTold(e);
            }
        }
    }

    @Property(tries = 400)
    void any_value_in_any_place_is_answered(@ForAll("configs") PenConfig config, @ForAll Random random) {
        JsonObject json =
                new JsonObject(JsonConfig.writeWithToken(config, Contexts.USUAL).encode());
        for (int i = random.nextInt(3); i >= 0; i--) {
            spoil(json, random);
        }
        try {
            JsonConfig.read(json, Contexts.USUAL);
        } catch (ConfigErrors e) {
            assertTold(e);
            assertThat(e.problems().stream().map(Problem::place).distinct()).hasSameSizeAs(e.problems());
        }
    }

    private static void assertTold(ConfigException e) {
        assertThat(String.valueOf(e.getMessage()).lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).isNotBlank().doesNotContain("correct-horse-battery"));
        assertThat(String.valueOf(e.getMessage()).chars().filter(Character::isISOControl))
                .allMatch(c -> c == '\n');
        if (e instanceof ConfigErrors errors) {
            assertThat(errors.getMessage()).hasLineCount(errors.problems().size());
        }
    }

    /** Puts something else into a place, or another key beside it. */
    private static void spoil(JsonObject json, Random random) {
        var places = new ArrayList<Runnable>();
        collect(json, random, places);
        places.get(random.nextInt(places.size())).run();
    }

    private static void collect(@Nullable Object value, Random random, List<Runnable> places) {
        if (value instanceof JsonObject object) {
            places.add(() -> object.put("k\u00e9y \"" + random.nextInt(3), junk(random)));
            for (String key : List.copyOf(object.fieldNames())) {
                places.add(() -> object.put(key, junk(random)));
                places.add(() -> object.remove(key));
                collect(object.getValue(key), random, places);
            }
        } else if (value instanceof JsonArray list) {
            for (int i = 0; i < list.size(); i++) {
                int index = i;
                places.add(() -> list.set(index, junk(random)));
                collect(list.getValue(i), random, places);
            }
        }
    }

    private static @Nullable Object junk(Random random) {
        return JUNK.get(random.nextInt(JUNK.size()));
    }

    @Example
    void a_few_lines_that_stand_for_millions_of_values_are_refused() {
        var yaml = new StringBuilder("a: &l0 [x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            yaml.append(
                    "k%d: &l%d [*l%d, *l%d, *l%d, *l%d, *l%d]\n".formatted(i, i, i - 1, i - 1, i - 1, i - 1, i - 1));
        }
        assertRefused(yaml.toString(), "pen.yaml");
    }

    @Example
    void depth_is_bounded() {
        assertRefused("[".repeat(100_000), "pen.json");
        assertRefused("{\"a\":".repeat(100_000), "pen.json");
        assertRefused("[".repeat(100_000), "pen.yaml");
        assertRefused("{a: ".repeat(100_000), "pen.yaml");
    }

    private static void assertRefused(String text, String name) {
        try {
            JsonConfig.parse(text, name);
        } catch (ConfigException e) {
            assertTold(e);
            assertThat(e).hasMessageStartingWith(name + ":");
            return;
        }
        throw new AssertionError("not refused");
    }
}
