package org.penlb.logtools.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.IpAddress;
import org.penlb.testing.Told;

class ConsolidationTest {
    private static final IpAddress SERVER = IpAddress.parse("10.0.0.1");
    private static final int LONGEST = 200;
    private static final long PATIENCE = 10;

    private final List<String> written = new ArrayList<>();
    private final Consolidation consolidation = new Consolidation(
            new PenEntries(100), PATIENCE, LONGEST, line -> written.add(new String(line, StandardCharsets.ISO_8859_1)));

    private void take(String datagram) {
        take(datagram, 0);
    }

    private void take(String datagram, long time) {
        byte[] bytes = datagram.getBytes(StandardCharsets.ISO_8859_1);
        consolidation.take(SERVER, bytes, bytes.length, time);
    }

    /** All that there is to write, whether it has waited enough or not. */
    private List<String> all() {
        consolidation.passAll();
        return written;
    }

    @Test
    void the_first_field_becomes_the_client_that_pen_has_seen() {
        take("+ 192.0.2.7 10.0.0.1 GET /a HTTP/1.1\n");
        take("10.0.0.9 - bob [30/Nov/2026:15:00:00 +0000] \"GET /a HTTP/1.1\" 200 5 \"-\" \"x\"\n");
        take("10.0.0.9 - - [30/Nov/2026:15:00:00 +0000] \"GET /b HTTP/1.1\" 200 5\n");
        assertThat(all())
                .containsExactly(
                        "192.0.2.7 - bob [30/Nov/2026:15:00:00 +0000] \"GET /a HTTP/1.1\" 200 5 \"-\" \"x\"\n",
                        "10.0.0.9 - - [30/Nov/2026:15:00:00 +0000] \"GET /b HTTP/1.1\" 200 5\n");
        assertThat(consolidation.counts()).isEqualTo(new CollectedCounts(1, 0, 1, 1, 0));
    }

    /** Whatever notation pen or a system has for an address. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 10.0.0.1, 192.0.2.7",
        "::ffff:192.0.2.7, ::ffff:10.0.0.1, 192.0.2.7",
        "2001:db8:0:0::1, 10.0.0.1, 2001:db8::1",
        "fe80::1%eth0, 10.0.0.1, fe80::1",
    })
    void addresses_of_ipv6_are_addresses(String client, String server, String expected) {
        take("+ " + client + " " + server + " GET /a HTTP/1.1\n");
        take("h \"GET /a HTTP/1.1\"\n");
        assertThat(all()).containsExactly(expected + " \"GET /a HTTP/1.1\"\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+",
                "+ ",
                "+ 192.0.2.7",
                "+ 192.0.2.7 10.0.0.1",
                "+  10.0.0.1 GET / HTTP/1.1",
                "+ <script> 10.0.0.1 GET / HTTP/1.1",
                "+ 192.0.2.7 /run/app.sock GET / HTTP/1.1",
                "+ 010.0.0.1 10.0.0.1 GET / HTTP/1.1",
            })
    void lines_of_pen_that_say_nothing_are_counted_and_not_passed_on(String line) {
        take(line + "\n");
        take("h \"GET / HTTP/1.1\"\n");
        assertThat(all()).containsExactly("h \"GET / HTTP/1.1\"\n");
        assertThat(consolidation.counts()).isEqualTo(new CollectedCounts(1, 1, 0, 1, 0));
    }

    @Test
    void a_line_waits_for_what_pen_has_to_say_about_it_and_those_behind_it_with_it() {
        take("+ 192.0.2.1 10.0.0.1 GET /b HTTP/1.1\n");
        take("h \"GET /a HTTP/1.1\"\nh \"GET /b HTTP/1.1\"\nno request\n", 0);
        assertThat(written).isEmpty();
        assertThat(consolidation.untilNext(4)).isEqualTo(6);
        take("+ 192.0.2.7 10.0.0.1 GET /a HTTP/1.1\n", 9);
        assertThat(written)
                .containsExactly("192.0.2.7 \"GET /a HTTP/1.1\"\n", "192.0.2.1 \"GET /b HTTP/1.1\"\n", "no request\n");
        assertThat(consolidation.untilNext(9)).isNegative();
        assertThat(consolidation.counts()).isEqualTo(new CollectedCounts(2, 0, 2, 1, 0));
    }

    @Test
    void a_line_does_not_wait_for_ever() {
        take("h \"GET /a HTTP/1.1\"\n", 0);
        take("h \"GET /b HTTP/1.1\"\n", 5);
        consolidation.pass(9);
        assertThat(written).isEmpty();
        consolidation.pass(10);
        assertThat(written).containsExactly("h \"GET /a HTTP/1.1\"\n");
        take("+ 192.0.2.7 10.0.0.1 GET /a HTTP/1.1\n", 10);
        consolidation.pass(15);
        assertThat(written).hasSize(2);
        take("h \"GET /a HTTP/1.1\"\n", 16);
        assertThat(written).last().isEqualTo("192.0.2.7 \"GET /a HTTP/1.1\"\n");
    }

    /** One page, fetched by one client after the other, each time before pen has told. */
    @Test
    void who_came_before_is_not_taken_for_who_comes_now() {
        for (int i = 1; i < 4; i++) {
            take("h \"GET / HTTP/1.1\" " + i + "\n", i);
            take("+ 192.0.2." + i + " 10.0.0.1 GET / HTTP/1.1\n", i);
        }
        take("h \"GET / HTTP/1.1\" once more\n", 4);
        assertThat(all())
                .containsExactly(
                        "192.0.2.1 \"GET / HTTP/1.1\" 1\n",
                        "192.0.2.2 \"GET / HTTP/1.1\" 2\n",
                        "192.0.2.3 \"GET / HTTP/1.1\" 3\n",
                        "192.0.2.3 \"GET / HTTP/1.1\" once more\n");
    }

