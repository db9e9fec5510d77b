package org.penlb.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;
import org.penlb.config.ServerArguments;
import org.penlb.config.json.ConfigContext;
import org.penlb.config.json.JsonConfig;
import org.penlb.convert.haproxy.HaProxyConverter;
import org.penlb.convert.nginx.NginxConverter;

/**
 * Whole configurations beside what becomes of them: NAME.cfg (HAProxy) or NAME.conf (nginx), NAME.json, and NAME.txt, which
 * lists what was left out. After a change on purpose, the system property {@code pen.golden} writes them anew.
 */
class ConvertedFilesTest {
    private static final Path FOLDER = Path.of("src/test/resources/convert");
    private static final ConfigContext CONTEXT = new ConfigContext(
            new ServerArguments(_ -> -1),
            (_, _) -> Here.CAPACITY,
            Here.EVENT_LOOPS,
            Path.of(""),
            ConfigContext.SecretReader.NONE);

    static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(FOLDER)) {
            return all.filter(file -> file.toString().matches(".*\\.(cfg|conf)"))
                    .sorted()
                    .toList();
        }
    }

    private static Converted convert(Path file, String text) {
        String name = file.getFileName().toString();
        return name.endsWith(".cfg")
                ? HaProxyConverter.convert(name, text, Here.surroundings())
                : NginxConverter.convert(name, text, Here.surroundings());
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName().toString().replaceFirst("\\.[a-z]+$", ending));
    }

    @ParameterizedTest
    @MethodSource("files")
    void become_what_is_written_beside_them(Path file) throws IOException {
        Converted converted = convert(file, Files.readString(file));
        PenConfig config = Objects.requireNonNull(converted.config());
        String json = JsonConfig.write(config, CONTEXT).encodePrettily() + "\n";
        String list = converted.leftOut().stream().map(one -> one + "\n").collect(Collectors.joining());
        if (Boolean.getBoolean("pen.golden")) {
            Files.writeString(beside(file, ".json"), json);
            Files.writeString(beside(file, ".txt"), list);
        }
        assertThat(json).isEqualTo(Files.readString(beside(file, ".json")));
        assertThat(list).isEqualTo(Files.readString(beside(file, ".txt")));
        assertThat(JsonConfig.read(JsonConfig.parse(json, "it.json"), CONTEXT)).isEqualTo(config);
    }

    /** A piece of a good file is cut out, doubled or replaced. */
    @Property(tries = 600)
    void what_is_broken_is_converted_or_refused_by_its_line(
            @ForAll @IntRange(max = 5) int which,
            @ForAll @IntRange(max = 5000) int from,
            @ForAll @IntRange(max = 200) int length,
            @ForAll boolean doubled,
            @ForAll String instead)
            throws IOException {
        Path file = files().get(which);
        String text = Files.readString(file);
        int start = Math.min(from, text.length());
        int end = Math.min(start + length, text.length());
        String broken = text.substring(0, doubled ? end : start) + instead + text.substring(doubled ? start : end);
        survives(file, broken);
    }

    @Property(tries = 300)
    void anything_is_converted_or_refused_by_its_line(
            @ForAll @IntRange(max = 5) int which, @ForAll @NotEmpty String text) throws IOException {
        survives(files().get(which), text);
    }

    /** Words that mean something, in an order that does not. */
    @Property(tries = 600)
    void words_in_disorder_are_converted_or_refused(
            @ForAll @IntRange(max = 5) int which, @ForAll @NotEmpty List<@IntRange(max = 10_000) Integer> picks)
            throws IOException {
        Path file = files().get(which);
        String[] words = Files.readString(file).split("(?<=\\s)|(?=[;{}])");
        survives(
                file,
                "listen x\nbind :1\n"
                        + picks.stream().map(pick -> words[pick % words.length]).collect(Collectors.joining()));
    }

    private static void survives(Path file, String text) {
        try {
            for (LeftOut leftOut : convert(file, text).leftOut()) {
                assertThat(leftOut.toString())
                        .startsWith(file.getFileName() + ":")
                        .doesNotContain("\n", "\r", "\u001b");
            }
        } catch (ConfigException e) {
            assertThat(e.getMessage())
                    .matches("(?s)" + file.getFileName() + ":\\d+: .+")
                    .doesNotContain("\n", "\r", "\u001b");
        }
    }
}
