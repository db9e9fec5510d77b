package org.penlb.convert.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.penlb.convert.Converted;
import org.penlb.convert.Here;
import org.penlb.convert.LeftOut;
import org.penlb.convert.NamedFiles;
import org.penlb.convert.Surroundings;

/** Files that others include, and that include others. */
class NginxIncludesTest {
    private static final String SERVER = "stream { server { listen 80; proxy_pass 10.0.0.1:80; } } ";

    private final List<Path> read = new ArrayList<>();

    private Converted convert(String text, Map<String, String> files) {
        Map<Path, String> beside = files.entrySet().stream()
                .collect(Collectors.toMap(file -> Here.FOLDER.resolve(file.getKey()), Map.Entry::getValue));
        var named = new NamedFiles(
                Here.FOLDER,
                folder -> beside.keySet().stream()
                        .filter(file -> folder.equals(file.getParent()))
                        .sorted()
                        .collect(Collectors.toCollection(LinkedHashSet::new)),
                file -> {
                    read.add(file);
                    return beside.get(file);
                });
        return NginxConverter.convert(
                "f.conf", text, new Surroundings((_, _) -> Here.CAPACITY, Here.EVENT_LOOPS, _ -> null, named, _ -> {}));
    }

    private static List<String> notes(Converted converted) {
        return converted.leftOut().stream().map(LeftOut::toString).toList();
    }

    @Test
    void a_file_may_include_itself_where_nothing_is_carried_over() {
        Converted converted =
                convert(SERVER + "http { include a.conf; }", Map.of("a.conf", "http { include a.conf; }"));
        assertThat(converted.config()).isNotNull();
        assertThat(read).as("as deep as nginx would go, at most").hasSizeLessThan(20);
    }

    @Test
    void files_that_multiply_have_an_end_where_nothing_is_carried_over() {
        Converted converted = convert(
                SERVER + "http { include a.conf; }",
                Map.of("a.conf", "http { include a.conf; include a.conf; include a.conf; include a.conf; }".repeat(4)));
        assertThat(converted.config()).isNotNull();
        assertThat(read).hasSizeLessThanOrEqualTo(1_000);
    }

    @Test
    void a_name_with_a_variable_in_it_is_one_that_is_not_there() {
        assertThat(notes(convert(SERVER + "include conf.d/$name.conf;", Map.of())))
                .singleElement()
                .asString()
                .startsWith("f.conf:1: include conf.d/$name.conf")
                .contains("no such file is here");
    }

    @Test
    void what_goes_too_deep_is_noted_with_the_limit() {
        assertThat(notes(convert(SERVER + "include a.conf;", Map.of("a.conf", "include a.conf;"))))
                .singleElement()
                .asString()
                .contains("a.conf:1: include a.conf", "8 deep")
                .doesNotContain("cannot be read");
    }

    @Test
    void what_are_too_many_is_noted_with_the_limit() {
        Converted converted = convert(
                SERVER + "include a.conf;", Map.of("a.conf", "include b*.conf;".repeat(1_001), "b1.conf", "# none"));
        assertThat(notes(converted))
                .isNotEmpty()
                .allSatisfy(note -> assertThat(note).contains("1000 files").doesNotContain("cannot be read"));
    }

    @Test
    void a_file_is_read_once() {
        var _ = convert("include a.conf;", Map.of("a.conf", SERVER));
        assertThat(read).containsExactly(Here.FOLDER.resolve("a.conf"));
    }
}
