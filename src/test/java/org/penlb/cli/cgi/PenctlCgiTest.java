package org.penlb.cli.cgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.cli.cgi.Cgi.Answer;
import org.penlb.cli.penctl.FakePen;
import org.penlb.testing.Ports;

@Timeout(60)
class PenctlCgiTest {
    private static final String CHANGE = "command=server+0+max+5";

    private FakePen pen = FakePen.replying("fine <b>\n");

    @AfterEach
    void end() {
        pen.close();
    }

    private Answer ask(Cgi request) {
        return request.at(pen.address()).askPenctl();
    }

    private void assertRefused(int status, Cgi request) {
        assertThat(ask(request).status()).isEqualTo(status);
        assertThat(pen.seen()).isEmpty();
    }

    @Test
    void a_form_is_shown() {
        Answer answer = ask(Cgi.get(""));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.exit()).isZero();
        assertThat(answer.page()).contains("<form method=\"post\" action=\"?\">", "<label for=\"command\">");
        assertThat(pen.seen()).isEmpty();
    }

    @Test
    void a_link_may_ask() {
        Answer answer = ask(Cgi.get("command=recent+60"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.page()).contains("<pre>\nfine &lt;b&gt;\n</pre>", "value=\"recent 60\"");
        assertThat(pen.seen()).containsExactly("recent 60");
        assertThat(answer.log()).isEmpty();
    }

    @Test
    void a_link_may_not_change_anything() {
        Cgi link = Cgi.get(CHANGE).byOperator().with("PEN_CGI_ALLOW", "all").with("HTTP_HOST", "localhost");
        assertThat(ask(link).head()).contains("\nAllow: POST");
        assertRefused(405, link);
        assertRefused(405, Cgi.of("HEAD").with("QUERY_STRING", CHANGE).byOperator());
    }

    @Test
    void the_form_changes_something_and_that_is_logged() {
        Answer answer = ask(Cgi.post(CHANGE).byOperator());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(pen.seen()).containsExactly("server 0 max 5");
        assertThat(answer.log()).isEqualTo("penctl.cgi: operator at 192.0.2.7: server 0 max 5\n");
    }

    @Test
    void the_log_names_nobody_whom_the_web_server_does_not_check() {
        Answer answer = ask(Cgi.post(CHANGE)
                .byOperator()
                .with("PEN_CGI_ALLOW", "all")
                .with("PEN_CGI_HOSTS", "www.example")
                .with("HTTP_ORIGIN", "http://www.example")
                .with("HTTP_HOST", "www.example"));
        assertThat(answer.log()).isEqualTo("penctl.cgi: somebody at 192.0.2.7: server 0 max 5\n");
    }

    @Test
    void the_log_is_one_line_whoever_it_is() {
        Answer answer = ask(Cgi.post(CHANGE).byOperator().with("REMOTE_USER", "a\u001b[2J\u202e\nb\t"));
        assertThat(answer.log()).isEqualTo("penctl.cgi: a^[[2J<U+202E>^Jb^I at 192.0.2.7: server 0 max 5\n");
    }

    @Test
    void only_for_whom_the_web_server_has_asked() {
        assertRefused(403, Cgi.post(CHANGE));
        assertRefused(403, Cgi.post(CHANGE).with("REMOTE_USER", "operator"));
        assertRefused(403, Cgi.post(CHANGE).with("AUTH_TYPE", "Basic"));
        assertRefused(403, Cgi.post(CHANGE).with("HTTP_REMOTE_USER", "operator").with("HTTP_AUTH_TYPE", "Basic"));
        assertThat(ask(Cgi.post("command=servers")).status()).isEqualTo(200);
    }

    @Test
    void or_for_nobody() {
        assertRefused(403, Cgi.post(CHANGE).byOperator().with("PEN_CGI_ALLOW", "read"));
        assertThat(ask(Cgi.get("").with("PEN_CGI_ALLOW", "read")).page()).contains("<form method=\"get\"");
        assertThat(ask(Cgi.get("command=servers").with("PEN_CGI_ALLOW", "read")).status())
                .isEqualTo(200);
    }

    @Test
    void or_for_all_by_a_name_that_nobody_else_can_have() {
        assertRefused(403, Cgi.post(CHANGE).with("PEN_CGI_ALLOW", "all"));
        assertRefused(421, Cgi.post(CHANGE).with("PEN_CGI_ALLOW", "all").with("PEN_CGI_HOSTS", "pen.example.com"));
        Cgi named = Cgi.post(CHANGE).with("PEN_CGI_ALLOW", "all").with("PEN_CGI_HOSTS", "pen.example.com, " + Cgi.HOST);
        assertThat(ask(named).status()).isEqualTo(200);
        for (String host : new String[] {"localhost:8080", "127.0.0.1:8080", "[::1]:8080", "[::1]"}) {
            Cgi local = Cgi.post(CHANGE)
                    .with("PEN_CGI_ALLOW", "all")
                    .with("HTTP_HOST", host)
                    .with("HTTP_ORIGIN", "http://" + host);
            assertThat(ask(local).status()).as(host).isEqualTo(200);
        }
    }

    @Test
    void not_for_another_origin() {
        assertRefused(403, Cgi.post(CHANGE).byOperator().with("HTTP_ORIGIN", "http://evil.example"));
        assertRefused(403, Cgi.post(CHANGE).byOperator().without("HTTP_ORIGIN"));
        assertRefused(403, Cgi.post("command=servers").byOperator().with("HTTP_SEC_FETCH_SITE", "cross-site"));
    }

    @Test
    void the_end_of_the_pen_is_asked_for_twice() {
        Answer asked = ask(Cgi.post("command=exit").byOperator());
        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.page()).contains("ends the pen", "name=\"confirmed\" value=\"exit\"");
        assertThat(pen.seen()).isEmpty();
        assertRefused(403, Cgi.post("command=exit&confirmed=exit"));
        assertThat(ask(Cgi.post("command=exit&confirmed=exit").byOperator()).status())
                .isEqualTo(200);
        assertThat(pen.seen()).containsExactly("exit");
    }

    @Test
    void help_is_given_here() {
        assertThat(ask(Cgi.get("command=help")).page()).contains("server SERVER drain|up|remove");
        assertThat(ask(Cgi.post("command=help+me").byOperator()).page()).contains("acl LIST cut");
        assertThat(pen.seen()).isEmpty();
    }

    @Test
    void the_query_of_a_form_does_not_count() {
        assertThat(ask(Cgi.post("").with("QUERY_STRING", CHANGE).byOperator()).status())
                .isEqualTo(200);
        assertThat(pen.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "command=servers%0Aexit",
                "command=servers%0Dexit",
                "command=servers%00exit",
                "command=a%1Bb",
                "command=a%7F",
                "command=a%C2%85b",
                "command=%zz",
                "command=servers&command=exit",
                "command=%ff"
            })
    void a_command_is_one_line_of_text(String form) {
        assertRefused(400, Cgi.get(form));
        assertRefused(400, Cgi.post(form).byOperator());
    }

    @Test
    void a_command_is_less_than_4096_bytes() {
        assertRefused(400, Cgi.post("command=" + "%C3%A4".repeat(2048)).byOperator());
        assertThat(ask(Cgi.post("command=" + "x".repeat(4095)).byOperator()).status())
                .isEqualTo(200);
    }

    @Test
    void a_body_is_a_form_of_a_length() {
        assertRefused(
                413, Cgi.post("command=" + "x".repeat(CgiRequest.MAX_BODY)).byOperator());
        assertRefused(413, Cgi.post(CHANGE).byOperator().with("CONTENT_LENGTH", "99999999999999999999"));
        assertRefused(411, Cgi.post(CHANGE).byOperator().without("CONTENT_LENGTH"));
        for (String length : new String[] {"-1", "+1", "1x", "0x10", " 1", "\uff11"}) {
            assertRefused(400, Cgi.post(CHANGE).byOperator().with("CONTENT_LENGTH", length));
        }
        assertRefused(400, Cgi.post(CHANGE).byOperator().with("CONTENT_LENGTH", "100"));
        for (String type : new String[] {"text/plain", "multipart/form-data; boundary=x", "", "application/json"}) {
            assertRefused(415, Cgi.post(CHANGE).byOperator().with("CONTENT_TYPE", type));
        }
        Cgi withCharset =
                Cgi.post(CHANGE).byOperator().with("CONTENT_TYPE", "Application/x-www-form-urlencoded; charset=UTF-8");
        assertThat(ask(withCharset).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "OPTIONS", "TRACE", "get", "X"})
    void other_methods_are_told_which_there_are(String method) {
        Answer answer = ask(Cgi.of(method).byOperator());
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.head()).contains("\nAllow: GET, HEAD, POST");
    }

    @Test
    void head_is_get_without_the_page() {
        Answer answer = ask(Cgi.of("HEAD").with("QUERY_STRING", "command=servers"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.page()).isEmpty();
        assertThat(answer.head()).isEqualTo(ask(Cgi.get("command=servers")).head());
    }

    @Test
    void there_is_nothing_below() {
        assertRefused(404, Cgi.get("command=servers").with("PATH_INFO", "/more"));
    }

    @ParameterizedTest
    @CsvSource({"command=servers, 200", "command=%zz, 400", "command=close+1, 405"})
    void every_answer_is_for_nobody_else_and_runs_nothing(String query, int status) {
        Answer answer = ask(Cgi.get(query));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.head().lines())
                .contains(
                        "Content-Type: text/html; charset=utf-8",
                        "X-Content-Type-Options: nosniff",
                        "X-Frame-Options: DENY",
                        "Cache-Control: no-store",
                        "Referrer-Policy: same-origin")
                .anyMatch(line -> line.startsWith("Content-Security-Policy: default-src 'none'; style-src 'sha256-"));
    }

    @Test
    void a_reply_is_text_whatever_is_in_it() {
        pen.close();
        pen = FakePen.replying("</pre><script>alert('&')</script>\u001b[31m\u202e\r\n\u0000");
        assertThat(ask(Cgi.get("command=servers")).page())
                .contains(
                        "<pre>\n&lt;/pre&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;^[[31m&lt;U+202E&gt;^M\n^@</pre>")
                .doesNotContain("<script");
    }

    @Test
    void the_command_is_text_too() {
        assertThat(ask(Cgi.post("command=%22%3E%3Cscript%3E").byOperator()).page())
                .contains("value=\"&quot;&gt;&lt;script&gt;\"", "<h2>&quot;&gt;&lt;script&gt;</h2>")
                .doesNotContain("<script");
        assertThat(ask(Cgi.get("command=%3Cscript%3E")).page()).doesNotContain("<script");
    }

    @Test
    void a_reply_without_end_is_cut() {
        pen.close();
        pen = new FakePen(client -> {
            while (client.isOpen()) {
                FakePen.write(client, "0123456789abcde\n".repeat(4096));
            }
        });
        Answer answer = ask(Cgi.get("command=servers"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.page()).contains("Cut here: more than 1048576 bytes came.");
        assertThat(answer.page().length()).isBetween(PenReply.MAX_LENGTH, PenReply.MAX_LENGTH + 10_000);
    }

    @Test
    void a_reply_of_nothing_is_explained() {
        pen.close();
        pen = FakePen.replying("");
        assertThat(ask(Cgi.get("command=servers")).page()).contains("The reply is empty", "control_acl");
    }

    @Test
    void no_pen_is_a_bad_gateway_and_a_slow_one_a_timeout() {
        Answer nobody =
                Cgi.get("command=servers").at("127.0.0.1:" + Ports.free()).askPenctl();
        assertThat(nobody.status()).isEqualTo(502);
        assertThat(nobody.page()).contains("connection refused");
        pen.close();
        pen = new FakePen(client -> client.read(ByteBuffer.allocate(1))); // until the other side closes it
        Answer slow = ask(Cgi.get("command=servers").with("PEN_CGI_TIMEOUT", "1"));
        assertThat(slow.status()).isEqualTo(504);
        assertThat(slow.page()).contains("has not ended within 1 s");
    }
}
