package org.penlb.convert.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.config.ConfigException;

/** The syntax of nginx's files. */
class NginxParserTest {
    private static List<Directive> parse(String text) {
        return NginxParser.parse("f.conf", text);
    }

    @Test
    void directives_and_blocks() {
        List<Directive> parsed = parse("a b c; # d\n\ne{f g;h{}}\n i;");
        assertThat(parsed).extracting(Directive::text).containsExactly("a b c", "e {}", "i");
        assertThat(parsed).extracting(directive -> directive.place().line()).containsExactly(1, 3, 4);
        assertThat(Objects.requireNonNull(parsed.get(1).block()))
                .extracting(Directive::text)
                .containsExactly("f g", "h {}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a 'b c';|a;b c",
                "a \"b; {c}\";|a;b; {c}",
                "a 'b\\'c';|a;b'c",
                "a b\\\"c;|a;b\"c",
                "a b\\;;|a;b\\;",
                "a b#c;|a;b#c",
                "a ${b}c$d;|a;${b}c$d",
                "a b}c;|a;b}c",
                "a ~^(?<x>.+)$;|a;~^(?<x>.+)$",
                "a 'x\\ty';|a;x\ty",
            })
    void words(String text, String expected) {
        assertThat(parse(text).getFirst().words()).containsExactly(expected.split(";(?! )", 2));
    }

    @Test
    void nothing_quoted_is_a_word() {
        assertThat(parse("a '' \"\";").getFirst().words()).containsExactly("a", "", "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a b|1: unexpected end of file, expecting \";\" or \"}\" for the directive in line 1",
                "a {\\nb;\\n|3: unexpected end of file, expecting \"}\" for the \"{\" in line 1",
                "a;\\n}|2: unexpected \"}\"",
                "a b }|1: unexpected \"}\", expecting \";\" behind \"b\"",
                ";|1: unexpected \";\"",
                "{}|1: unexpected \"{\"",
                "a 'b;\\n|1: the ' is never closed",
                "a 'b'c;|1: unexpected \"c\" behind a closing quote",
                "a b\\|1: unexpected end of file behind \"\\\"",
            })
    void mistakes_have_their_line(String text, String message) {
        assertThatThrownBy(() -> parse(text.replace("\\n", "\n")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("f.conf:" + message);
    }

    @Test
    void nesting_has_an_end() {
        assertThatThrownBy(() -> parse("a{".repeat(100_000)))
                .hasMessage("f.conf:1: more than 32 blocks inside each other");
    }
}
