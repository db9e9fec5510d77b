package org.penlb.convert.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.config.ConfigException;

/** Words as HAProxy cuts them. */
class LineReaderTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("PORT", "8080", "EMPTY", "");

    private static List<HaProxyLine> lines(String text) {
        return LineReader.read("f.cfg", text, ENVIRONMENT::get);
    }

    private static List<String> words(String text) {
        return lines(text).getFirst().words();
    }

    @Test
    void spaces_tabs_and_comments() {
        assertThat(lines("# nothing\n\n\t \nglobal # begins\n\tmaxconn\t 10#end\r\n"))
                .extracting(line -> line.place().line() + " " + line.text())
                .containsExactly("4 global", "5 maxconn 10");
        assertThat(lines("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a\\ b c|a b;c",
                "a\\#b|a#b",
                "\"a b\" c|a b;c",
                "'a b' c|a b;c",
                "\"%{+Q}o %t\"' %s %{-Q}r'|%{+Q}o %t %s %{-Q}r",
                "\"it's\" 'a \"b\"'|it's;a \"b\"",
                "'a\\b$PORT'|a\\b$PORT",
                "\"a\\\\b\\\"c\\$d\"|a\\b\"c$d",
                "\\x41\\x2eb|A.b",
                "a\\qb|a\\qb",
                ":$PORT|:$PORT",
                "\":$PORT\" \"${PORT}0\"|:8080;80800",
                "\"${NONE-x}${PORT-y}${EMPTY-z}\"|x8080",
            })
    void quotes_backslashes_and_variables(String text, String expected) {
        assertThat(words(text)).containsExactly(expected.split(";"));
    }

    @Test
    void quotes_make_a_word_of_nothing() {
        assertThat(words("a \"\" '' b")).containsExactly("a", "", "", "b");
    }

    @Test
    void a_backslash_at_the_end_goes_on() {
        assertThat(lines("server a \\\n  10.0.0.1:80\nb"))
                .extracting(line -> line.place().line() + " " + line.text())
                .containsExactly("1 server a 10.0.0.1:80", "3 b");
    }

    @Test
    void the_file_has_variables_of_its_own() {
        assertThat(lines(
                                "setenv A 1\npresetenv A 2\npresetenv PORT 3\npresetenv B 4\nx \"$A\" \"$PORT\" \"$B\" \"${.LINE}\"")
                        .getLast()
                        .words())
                .containsExactly("x", "1", "8080", "4", "5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ok\\na 'b|f.cfg:2: the ' is never closed",
                "a \"b\\nc\"|f.cfg:1: the \" is never closed",
                "a \\x4|f.cfg:1: \\x without two hexadecimal digits",
                "a \"$\"|f.cfg:1: a $ in double quotes without the name of a variable (expected: \\$ for the character)",
                "a \"${PORT\"|f.cfg:1: the \" is never closed",
                "a \"$NONE\"|f.cfg:1: the environment variable \"NONE\" is not set",
            })
    void what_cannot_be_cut_has_its_line(String text, String message) {
        assertThatThrownBy(() -> lines(text.replace("\\n", "\n")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void a_huge_line_is_refused() {
        assertThatThrownBy(() -> lines("a\n" + "b ".repeat(40_000)))
                .hasMessage("f.cfg:2: the line is longer than 65536 characters");
    }
}
