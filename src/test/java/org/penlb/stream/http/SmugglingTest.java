package org.penlb.stream.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.penlb.config.Forwarding;

/**
 * What hides a request, or has a server overlook our fields: the connection ends before the server can make anything of it.
 * Each is read by some server as it is meant here.
 */
class SmugglingTest {
    private static final String EVIL = "GET /evil HTTP/1.1\r\nX-Forwarded-For: 10.6.6.6\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";

    private static EditedClient client() {
        return new EditedClient(Forwarding.DEFAULT, "192.0.2.7");
    }

    private static void ends(String text, int cut) {
        assertThat(client().editCut(text, cut)).as(text).isNull();
    }

    @Property
    void heads_that_are_read_in_two_ways(@ForAll @IntRange(min = 1, max = 60) int cut) {
        for (String fields : List.of(
                "Content-Length\u000b: 50\r\n",
                "Content-Length\u0000: 50\r\n",
                "\u00a0Content-Length: 50\r\n",
                "Content-Length" + " ".repeat(80) + ": 50\r\n",
                "Transfer-Encoding\t: chunked\r\n",
                "Content_Length: 50\r\n",
                "Transfer_Encoding: chunked\r\n",
                "Content-Length: 5\r\nContent-Length: 5\r\n",
                "X: a\r\n Content-Length: 50\r\n",
                "X: a\r\n \r\n",
                "X: a\r\n\t\r\n",
                "no colon\r\n",
                "X: a\nContent-Length: 50\r\n",
                "X: a\r\nContent-Length: 50\n",
                "Connection: close, X-Forwarded-For\r\n",
                "connection:x_forwarded_for\r\n",
                "Connection: Forwarded,a\r\n",
                "Connection: " + "a, ".repeat(500) + "\r\n",
                "Upgrade: " + "a, ".repeat(500) + "\r\n",
                "a:\r\n".repeat(95))) {
            ends(POST + fields + "\r\n" + EVIL, cut);
        }
        ends("GET / HTTP/1.1\nHost: a\r\n\r\n", cut);
        ends("GET / HTTP/1.1\r\nHost: a\r\n\n", cut);
    }

    @Property
    void bodies_that_are_read_in_two_ways(@ForAll @IntRange(min = 1, max = 60) int cut) {
        for (String body : List.of(
                "BEEF /evil HTTP/1.1\r\n",
                "5 5\r\nhello\r\n0\r\n\r\n",
                "100000005\r\nhello\r\n0\r\n\r\n",
                "0\r\n X-Forwarded-For: 10.6.6.6\r\n\r\n",
                "0\r\nX-Forwarded-For\u000b: 10.6.6.6\r\n\r\n",
                "0\r\nno colon\r\n\r\n",
                "0\r\n: a\r\n\r\n")) {
            ends(POST + "Transfer-Encoding: chunked\r\n\r\n" + body, cut);
        }
    }

    @Property
    void what_is_none_between_requests(@ForAll @IntRange(min = 1, max = 60) int cut) {
        for (String first : List.of(
                "GET / HTTP/1.1\r\n\r\nhello\r\n",
                "GET /\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\nGET /\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "PROXY TCP4 10.6.6.6 10.0.0.1 1 2\r\n",
                "\r\n\r\n\u0000\r\nQUIT\n\u0021\u0011\u0000\u000c123456789012")) {
            ends(first + EVIL, cut);
        }
    }

    @Example
    void an_offer_that_the_server_has_not_taken_yet() {
        for (String offer : List.of("GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n", "CONNECT a:1 HTTP/1.1\r\n\r\n")) {
            EditedClient early = client();
            assertThat(early.edit(offer)).isNotNull();
            assertThat(early.edit("hello\r\n" + EVIL)).contains("192.0.2.7\r\n\r\n");
            EditedClient late = client();
            assertThat(late.edit(offer)).isNotNull();
            assertThat(late.edit("hello\r\n" + EVIL, 100)).isEqualTo("hello\r\n" + EVIL);
        }
    }

    /** An end that may be another's is no end where something is open. */
    @Example
    void a_request_is_open_until_its_last_byte() {
        String post = POST + "Content-Length: 2\r\n\r\nab";
        String chunked = POST + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\n\r\n";
        for (String request : List.of(post, chunked, "GET / HTTP/1.1\r\n\r\n")) {
            EditedClient client = client();
            assertThat(client.isOpen()).isFalse();
            for (int i = 0; i < request.length() - 1; i++) {
                assertThat(client.edit(request.substring(i, i + 1))).isNotNull();
                assertThat(client.isOpen()).as(request.substring(0, i + 1)).isTrue();
            }
            assertThat(client.edit(request.substring(request.length() - 1))).isNotNull();
            assertThat(client.isOpen()).isFalse();
        }
        EditedClient other = client();
        assertThat(other.edit("EHLO me\r\n")).isNotNull();
        assertThat(other.isOpen()).isFalse();
    }
}
