package org.penlb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

class DomainNameTest {
    private static final String LABEL = "a".repeat(63);
    /** 255 bytes on the wire. */
    private static final String LONGEST = LABEL + "." + LABEL + "." + LABEL + "." + "a".repeat(61);

    private static DomainName parse(String text) {
        return DomainName.parse("check_name", text);
    }

    @ParameterizedTest
    @CsvSource({
        ".,                      .",
        "com,                    com.",
        "com.,                   com.",
        "www.Example.com,        www.Example.com.",
        "a\\.b.c,                a\\.b.c.",
        "\\.,                    \\..",
        "\\000.\\255,            \\000.\\255.",
        "\\065b\\\\,             Ab\\\\.",
        "_sip._tcp.example,      _sip._tcp.example.",
        "x\\032y\\;,             x\\032y\\;.",
        "*.example,              *.example.",
        "1.2.0.192.in-addr.arpa, 1.2.0.192.in-addr.arpa."
    })
    void reads_names_as_dnsjava_does_and_writes_them(String text, String written) throws TextParseException {
        DomainName name = parse(text);
        assertThat(name.wire()).isEqualTo(Name.fromString(text, Name.root).toWire());
        assertThat(name).hasToString(written).isEqualTo(parse(written)).hasSameHashCodeAs(parse(written));
        assertThat(name.isRoot()).isEqualTo(text.equals("."));
    }

    @Test
    void a_label_holds_any_byte() {
        String escaped = IntStream.range(0, 256)
                .mapToObj("\\%03d"::formatted)
                .collect(Collectors.joining())
                .replaceAll("(.{248})", "$1.") // 62 of four characters each
                .replaceFirst("\\.\\\\248.*", ""); // as much as a name holds
        DomainName name = parse(escaped);
        assertThat(name.wire()).hasSize(1 + 4 * 63).contains(0, 1, '.', '\\', 247);
        assertThat(parse(name.toString())).isEqualTo(name).isNotEqualTo(parse("."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "'' | the root is written as \".\"",
                ".. | a label is empty",
                ".com | a label is empty",
                "a..b | a label is empty",
                "a.. | a label is empty",
                "a b | bytes that are not printable ASCII are written as \\DDD",
                "bücher.example | bytes that are not printable ASCII are written as \\DDD",
                "a\\ü | bytes that are not printable ASCII are written as \\DDD",
                "a\\ | nothing follows the last \\",
                "a\\1 | \\DDD needs three digits",
                "a\\12 | \\DDD needs three digits",
                "a\\12x | \\DDD needs three digits",
                "a\\1x2 | \\DDD needs three digits",
                "a\\256 | \\256 is more than \\255"
            })
    void says_what_is_wrong(String text, String why) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage("check_name: \"" + text + "\" is not a domain name (" + why + ")");
    }

    @Test
    void is_as_long_as_dns_allows() {
        assertThat(parse(LONGEST).wire()).hasSize(DomainName.LONGEST);
        assertThat(new String(parse(LABEL + ".b").wire(), StandardCharsets.ISO_8859_1))
                .isEqualTo("?" + LABEL + "\1b\0"); // the question mark is 63
        assertThatThrownBy(() -> parse(LONGEST + "a")).hasMessageEndingWith(" (256 bytes are more than 255)");
        assertThatThrownBy(() -> parse(LABEL + "a")).hasMessageEndingWith(" (a label of 64 bytes is longer than 63)");
    }

    @Test
    void keeps_its_bytes_to_itself() {
        DomainName name = parse("a");
        name.wire()[1] = 'b';
        assertThat(name).hasToString("a.");
    }
}
