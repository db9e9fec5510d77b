package org.penlb.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.ProxyProtocol;

/** Version 1: lines of text. In the examples $ stands for the end of a line, and + for a blank at the end of a word. */
class ProxyV1Test {
    private static ProxyResult parse(String text) {
        return Headers.parse(Headers.bytes(text.replace("$", "\r\n").replace("+", " ")));
    }

    @Test
    void addresses_and_ports_are_named() {
        String line = "PROXY TCP4 192.0.2.1 192.0.2.9 56324 443\r\n";
        assertThat(parse(line + "GET / HTTP/1.0"))
                .isEqualTo(new ProxyResult.Found(new ProxyHeader(Headers.FOUR, ProxyDetails.NONE), line.length()));
        assertThat(ProxyWriter.connection(ProxyProtocol.V1, Headers.FOUR, Headers.DETAILS))
                .asString()
                .isEqualTo(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP6 2001:db8::1 2001:db8::9 1 65535$",
                "PROXY TCP6 2001:0DB8:0:0:0:0:0:1 2001:db8::9 1 65535$"
            })
    void ipv6_may_be_written_in_any_way(String line) {
        assertThat(parse(line))
                .isInstanceOfSatisfying(
                        ProxyResult.Found.class,
                        found -> assertThat(found.header().addresses()).isEqualTo(Headers.SIX));
    }

    /** As HAProxy writes the clients of a listener of both families. */
    @Test
    void ipv4_in_the_form_of_ipv6_is_ipv4() {
        assertThat(parse("PROXY TCP6 ::ffff:192.0.2.1 ::ffff:192.0.2.9 56324 443$"))
                .isInstanceOfSatisfying(
                        ProxyResult.Found.class,
                        found -> assertThat(found.header().addresses()).isEqualTo(Headers.FOUR));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN$", "PROXY UNKNOWN whatever it \" says$"})
    void unknown_keeps_the_connections_own_addresses(String line) {
        assertThat(parse(line)).isEqualTo(new ProxyResult.Found(ProxyHeader.SILENT, line.length() + 1));
    }

    @ParameterizedTest
    @CsvSource({
        "MISSING, GET / HTTP/1.0$",
        "MISSING, POST / HTTP/1.0$",
        "MISSING, proxy TCP4 1.1.1.1 2.2.2.2 1 2$",
        "MISSING, PROXY_",
        "FAMILY, PROXY TCP5 1.1.1.1 2.2.2.2 1 2$",
        "FAMILY, PROXY UDP4 1.1.1.1 2.2.2.2 1 2$",
        "FAMILY, PROXY UNKNOWNS$",
        "FAMILY, PROXY  TCP4 1.1.1.1 2.2.2.2 1 2$",
        "FAMILY, PROXY TCP4 2001:db8::1 2001:db8::2 1 2$",
        "FAMILY, PROXY TCP6 1.1.1.1 2.2.2.2 1 2$",
        "FAMILY, PROXY TCP4 1.1.1.1 2001:db8::2 1 2$",
        "SYNTAX, PROXY TCP4 1.1.1.1 2.2.2.2 1$",
        "SYNTAX, PROXY TCP4 1.1.1.1 2.2.2.2 1 2 3$",
        "SYNTAX, PROXY TCP4 1.1.1.1 2.2.2.2 1 2+$",
        "SYNTAX, PROXY TCP4  1.1.1.1 2.2.2.2 1 2$",
        "SYNTAX, PROXY TCP4$",
        "ADDRESS, PROXY TCP4 1.1.1.01 2.2.2.2 1 2$",
        "ADDRESS, PROXY TCP4 1.1.1.256 2.2.2.2 1 2$",
        "ADDRESS, PROXY TCP4 1.1.1 2.2.2.2 1 2$",
        "ADDRESS, PROXY TCP4 16843009 2.2.2.2 1 2$",
        "ADDRESS, PROXY TCP4 1.1.1.1 localhost 1 2$",
        "ADDRESS, PROXY TCP4 0.0.0.0 2.2.2.2 1 2$",
        "ADDRESS, PROXY TCP6 :: 2001:db8::2 1 2$",
        "ADDRESS, PROXY TCP6 fe80::1%eth0 2001:db8::2 1 2$",
        "ADDRESS, PROXY TCP6 [2001:db8::1] 2001:db8::2 1 2$",
        "ADDRESS, PROXY TCP6 2001:db8:::1 2001:db8::2 1 2$",
        "ADDRESS, PROXY TCP6 1:2:3:4:5:6:7:8:9 2001:db8::2 1 2$",
        "PORT, PROXY TCP4 1.1.1.1 2.2.2.2 65536 2$",
        "PORT, PROXY TCP4 1.1.1.1 2.2.2.2 1 99999$",
        "PORT, PROXY TCP4 1.1.1.1 2.2.2.2 01 2$",
        "PORT, PROXY TCP4 1.1.1.1 2.2.2.2 -1 2$",
        "PORT, PROXY TCP4 1.1.1.1 2.2.2.2 1 0x2$",
        "PORT, PROXY TCP4 1.1.1.1 2.2.2.2  2$"
    })
    void what_is_no_header_is_refused(ProxyRefusal reason, String line) {
        assertThat(parse(line)).isEqualTo(new ProxyResult.Refused(reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"PROXY UNKNOWN\n", "PROXY UNKNOWN\r\r", "PROXY UNK\tNOWN$", "PROXY UNK\u00f6WN$", "PROXY UNK\0"})
    void other_ends_and_odd_bytes_are_refused(String line) {
        assertThat(parse(line)).isEqualTo(new ProxyResult.Refused(ProxyRefusal.SYNTAX));
    }

    @Test
    void a_line_of_107_bytes_is_the_longest() {
        String start = "PROXY UNKNOWN ";
        String longest = start + "x".repeat(107 - start.length() - 2);
        assertThat(parse(longest)).isEqualTo(ProxyResult.More.MORE);
        assertThat(parse(longest + "\r")).isEqualTo(ProxyResult.More.MORE);
        assertThat(parse(longest + "\r\n")).isEqualTo(new ProxyResult.Found(ProxyHeader.SILENT, 107));
        assertThat(parse(longest + "x")).isEqualTo(new ProxyResult.Refused(ProxyRefusal.LENGTH));
        assertThat(parse(longest + "x\r\n")).isEqualTo(new ProxyResult.Refused(ProxyRefusal.LENGTH));
    }

    @Test
    void what_a_line_cannot_say_is_unknown() {
        assertThat(ProxyWriter.connection(ProxyProtocol.V1, null, ProxyDetails.NONE))
                .asString()
                .isEqualTo("PROXY UNKNOWN\r\n");
        ProxyAddresses mixed = Headers.addresses("192.0.2.1", 1, "2001:db8::1", 2);
        assertThat(ProxyWriter.connection(ProxyProtocol.V1, mixed, ProxyDetails.NONE))
                .asString()
                .isEqualTo("PROXY UNKNOWN\r\n");
        assertThat(ProxyWriter.ownConnection(ProxyProtocol.V1)).asString().isEqualTo("PROXY UNKNOWN\r\n");
    }

    @Test
    void a_datagram_has_none() {
        assertThat(ProxyParser.parseDatagram(ByteBuffer.wrap(Headers.bytes("PROXY UNKNOWN\r\n"))))
                .isEqualTo(new ProxyResult.Refused(ProxyRefusal.MISSING));
    }
}
