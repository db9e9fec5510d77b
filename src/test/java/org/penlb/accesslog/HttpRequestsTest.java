package org.penlb.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each request of a connection that speaks HTTP/1.x is found where it starts, and nowhere else. */
class HttpRequestsTest {
    private static final String GET = "GET /next HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String NEXT = "GET /next HTTP/1.1";
    private static final String POST = "POST / HTTP/1.1";

    private final Talk talk = new Talk();

    private static String post(String... fields) {
        return POST + "\r\nHost: x\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
    }

    @Test
    void one_after_the_other() {
        talk.client(GET).server().client(GET).server().client(GET);
        assertThat(talk.lines()).containsExactly(NEXT, NEXT, NEXT);
    }

    @Test
    void pipelined() {
        assertThat(talk.client(GET + GET + GET).lines()).containsExactly(NEXT, NEXT, NEXT);
    }

    @Test
    void a_line_over_100_bytes() {
        String path = "/" + "x".repeat(1000);
        talk.client("GET " + path + " HTTP/1.0\r\n\r\n" + GET);
        assertThat(talk.lines()).containsExactly(("GET " + path).substring(0, 100), NEXT);
    }

    @Test
    void lines_that_end_in_a_line_feed_only() {
        talk.client("POST / HTTP/1.1\nContent-Length: 3\n\nabc" + GET);
        assertThat(talk.lines()).containsExactly(POST, NEXT);
    }

    @Test
    void empty_lines_between_requests() {
        assertThat(talk.client(GET + "\r\n\r\n\n" + GET + "\r\n").end().lines()).containsExactly(NEXT, NEXT);
    }

    @Test
    void something_else_behind_a_request_goes_by_turns() {
        talk.client(GET + "hello\r\n" + GET)
                .server()
                .client("there\r\n")
                .server()
                .client(GET + GET);
        assertThat(talk.lines()).containsExactly(NEXT, "hello", "there", NEXT, NEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 31",
                "content-length:31",
                "CONTENT-LENGTH: \t 31 \t",
                "Content-Length: 0031",
                "Content-Length: 31\r\nContent-Length: 31",
                "Content-Length: 31\r\nX-Folded: a\r\n Content-Length: 4"
            })
    void a_body_with_its_length(String field) {
        assertThat(GET).hasSize(31);
        assertThat(talk.client(post(field)).server().client(GET).lines()).containsExactly(POST);
        assertThat(talk.client(GET).lines()).containsExactly(POST, NEXT);
    }

    @Test
    void no_body() {
        assertThat(talk.client(post("Content-Length: 0") + GET).lines()).containsExactly(POST, NEXT);
    }

    @Test
    void a_body_of_many_gigabytes() {
        ByteBuffer part = ByteBuffer.allocateDirect(1 << 20);
        talk.client(post("Content-Length: " + (5L << 30)));
        for (int i = 0; i < 5 << 10; i++) {
            talk.client(part).server();
        }
        assertThat(talk.client(GET).lines()).containsExactly(POST, NEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\r\nhello\r\n0\r\n\r\n",
                "5;name=\"a;b\"\r\nhello\r\n1F \r\n" + GET + "\r\n000\r\n\r\n",
                "1f\r\n" + GET + "\r\n0\r\nX-Sum: 1\r\nContent-Length: 5\r\n\r\n",
                "0\r\n\r\n"
            })
    void a_body_in_chunks(String body) {
        talk.client(post("transfer-Encoding: Chunked")).client(body + GET);
        assertThat(talk.lines()).containsExactly(POST, NEXT);
    }

    @Test
    void chunked_may_be_the_last_of_several_codings() {
        talk.client(post("Transfer-Encoding: gzip , chunked") + "0\r\n\r\n" + GET);
        assertThat(talk.lines()).containsExactly(POST, NEXT);
    }

    @Test
    void a_server_that_says_to_continue() {
        talk.client(post("Expect: 100-continue", "Content-Length: 11"));
        assertThat(talk.server().client("GET a HTT").server().client("P/" + GET).lines())
                .containsExactly(POST, NEXT);
    }

