package org.penlb.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;
import org.penlb.config.ServerArguments;
import org.penlb.config.json.ConfigContext;
import org.penlb.config.json.JsonConfig;
import org.penlb.convert.haproxy.HaProxyConverter;
import org.penlb.convert.nginx.NginxConverter;
import org.penlb.service.OwnListeners;

/**
 * All examples of configurations of others, and what mutations make of them: whatever is written passes a check, and each line of
 * the source is carried over, or named, or part of what is named.
 */
class CorpusTest {
    private static final Path FOLDER = Path.of("src/test/resources/convert");
    private static final Map<Path, String> BESIDE = Map.of(
            Path.of("/tmp/networks.lst"), "192.0.2.128/25\n# a comment\n\n203.0.113.7\n",
            Path.of("/tmp/names.lst"), "listed.example\n",
            Here.FOLDER.resolve("streams/a.conf"), "server { listen 127.0.0.1:16500; proxy_pass 10.8.9.1:80; foo; }\n");

    /** Read from the program's own lines, so that whoever changes the reading of them does not change the test. */
    private static final String COMMENT = "\\s*(#.*)?";

    static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(FOLDER)) {
            return all.filter(file -> file.toString().matches(".*\\.(cfg|conf)"))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isHaProxy(Path file) {
        return file.toString().endsWith(".cfg");
    }

    private static Surroundings here() {
        return new Surroundings(
                (_, _) -> Here.CAPACITY,
                Here.EVENT_LOOPS,
                _ -> null,
                new NamedFiles(
                        Here.FOLDER,
                        folder -> BESIDE.keySet().stream()
                                .filter(file -> folder.equals(file.getParent()))
                                .sorted()
                                .collect(Collectors.toCollection(LinkedHashSet::new)),
                        BESIDE::get),
                OwnListeners::check);
    }

    private static Converted convert(Path file, String text) {
        return isHaProxy(file)
                ? HaProxyConverter.convert("it", text, here())
                : NginxConverter.convert("it", text, here());
    }

    private static void passes(@Nullable PenConfig config) {
        if (config != null) {
            var context = new ConfigContext(
                    new ServerArguments(_ -> -1),
                    (_, _) -> Here.CAPACITY * 1_000,
                    Here.EVENT_LOOPS,
                    Path.of(""),
                    ConfigContext.SecretReader.NONE);
            PenConfig read = JsonConfig.read(
                    JsonConfig.parse(JsonConfig.write(config, context).encodePrettily(), "it.json"), context);
            OwnListeners.check(read);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void what_is_written_passes(Path file) throws IOException {
        Converted converted = convert(file, Files.readString(file));
        assertThat(converted.config()).isNotNull();
        passes(converted.config());
    }

    @ParameterizedTest
    @MethodSource("files")
    void no_line_is_unaccounted_for(Path file) throws IOException {
        String text = Files.readString(file);
        Converted converted = convert(file, text);
        Set<Integer> carried = converted.ledger().lines().stream()
                .filter(place -> place.file().equals("it"))
                .map(SourceLine::line)
                .collect(Collectors.toSet());
        Set<Integer> noted = converted.leftOut().stream()
                .filter(one -> one.place().file().equals("it"))
                .map(one -> one.place().line())
                .collect(Collectors.toSet());
        assertThat(isHaProxy(file) ? unknownOfHaProxy(text, carried, noted) : unknownOfNginx(text, carried, noted))
                .isEmpty();
    }

    /** A section that is not carried over is named by its first line; blocks of conditions, up to their end. */
    private static List<String> unknownOfHaProxy(String text, Set<Integer> carried, Set<Integer> noted) {
        List<String> unknown = new ArrayList<>();
        List<String> lines = text.lines().toList();
        boolean isWhole = false;
        boolean conditional = false;
        for (int i = 1; i <= lines.size(); i++) {
            String line = lines.get(i - 1);
            conditional |= line.startsWith(".if");
            boolean isHead = !line.isEmpty() && line.matches("[a-z].*") && !conditional;
            isWhole = isHead ? noted.contains(i) && !carried.contains(i) : isWhole;
            boolean isSaid = carried.contains(i) || noted.contains(i) || isWhole || line.equals("global");
            if (!line.matches(COMMENT) && !conditional && !isSaid) {
                unknown.add(i + ": " + line);
            }
            conditional &= !line.startsWith(".endif");
        }
        return unknown;
    }

    /** A block that is not carried over is named by the line that it begins in. */
    private static List<String> unknownOfNginx(String text, Set<Integer> carried, Set<Integer> noted) {
        List<String> unknown = new ArrayList<>();
        List<String> lines = text.lines().toList();
        int skipped = 0;
        for (int i = 1; i <= lines.size(); i++) {
            String line = lines.get(i - 1);
            boolean isSaid =
                    carried.contains(i) || noted.contains(i) || line.matches(COMMENT) || line.matches("[\\s}]*");
            if (!isSaid && skipped == 0) {
                unknown.add(i + ": " + line);
            }
            boolean opens = line.matches("[^#]*\\{\\s*");
            skipped += opens && (skipped > 0 || (noted.contains(i) && !carried.contains(i))) ? 1 : 0;
            skipped -= skipped > 0 && line.matches("\\s*}\\s*") ? 1 : 0;
        }
        return unknown;
    }

    /** Lines of all files of a kind, cut out, doubled, or moved to another place: what is not refused passes. */
    @Property(tries = 1500)
    void what_mutations_write_passes(
            @ForAll @IntRange(max = 1_000) int which,
            @ForAll @IntRange(max = 1_000) int other,
            @ForAll @IntRange(max = 200) int from,
            @ForAll @IntRange(min = 1, max = 12) int length,
            @ForAll @IntRange(max = 200) int to)
            throws IOException {
        List<Path> files = files();
        Path file = files.get(which % files.size());
        List<Path> alike =
                files.stream().filter(one -> isHaProxy(one) == isHaProxy(file)).toList();
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        List<String> others = Files.readAllLines(alike.get(other % alike.size()));
        int start = from % others.size();
        lines.addAll(to % lines.size(), others.subList(start, Math.min(others.size(), start + length)));
        mutation(file, String.join("\n", lines) + "\n");
    }

    /** Two whole files, one behind the other, with one port for all: whatever collides is settled. */
    @Property(tries = 500)
    void what_collides_is_settled(
            @ForAll @IntRange(max = 1_000) int which,
            @ForAll @IntRange(max = 1_000) int other,
            @ForAll @IntRange(max = 3) int ports)
            throws IOException {
        List<Path> files = files();
        Path file = files.get(which % files.size());
        List<Path> alike =
                files.stream().filter(one -> isHaProxy(one) == isHaProxy(file)).toList();
        String text = Files.readString(file) + "\n"
                + Files.readString(alike.get(other % alike.size())).replaceAll("(?m)^(\\S+ )([a-z0-9-]+)$", "$1x-$2");
        String same = ports == 0
                ? text
                : text.replaceAll("(?m)((?:listen|bind) [^;\\n]*?[:\\s])\\d{2,5}", "$1" + (52 + ports));
        mutation(file, same);
    }

    private static void mutation(Path file, String text) {
        Converted converted;
        try {
            converted = convert(file, text);
        } catch (ConfigException e) {
            assertThat(e.getMessage()).matches("(?s).+:\\d+: .+");
            return;
        }
        passes(converted.config());
    }
}
