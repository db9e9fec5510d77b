package org.penlb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What CONTRIBUTING.adoc says about where things live is so. */
class ContributingTest {
    private static final Path HOME = Path.of("").toAbsolutePath();
    private static final Pattern CLASS = Pattern.compile("`([A-Z]\\w+)`");
    private static final Pattern FILE = Pattern.compile("\\b((?:docs|conf)/[\\w./]+\\w)");

    private static String text() throws IOException {
        return Files.readString(HOME.resolve("CONTRIBUTING.adoc"));
    }

    /** From one line that begins like this to the next one that begins like that. */
    private static String between(String from, String to) throws IOException {
        String text = text();
        int start = text.indexOf(from);
        assertThat(start).as(from).isNotNegative();
        int end = text.indexOf(to, start);
        assertThat(end).as(to).isNotNegative();
        return text.substring(start, end);
    }

    private static List<String> classes() throws IOException {
        try (Stream<Path> files = Files.walk(HOME.resolve("src/main/java"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .toList();
        }
    }

    @Test
    void the_files_that_a_change_touches_are_there() throws IOException {
        String changes = between("Where a change goes", "== Scripts");
        assertThat(CLASS.matcher(changes).results().map(found -> found.group(1)))
                .hasSizeGreaterThan(20)
                .isSubsetOf(classes());
        assertThat(FILE.matcher(changes).results().map(found -> found.group(1)))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(HOME.resolve(file)).exists());
    }

    @Test
    void the_rooms_are_those_of_the_house_in_their_order() throws IOException {
        List<String> named = Pattern.compile("(?m)^\\|([a-z]+|\\(root\\)) \\|")
                .matcher(between("The rooms are packages", "How a client walks"))
                .results()
                .map(row -> row.group(1).equals("(root)") ? "" : row.group(1))
                .toList();
        assertThat(named).containsExactlyElementsOf(Rooms.FROM_TOP_TO_BOTTOM);
    }

    @Test
    void the_stages_of_the_picture_are_classes() throws IOException {
        String picture = between("[source]\n----\n                         cli", "Where a change goes");
        assertThat(Pattern.compile("\\b[A-Z][a-z]+(?:[A-Z][a-z]+)*\\b")
                        .matcher(picture)
                        .results()
                        .map(found -> found.group()))
                .hasSizeGreaterThan(10)
                .isSubsetOf(classes());
    }
}
