package org.penlb.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.testing.Told;

/** Where a request ends: what two readers could understand differently is refused, and who sends too much is told so. */
@Timeout(60)
class RequestFramingTest {
    private static final String NEXT = "GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String GET = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n";
    private static final String POST = "POST /api/v1/commands HTTP/1.1\r\nHost: localhost\r\n" + WebStage.BEARER
            + "\r\nContent-Type: application/json\r\n";
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String CHUNKS = "11\r\n{\"command\":\"pid\"}\r\n0\r\n\r\n";
    /** More than the buffers of both ends hold. */
    private static final int MUCH = 20_000_000;

    private static WebStage pen;

    @BeforeAll
    static void start() {
        pen = WebStage.start(WebStage.service("web", "127.0.0.1:9"));
    }

    @AfterAll
    static void close() {
        pen.close();
    }

    /** What comes until the connection ends, where all is sent before anything is read. */
    private static String answers(String request) throws IOException {
        return answers(out -> out.write(request.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private interface Sender {
        void send(OutputStream out) throws IOException;
    }

    private static String answers(Sender sender) throws IOException {
        try (Socket socket = pen.http.connect()) {
            sender.send(socket.getOutputStream());
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    static Stream<String> whatIsRefused() {
        return Stream.of(
                // where the body ends
                POST + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKS,
                POST + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n" + CHUNKS,
                GET + "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
                POST + "Content-Length: 0\r\nContent-Length: 0\r\n\r\n",
                POST + "Content-Length: 0\r\nContent-Length: 5\r\n\r\n",
                POST + "Content-Length: 0, 0\r\n\r\n",
                POST + "Content-Length: +5\r\n\r\n12345",
                POST + "Content-Length: -1\r\n\r\n",
                POST + "Content-Length: 0x5\r\n\r\n12345",
                POST + "Content-Length:\r\n\r\n",
                POST + "Content-Length: 99999999999999999999\r\n\r\n",
                POST + "Transfer-Encoding: gzip\r\n\r\n",
                POST + "Transfer-Encoding: identity\r\n\r\n",
                POST + "Transfer-Encoding: gzip, chunked\r\n\r\n" + CHUNKS,
                POST + "Transfer-Encoding: chunked, chunked\r\n\r\n" + CHUNKS,
                POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKS,
                POST + "Transfer-Encoding: xchunked\r\n\r\n" + CHUNKS,
                POST + "Transfer-Encoding: \u000bchunked\r\n\r\n" + CHUNKS,
                POST + "Transfer-Encoding: chunked;a=b\r\n\r\n" + CHUNKS,
                POST + "Transfer-Encoding:\r\n\r\n" + CHUNKS,
                POST + "Transfer-Encoding:\r\n chunked\r\n\r\n" + CHUNKS,
                POST.replace("1.1", "1.0") + "Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKS,
                // chunks
                CHUNKED + "zz\r\n\r\n",
                CHUNKED + "-1\r\n\r\n",
                CHUNKED + "+1\r\na\r\n0\r\n\r\n",
                CHUNKED + "0x1\r\na\r\n0\r\n\r\n",
                CHUNKED + " 1\r\na\r\n0\r\n\r\n",
                CHUNKED + "1\r\na\r\n 0\r\n\r\n",
                CHUNKED + "\r\n\r\n",
                CHUNKED + "1\na\n0\n\n",
                CHUNKED + "1;a\nb\r\na\r\n0\r\n\r\n",
                CHUNKED + "1\r\naXX0\r\n\r\n",
                // headers
                GET + "X-A: b\r\n c\r\n\r\n",
                GET + "X-A: b\r\n\tc\r\n\r\n",
                "GET /health/live HTTP/1.1\r\n X: y\r\nHost: localhost\r\n\r\n",
                GET + "X-A : b\r\n\r\n",
                POST + "Content-Length : 5\r\n\r\n12345",
                POST + "Transfer-Encoding : chunked\r\n\r\n" + CHUNKS,
                GET + "X-A\r\n\r\n",
                GET + ": b\r\n\r\n",
                GET + "X(A): b\r\n\r\n",
                GET + "X-A: b\nX-B: c\r\n\r\n",
                GET + "X-A: b\rX-B: c\r\n\r\n",
                GET + "X-\rA: b\r\n\r\n",
                GET + "X-A: b\0c\r\n\r\n",
                GET.replace("\r\n", "\n") + "\n",
                // the first line
                " " + GET + "\r\n",
                "GET  /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET\t/health/live\tHTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /health/live HTTP/1.1 \r\nHost: localhost\r\n\r\n",
                "GET /health/\u0001live HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /health/\u00fflive HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /health/live#x HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "G(T /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /health/live\r\n\r\n",
                "GET /health/live HTTP/1.2\r\nHost: localhost\r\n\r\n",
                "GET /health/live HTTP/11.1\r\nHost: localhost\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                // whom it is for
                "GET /health/live HTTP/1.1\r\n\r\n",
                GET + "Host: localhost\r\n\r\n",
                "GET /health/live HTTP/1.1\r\nHost:\r\n\r\n",
                "GET /health/live HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET /health/live HTTP/1.1\r\nHost: a@localhost\r\n\r\n",
                "GET /health/live HTTP/1.1\r\nHost: localhost/a\r\n\r\n",
                "GET http://other/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET ftp://localhost/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET health/live HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource
    void whatIsRefused(String request) throws IOException {
        String answers = answers(request + NEXT);
        assertThat(answers).matches("(?s)HTTP/1\\.. 400 .*\\{\"error\":\\{\"status\":400,\"message\":\"[^\"]+\"}}");
        assertThat(answers.split("HTTP/1\\.. [0-9]{3} ", -1))
                .as("one answer, and an end")
                .hasSize(2);
    }

    /** Each byte may be a read of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"X-A: b\r\n c\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n 1\r\na\r\n0\r\n\r\n"})
    void it_does_not_depend_on_how_the_bytes_come(String end) throws IOException {
        String answers = answers(out -> {
            for (byte b : (POST + end).getBytes(StandardCharsets.ISO_8859_1)) {
                out.write(b);
                out.flush();
            }
        });
        assertThat(answers).contains(" 400 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n" + GET + "Connection: close\r\n\r\n",
                "GET http://LOCALHOST/health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                GET + "Connection: close\r\nContent-Length: 3\r\n\r\nabc",
                CHUNKED + CHUNKS + GET + "Connection: close\r\n\r\n",
                CHUNKED + "8\r\n{\"comman\r\n009\r\nd\":\"pid\"}\r\n0\r\nX: y\r\n\r\n" + GET
                        + "Connection: close\r\n\r\n",
            })
    void what_is_right_is_answered(String request) throws IOException {
        assertThat(answers(request)).contains("HTTP/1.1 200 OK", "\"UP\"").doesNotContain(" 400 ");
    }

    static Stream<String> whatIsTooLong() {
        String much = "a".repeat(MUCH);
        return Stream.of(
                "414 GET /" + much + " HTTP/1.1\r\n\r\n",
                "431 " + GET + "X: " + much + "\r\n\r\n",
                "431 " + GET + "X: abcdefgh\r\n".repeat(MUCH / 13) + "\r\n",
                "413 " + POST + "Content-Length: " + MUCH + "\r\n\r\n" + much,
                "413 " + CHUNKED + Integer.toHexString(MUCH) + "\r\n" + much + "\r\n0\r\n\r\n",
                "413 " + CHUNKED + "1;" + much,
                "400 " + POST + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + much,
                "413 " + GET + "Content-Length: " + MUCH + "\r\n\r\n" + much,
                "401 POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + MUCH
                        + "\r\n\r\n" + much);
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource
    void whatIsTooLong(String test) throws IOException {
        String answers = answers(test.substring(4));
        if (test.contains("GET /health/live") && test.startsWith("413")) {
            assertThat(answers)
                    .containsAnyOf(" 413 ", " 200 "); // it needs no body, and may be answered before that is too long
        } else {
            assertThat(answers).startsWith("HTTP/1.").contains(" " + test.substring(0, 3) + " ");
        }
    }

    /** With -d, and for whoever has Pen in a program of his own. */
    @Test
    void nothing_that_came_is_in_the_log() throws IOException {
        try (Told told = Told.all(WebVerticle.class)) {
            answers(GET + "Authorization: Bearer secret-secret\u001b[31m\r\n\r\n");
            answers(GET + "secret\u001bsecret: a\r\n\r\n");
            answers("GET /secret\u001b HTTP/1.1\r\n\r\n");
            answers(POST + "Content-Length: secret\r\n\r\n");
            answers(CHUNKED + "secret\r\n\r\n");
            assertThat(told.messages()).isNotEmpty();
            assertThat(String.join("", told.messages()))
                    .doesNotContain("secret")
                    .doesNotContain("\u001b");
        }
    }
}