    @Test
    void pen_may_tell_of_a_request_with_its_protocol_that_waits_without() {
        take("h \"GET /a\"\n");
        take("+ 192.0.2.7 10.0.0.1 GET /a HTTP/1.1\n");
        assertThat(written).containsExactly("192.0.2.7 \"GET /a\"\n");
    }

    @Test
    void of_more_than_memory_may_take_the_first_do_not_wait() {
        for (int i = 0; i < 50_000; i++) {
            take("h \"GET /" + i + " HTTP/1.1\"\n");
        }
        assertThat(written).hasSizeBetween(10_000, 40_000).startsWith("h \"GET /0 HTTP/1.1\"\n");
        take("+ 192.0.2.7 10.0.0.1 GET /49999 HTTP/1.1\n");
        assertThat(all()).hasSize(50_000).endsWith("192.0.2.7 \"GET /49999 HTTP/1.1\"\n");
    }

    @Test
    void several_lines_may_come_together_and_the_last_may_have_no_end() {
        take("a\r\n\n\r\nb\n+ 192.0.2.7 10.0.0.1 GET / HTTP/1.1\nh \"GET / HTTP/1.1\"");
        assertThat(all()).containsExactly("a\n", "b\n", "192.0.2.7 \"GET / HTTP/1.1\"\n");
    }

    @Test
    void what_finds_no_client_is_told_to_who_debugs() {
        try (Told told = Told.all(Consolidation.class)) {
            take("h \"GET / HTTP/1.1\"\u001b\nnothing\n+ 192.0.2.7\n");
            assertThat(all()).hasSize(2);
            assertThat(told.messages())
                    .containsExactly(
                            "FINE discarded a line of pen (the request is missing; expected: + client server request):"
                                    + " + 192.0.2.7",
                            "FINE pen has told of no client (server 10.0.0.1, request \"GET / HTTP/1.1\"):"
                                    + " h \"GET / HTTP/1.1\"\\x1b",
                            "FINE pen has told of no client (it names no request): nothing");
        }
    }

    @Test
    void a_line_of_json_stays_one() {
        take("+ 192.0.2.7 10.0.0.1 GET / HTTP/1.1\n");
        take("{\"remote_addr\": \"10.0.0.9\", \"request\": \"GET / HTTP/1.1\"}\n");
        assertThat(all()).containsExactly("{\"remote_addr\": \"192.0.2.7\", \"request\": \"GET / HTTP/1.1\"}\n");
    }

    @Test
    void control_characters_are_spelled_out_and_nothing_else_is_changed() {
        take("+ 192.0.2.7 10.0.0.1 GET / HTTP/1.1\n");
        take("h\t\"GET / HTTP/1.1\" \0\u001b[31m\u007f <b>&\u00e4\n");
        take("\u001b]0;x\u0007\n");
        take("{\"a\":\"\u001b\"}\n");
        assertThat(all())
                .containsExactly(
                        "192.0.2.7\t\"GET / HTTP/1.1\" \\x00\\x1b[31m\\x7f <b>&\u00e4\n",
                        "\\x1b]0;x\\x07\n",
                        "{\"a\":\"\\u001b\"}\n");
    }

    @Test
    void a_line_that_is_too_long_is_cut_and_is_still_a_line() {
        take("x".repeat(LONGEST - 1) + "\n");
        take("y".repeat(LONGEST) + "\n");
        assertThat(all()).containsExactly("x".repeat(LONGEST - 1) + "\n", "y".repeat(LONGEST - 1) + "\n");
        assertThat(consolidation.counts().cut()).isOne();
    }

    @Property
    void whatever_comes_only_whole_lines_without_control_characters_go_on(@ForAll byte[] bytes) {
        consolidation.take(SERVER, bytes, bytes.length, 0);
        assertThat(all()).allMatch(line -> line.endsWith("\n") && line.length() <= LONGEST);
        assertThat(all())
                .allMatch(line ->
                        line.chars().limit(line.length() - 1).noneMatch(c -> (c < ' ' && c != '\t') || c == 0x7f));
    }
}