    /** A guess would take the insides of a body for requests. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 31\r\nContent-Length: 4",
                "Content-Length: 31, 31",
                "Content-Length: +31",
                "Content-Length: -1",
                "Content-Length:",
                "Content-Length: 0x1f",
                "Content-Length: 99999999999999999999999999",
                "Content-Length: 18446744073709551616",
                "Content-Length: 31\r\n 1",
                "Content-Length: 00000000000000000000000000000000000000000000000000000000000000000000000000031",
                "Content-Length : 31",
                "Content-Length\r\n",
                ": 31",
                "Content-Length: 31\rX: y",
                "Content-Length: 31\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 31",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: chunked, gzip",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked,",
                "Transfer-Encoding:",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: gzip,                                                        chunked"
            })
    void a_body_of_doubtful_length_ends_the_log(String fields) {
        String chunks = "0\r\n\r\n";
        talk.client(post(fields) + chunks + GET).server().client(GET).server().client(GET);
        assertThat(talk.end().lines()).containsExactly(POST);
    }

    @Test
    void a_folded_line_before_any_field_ends_the_log() {
        talk.client("POST / HTTP/1.1\r\n Content-Length: 31\r\n\r\n" + GET);
        assertThat(talk.lines()).containsExactly(POST);
    }

    @Test
    void chunks_in_http_1_0_end_the_log() {
        talk.client("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + GET);
        assertThat(talk.lines()).containsExactly("POST / HTTP/1.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "x\r\n",
                "-1\r\n",
                "5\nhello\r\n0\r\n\r\n",
                "5;a\nhello\r\n0\r\n\r\n",
                "5\rhello\r\n0\r\n\r\n",
                "5\r\nhello!\r\n0\r\n\r\n",
                "5\r\nhello\n0\r\n\r\n",
                "5\r\nhello\rx0\r\n\r\n",
                "5x\r\nhello\r\n0\r\n\r\n",
                "fffffffffffffffff\r\n",
                "0\r\n\n",
                "0\r\nX: y\n\r\n",
                "0\r\nX: y\rz\r\n\r\n",
                "0\r\n\rx"
            })
    void faulty_chunks_end_the_log(String body) {
        talk.client(post("Transfer-Encoding: chunked") + body + GET).server().client(GET);
        assertThat(talk.end().lines()).containsExactly(POST);
    }

    @Test
    void what_is_not_http_in_a_tunnel_is_not_logged() {
        talk.client("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n").server();
        talk.client("EHLO me\r\n").server().client(GET).server().client(GET);
        assertThat(talk.end().lines()).containsExactly("CONNECT a:1 HTTP/1.1");
    }

    /** As of servers that know none: whether it is open cannot be seen. */
    @Test
    void requests_behind_a_tunnel_that_was_asked_for() {
        talk.client("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n").server().client("GET /next HTTP/1.1\r\n\r\n");
        assertThat(talk.end().lines()).containsExactly("CONNECT a:1 HTTP/1.1", "GET /next HTTP/1.1");
    }

    private static final String UPGRADE = "GET /ws HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"\u0081\u0085abcd.....", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "hello\r\n", "GET /"})
    void what_follows_an_upgrade_is_not_logged(String other) {
        talk.client(UPGRADE)
                .server()
                .client(other)
                .server()
                .client(GET)
                .server()
                .client(GET);
        assertThat(talk.end().lines()).containsExactly("GET /ws HTTP/1.1");
    }

    /** The HTTP client of Java offers HTTP/2 with its first request, and most servers do not take it. */
    @Test
    void an_upgrade_that_the_server_did_not_take() {
        String path = "x".repeat(200);
        talk.client(UPGRADE).server().client("GET " + path + " HTTP/1.1\r\n\r\n");
        talk.server().client("\r\nhello\r\n");
        assertThat(talk.end().lines()).containsExactly("GET /ws HTTP/1.1", ("GET " + path).substring(0, 100), "hello");
    }

    @Test
    void an_upgrade_that_ends_in_half_a_line() {
        assertThat(talk.client(UPGRADE).server().client("GET / HT").end().lines())
                .containsExactly("GET /ws HTTP/1.1");
    }

    @Test
    void a_field_that_only_sounds_like_an_upgrade() {
        talk.client("GET / HTTP/1.1\r\nUpgrade-Insecure-Requests: 1\r\n\r\nhello\r\n");
        assertThat(talk.lines()).containsExactly("GET / HTTP/1.1", "hello");
    }

    @Test
    void long_heads_up_to_a_bound() {
        String start = "GET / HTTP/1.1\r\nZ: ";
        String end = "\r\nX: y\r\n\r\n";
        String longest = start + "z".repeat(HttpHead.LONGEST - start.length() - end.length()) + end;
        assertThat(longest).hasSize(HttpHead.LONGEST);

        assertThat(talk.client(longest + GET).lines()).containsExactly("GET / HTTP/1.1", NEXT);
        assertThat(new Talk()
                        .client(longest.replace("Z:", "Z: ") + GET)
                        .server()
                        .client(GET)
                        .lines())
                .containsExactly("GET / HTTP/1.1");
    }

    @Test
    void endless_request_lines_chunk_extensions_and_trailers_end_the_log() {
        String endless = "x".repeat(HttpHead.LONGEST);
        assertThat(talk.client("GET /" + endless + " HTTP/1.1\r\n\r\n" + GET)
                        .server()
                        .client(GET)
                        .lines())
                .hasSize(1);
        for (String body :
                new String[] {"5;" + endless + "\r\nhello\r\n0\r\n\r\n", "0\r\nX: " + endless + "\r\n\r\n"}) {
            assertThat(new Talk()
                            .client(post("Transfer-Encoding: chunked") + body + GET)
                            .lines())
                    .containsExactly(POST);
        }
    }
}
