package org.penlb.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as a line, and as a turn. Requests of HTTP are followed in {@link HttpRequestsTest}. */
class RequestScannerTest {
    private final Talk talk = new Talk();

    @Test
    void a_client_that_says_nothing_makes_no_request() {
        assertThat(talk.client("").server().client("").end().lines()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"quit\r\n", "quit\n", "quit\rmore", "quit\r\nmore\r\n"})
    void a_line_is_cut_at_its_end_and_reported_at_once(String sent) {
        assertThat(talk.client(sent).lines()).containsExactly("quit");
        assertThat(talk.end().lines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"99, 99", "100, 100", "101, 100", "70000, 100"})
    void a_line_is_cut_at_100_bytes(int sent, int reported) {
        assertThat(talk.client("x".repeat(sent)).end().lines()).containsExactly("x".repeat(reported));
    }

    @Test
    void a_line_of_100_bytes_is_reported_before_it_ends() {
        assertThat(talk.client("x".repeat(99)).lines()).isEmpty();
        assertThat(talk.client("x").lines()).hasSize(1);
    }

    @Test
    void a_line_without_end_is_reported_at_the_next_turn() {
        assertThat(talk.client("hello").client(" there").lines()).isEmpty();
        assertThat(talk.server().client("you").lines()).containsExactly("hello there");
        assertThat(talk.end().lines()).containsExactly("hello there", "you");
    }

    @Test
    void a_line_without_end_is_reported_once_when_the_client_ends() {
        assertThat(talk.client("hello").end().end().lines()).containsExactly("hello");
        assertThat(talk.server().client("more\n").end().lines()).hasSize(1);
    }

    @Test
    void what_is_not_printable_is_a_dot() {
        var all = new StringBuilder();
        for (char c = 0; c < 256; c++) {
            if (c != '\r' && c != '\n') {
                all.append(c);
            }
        }
        String dots = ".".repeat(30);
        assertThat(talk.client(all.substring(0, 99)).end().lines()).containsExactly(dots + all.substring(30, 99));
        assertThat(new Talk().client(all.substring(99)).end().lines().getFirst())
                .startsWith(all.substring(99, 125) + "...")
                .matches("[ -~]{100}");
    }

    @Test
    void an_empty_first_line_is_an_empty_request_and_hides_none_of_http() {
        assertThat(talk.client("\r\n\n\rGET / HTTP/1.1\r\n\r\n").lines()).containsExactly("", "GET / HTTP/1.1");
        var other = new Talk().client("\r\n\r\none\r\ntwo\r\n").server().client("three\r\n");
        assertThat(other.end().lines()).containsExactly("", "three");
    }

    @Test
    void a_line_that_comes_while_an_earlier_request_is_answered_is_one() {
        talk.client("GET /1 HTTP/1.1\r\n\r\nGET /2 HT").server().client("TP/1.1\r\n\r\n");
        assertThat(talk.lines()).containsExactly("GET /1 HTTP/1.1", "GET /2 HTTP/1.1");
    }

    @Test
    void commands_in_turn_are_a_request_each() {
        talk.server(); // the greeting
        talk.client("EHLO me\r\n").server().client("MAIL FROM:<a@b>\r\n").server();
        talk.client("DATA\r\n")
                .server()
                .client("Subject: x\r\n\r\n")
                .client("Hello\r\n.\r\n")
                .server();
        talk.client("QUIT\r\n").server().end();
        assertThat(talk.lines()).containsExactly("EHLO me", "MAIL FROM:<a@b>", "DATA", "Subject: x", "QUIT");
    }

    @Test
    void without_a_turn_there_is_no_new_request() {
        assertThat(talk.client("a\r\n")
                        .client("b\r\n")
                        .server()
                        .client("")
                        .client("c\r\n")
                        .lines())
                .containsExactly("a", "c");
    }

    @Test
    void bytes_of_tls_are_shown_as_dots_at_each_turn() {
        talk.client("\u0016\u0003\u0001\u0000\u0005hello").server().client("\u0014\u0003\u0003\u0000\u0001\u0001");
        assertThat(talk.end().lines()).containsExactly(".....hello", "......");
    }

    @Test
    void http_may_begin_at_a_later_turn() {
        talk.client("STARTHTTP\n").server().client("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
        assertThat(talk.lines()).containsExactly("STARTHTTP", "GET /1 HTTP/1.1", "GET /2 HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /",
                "GET / HTTP/1.",
                "GET / HTTP/1.x",
                "GET / HTTP/2.0",
                "GET / http/1.1",
                "GET  / HTTP/1.1",
                "GET / HTTP/1.1 ",
                "G(T / HTTP/1.1",
                " / HTTP/1.1",
                "GET /\t HTTP/1.1"
            })
    void what_is_no_request_line_of_http_goes_by_turns(String line) {
        talk.client(line + "\r\n\r\nno\r\n").server().client("yes\r\n");
        assertThat(talk.lines()).containsExactly(line.replace('\t', '.'), "yes");
    }

    @Test
    void the_time_is_that_of_the_first_byte() {
        talk.at(100)
                .client("GET /1 HT")
                .at(105)
                .client("TP/1.1\r\nHost: x\r\n")
                .at(106)
                .client("\r\n");
        talk.at(110)
                .client("\r\n")
                .at(120)
                .client("hel")
                .at(130)
                .client("lo")
                .at(140)
                .end();
        assertThat(talk.timedLines()).containsExactly("100 GET /1 HTTP/1.1", "120 hello");
    }

    @Test
    void the_bytes_are_left_as_they_are() {
        var bytes = ByteBuffer.wrap("..GET / HTTP/1.1\r\n\r\n..".getBytes(StandardCharsets.US_ASCII));
        bytes.position(2).limit(bytes.capacity() - 2);
        ByteBuffer before = bytes.duplicate();
        assertThat(talk.client(bytes.asReadOnlyBuffer()).client(bytes).lines())
                .containsExactly("GET / HTTP/1.1", "GET / HTTP/1.1");
        assertThat(bytes).isEqualTo(before);
    }
}
