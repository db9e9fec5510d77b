package org.penlb.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is found depends on the bytes and on the server's turns, not on how the bytes were cut into reads. */
class RequestScannerPropertiesTest {
    /** Whole requests, and pieces that make up good and bad ones by chance. */
    private static final List<String> PIECES = List.of(
            "GET / HTTP/1.1\r\n",
            "POST /form HTTP/1.1\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nabcd",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            "CONNECT x:1 HTTP/1.1\r\n\r\n",
            "Content-Length: 7\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Upgrade: h2c\r\n",
            "X: y\r\n",
            "\r\n",
            "\r",
            "\n",
            "5\r\nhello\r\n",
            "0\r\n",
            "HELO me\r\n",
            "\u0016\u0003\u00ff",
            "hello",
            " ",
            "x".repeat(90));

    /** Bytes that a client sends at once, as far as the server is concerned. */
    record Turn(String bytes, Set<Integer> cuts) {}

    @Provide
    Arbitrary<List<Turn>> talks() {
        Arbitrary<String> bytes =
                Arbitraries.of(PIECES).list().ofMinSize(1).ofMaxSize(6).map(pieces -> String.join("", pieces));
        Arbitrary<Set<Integer>> cuts =
                Arbitraries.integers().between(0, 150).set().ofMaxSize(8);
        return Combinators.combine(bytes, cuts).as(Turn::new).list().ofMaxSize(6);
    }

    @Property(tries = 3000)
    void cuts_make_no_difference(@ForAll("talks") List<Turn> turns) {
        var whole = new Talk();
        var cut = new Talk();
        var bytewise = new Talk();
        for (Turn turn : turns) {
            whole.client(turn.bytes()).server();
            int from = 0;
            for (int to : turn.cuts().stream().sorted().toList()) {
                if (to < turn.bytes().length()) {
                    cut.client(turn.bytes().substring(from, to));
                    from = to;
                }
            }
            cut.client(turn.bytes().substring(from)).server();
            for (int i = 0; i < turn.bytes().length(); i++) {
                bytewise.client(turn.bytes().substring(i, i + 1));
            }
            bytewise.server();
        }
        assertThat(cut.end().lines()).isEqualTo(whole.end().lines());
        assertThat(bytewise.end().lines()).isEqualTo(whole.lines());
    }

    /** A request and the body it announces. */
    record Sent(String target, Framing framing, String body) {
        enum Framing {
            NONE,
            LENGTH,
            CHUNKED
        }

        String line() {
            return "PUT /" + target + " HTTP/1.1";
        }

        String text() {
            return line() + "\r\nHost: x\r\n"
                    + switch (framing) {
                        case NONE -> "\r\n";
                        case LENGTH -> "Content-Length: " + body.length() + "\r\n\r\n" + body;
                        case CHUNKED -> "Transfer-Encoding: chunked\r\n\r\n" + chunks(body) + "0\r\n\r\n";
                    };
        }

        private static String chunks(String bytes) {
            int half = bytes.length() / 2;
            return chunk(bytes.substring(0, half)) + chunk(bytes.substring(half));
        }

        private static String chunk(String bytes) {
            return bytes.isEmpty() ? "" : Integer.toHexString(bytes.length()) + "\r\n" + bytes + "\r\n";
        }
    }

    @Provide
    Arbitrary<List<Sent>> pipelines() {
        Arbitrary<String> targets =
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(150);
        Arbitrary<String> bodies = Arbitraries.of(PIECES).list().ofMaxSize(5).map(pieces -> String.join("", pieces));
        return Combinators.combine(targets, Arbitraries.of(Sent.Framing.class), bodies)
                .as(Sent::new)
                .list()
                .ofMaxSize(10);
    }

    @Property
    void every_request_of_a_pipeline_is_found_and_nothing_else(@ForAll("pipelines") List<Sent> requests) {
        var talk = new Talk();
        requests.forEach(request -> talk.client(request.text()));
        assertThat(talk.end().lines())
                .isEqualTo(requests.stream()
                        .map(Sent::line)
                        .map(line -> line.substring(0, Math.min(line.length(), RequestScanner.LONGEST_LINE)))
                        .toList());
    }
}
