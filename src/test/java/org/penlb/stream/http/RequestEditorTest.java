package org.penlb.stream.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Forwarding;

/** What servers are told of whom they are asked for. */
class RequestEditorTest {
    private static final String FIELDS = "X-Forwarded-Proto: http\r\nX-Forwarded-For: 192.0.2.7\r\n";
    private static final String PIPELINE =
            "GET / HTTP/1.1\r\nHost: a\r\n%1$s\r\n" // the fields go to each place that is marked
                    + "POST /form HTTP/1.1\r\nContent-Length: 30\r\n%1$s\r\nGET /inside HTTP/1.1\r\n\r\n......"
                    + "POST /form HTTP/1.1\r\nTransfer-Encoding: chunked\r\n%1$s\r\n5\r\nGET /\r\n0\r\n\r\n"
                    + "GET /lf HTTP/1.0\nX-Forwarded-For: 10.6.6.6\n%1$s\n"
                    + "GET / HTTP/1.1\r\n%1$s\r\n";

    private final EditedClient client = new EditedClient(Forwarding.DEFAULT, "192.0.2.7");

    private @Nullable String edit(String text) {
        return edit(text, 0);
    }

    private @Nullable String edit(String text, long fromServer) {
        return client.edit(text, fromServer);
    }

    @Property
    void each_request_has_its_fields_however_it_was_cut(
            @ForAll @Size(max = 20) List<@IntRange(min = 1, max = 40) Integer> cuts) {
        String sent = PIPELINE.formatted("");
        var received = new StringBuilder();
        int at = 0;
        for (int cut : cuts) {
            int end = Math.min(sent.length(), at + cut);
            received.append(edit(sent.substring(at, end)));
            at = end;
        }
        received.append(edit(sent.substring(at)));
        assertThat(received).hasToString(PIPELINE.formatted(FIELDS));
    }

    @Example
    void what_is_not_http_stays_as_it_is() {
        for (String text : List.of(
                "EHLO mail.example\r\n",
                "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n",
                "\u0016\u0003\u0001\u0002\u0000 http/1.1\n",
                "\r\n\r\n",
                "GET /\r\n\r\n",
                "GET /\n")) {
            assertThat(new RequestEditorTest().edit(text)).isEqualTo(text);
        }
    }

    /** Servers that are less strict would find the fields of its sender's choice alone. */
    @Property
    void what_some_servers_take_for_a_request_ends_the_connection(
            @ForAll @IntRange(min = 1, max = 40) int cut, @ForAll boolean upgraded) {
        for (String line : List.of(
                "GET  / HTTP/1.1",
                "GET / HTTP/1.1 ",
                "GET / HTTP/1.10",
                "GET /a b HTTP/1.1",
                "GET /" + "a".repeat(300) + " \tHTTP/1.1",
                " GET / HTTP/1.1",
                "\r\n\tGET / HTTP/1.1",
                "\u0000GET / HTTP/1.1",
                "\u0016\u0003\u0001\n GET / HTTP/1.1",
                "\u0000".repeat(70_000) + "GET / HTTP/1.1",
                "\u00a0GET / HTTP/1.1",
                "GET / HTTP/0.9",
                "GET / HTTP/2.0",
                "PRI * HTTP/2.0 ",
                "GET / HTTP/01.1",
                "GET / RTSP/1.0",
                "SOURCE / ICE/1.0",
                "GET /",
                "GET  x",
                "\tGET\t/ ",
                "M-SEARCH *",
                "POST http://www/")) {
            var one = new RequestEditorTest();
            if (upgraded) {
                assertThat(one.edit("GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"))
                        .isNotNull();
            }
            String text = line + "\r\nX-Forwarded-For: 10.6.6.6\r\n\r\n";
            boolean goesOn = true;
            for (int at = 0; at < text.length() && goesOn; at += cut) {
                goesOn = one.edit(text.substring(at, Math.min(text.length(), at + cut))) != null;
            }
            assertThat(goesOn).as(line).isFalse();
        }
    }

    @Example
    void empty_lines_may_come_first() {
        for (String empty : List.of("\r\n\r\n", " \n", "\u0000\u0016\u0003\n\t\r\n")) {
            String get = empty + "GET / HTTP/1.1\r\n%s\r\n";
            assertThat(new RequestEditorTest().edit(get.formatted(""))).isEqualTo(get.formatted(FIELDS));
        }
    }

    @Example
    void an_answer_that_comes_within_the_next_request_line_does_not_hide_it() {
        for (String field : List.of("", "Upgrade: websocket\r\n")) {
            var one = new RequestEditorTest();
            String get = "GET / HTTP/1.1\r\n%s%s\r\nGET /2";
            assertThat(one.edit(get.formatted(field, ""))).isEqualTo(get.formatted(field, FIELDS));
            assertThat(one.edit(" HTTP/1.1\r\n\r\n", 100)).isEqualTo(" HTTP/1.1\r\n" + FIELDS + "\r\n");
        }
    }

    @Example
    void fields_of_a_line_without_a_version_may_not_come_after_an_answer() {
        assertThat(edit("GET / HTTP/1.1\r\n\r\nGET /\r\n")).isNotNull();
        assertThat(edit("X-Forwarded-For: 10.6.6.6\r\n\r\n", 100)).isNull();
    }

    /** Many servers know no tunnels, and take what comes next for a request. */
    @Example
    void a_tunnel_hides_no_request() {
        String connect = "CONNECT www:443 HTTP/1.1\r\nHost: www\r\n%1$s\r\n";
        String tls = "\u0016\u0003\u0001\u0000\u000b\u0000 http/1.1";
        assertThat(edit(connect.formatted("") + tls)).isEqualTo(connect.formatted(FIELDS) + tls);
        String get = connect + "GET / HTTP/1.1\r\n%1$s\r\n";
        assertThat(new RequestEditorTest().edit(get.formatted(""))).isEqualTo(get.formatted(FIELDS));
    }

    @Example
    void a_request_that_could_hide_another_one_ends_the_connection() {
        assertThat(edit("POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"))
                .isNull();
        assertThat(new RequestEditorTest().edit("POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"))
                .isNull();
        assertThat(new RequestEditorTest().edit("CONNECT www:443 HTTP/1.1\r\nContent-Length: 5\r\n\r\n"))
                .isNull();
        assertThat(new RequestEditorTest().edit("GET / HTTP/1.1\r\nA: " + "a".repeat(70_000)))
                .isNull();
    }
}
