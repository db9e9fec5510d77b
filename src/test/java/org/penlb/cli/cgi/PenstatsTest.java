package org.penlb.cli.cgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.cli.cgi.Cgi.Answer;
import org.penlb.cli.penctl.FakePen;

@Timeout(60)
class PenstatsTest {
    /** As pen 0.34.1 writes it, with a host that means harm. */
    private static final String PAGE = """
            <html>
            <head>
            <title>Pen status page</title>
            </head>
            <body bgcolor="#ffffff"><h1>Pen status page</h1>
            Time 2026-11-30 12:00:00, 1 servers, 0 current<p>
            <table bgcolor="#c0c0c0">
            <tr>
            <td bgcolor="#80f080">server</td>
            <td bgcolor="#80f080">address</td>
            </tr>
            <tr>
            <td>0</td>
            <td><script>alert(1)</script>\u001b&amp;</td>
            </tr>
            </table>
            <h2>Active clients</h2>Max number of clients: 2048<p><table bgcolor="#c0c0c0">
            </table>
            </body>
            </html>
            """;

    @TempDir
    Path folder;

    private static Answer ask(String reply, Cgi request) {
        try (FakePen pen = FakePen.replying(reply)) {
            return request.at(pen.address()).askPenstats();
        }
    }

    @Test
    void a_status_page_is_written_anew() {
        Answer answer = ask(PAGE, Cgi.get(""));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.page())
                .contains(
                        "<h1>Pen status page</h1>\n<p>Time 2026-11-30 12:00:00, 1 servers, 0 current</p>\n<table>\n",
                        "<tr><th scope=\"col\">server</th><th scope=\"col\">address</th></tr>\n",
                        "<td>&lt;script&gt;alert(1)&lt;/script&gt;^[&amp;</td>",
                        "<h2>Active clients</h2>\n<p>Max number of clients: 2048</p>\n<table>\n</table>\n")
                .doesNotContain("<script", "bgcolor");
    }

    @Test
    void another_reply_is_shown_as_text() {
        Answer answer = ask("Unable to create <webstats>\n", Cgi.get(""));
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.page()).contains("<pre>\nUnable to create &lt;webstats&gt;\n</pre>", "pen -w FILE");
        assertThat(ask("", Cgi.get("")).status()).isEqualTo(502);
        assertThat(ask(PAGE.replace("Pen status", "Another"), Cgi.get("")).status())
                .isEqualTo(502);
    }

    @Test
    void a_page_that_ends_too_early_is_no_page() {
        assertThat(ask(PAGE.substring(0, PAGE.indexOf("</body>")), Cgi.get("")).status())
                .isEqualTo(502);
    }

    @Test
    void a_page_that_is_too_long_is_cut() {
        String row = "<tr><td>7</td></tr>\n";
        Answer answer = ask(PAGE.replace("</table>", row.repeat(60_000) + "</table>"), Cgi.get(""));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.page()).contains("Cut here: more than 1048576 bytes came.");
    }

    @Test
    void services_have_names() {
        try (FakePen pen = FakePen.replying(PAGE)) {
            assertThat(Cgi.get("service=web-1").at(pen.address()).askPenstats().status())
                    .isEqualTo(200);
            for (String name : new String[] {"a%20exit", "%23", "a/b", "-x", "a%0Ab", "a".repeat(65)}) {
                assertThat(Cgi.get("service=" + name)
                                .at(pen.address())
                                .askPenstats()
                                .status())
                        .as(name)
                        .isEqualTo(400);
            }
            assertThat(pen.seen()).containsExactly("service web-1 status");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "OPTIONS"})
    void it_can_only_be_looked_at(String method) {
        Answer answer = ask(PAGE, Cgi.of(method).byOperator());
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.head()).contains("\nAllow: GET, HEAD\n".stripTrailing());
    }

    @Test
    void head_has_no_page() {
        assertThat(ask(PAGE, Cgi.of("HEAD")).page()).isEmpty();
    }

    private Answer askByFile() {
        return Cgi.get("")
                .with("PEN_PIDFILE", folder.resolve("pid").toString())
                .with("PEN_WEBFILE", folder.resolve("page").toString())
                .with("PEN_CGI_TIMEOUT", "1")
                .askPenstats();
    }

    /** Its number may have been a pen's once. */
    @Test
    void a_stranger_gets_no_signal() throws IOException {
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(folder.resolve("pid"), stranger.pid() + "\n");
            Answer answer = askByFile();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.page()).contains("The process " + stranger.pid(), "is no pen");
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1 2", "0", "abc", "99999999999999999999", "1; exit"})
    void a_pid_file_holds_a_number(String text) throws IOException {
        Files.writeString(folder.resolve("pid"), text);
        assertThat(askByFile().page()).contains("does not hold the number of a process");
        assertThat(askByFile().status()).isEqualTo(502);
    }

    @Test
    void no_pid_file_is_no_pen() {
        assertThat(askByFile().status()).isEqualTo(502);
        assertThat(askByFile().page()).contains("no pen runs");
    }

    /** pen is a script here, which does what it is told when the signal comes. */
    private Answer askScript(String onSignal) throws IOException, InterruptedException {
        Path program = Files.copy(Path.of("/bin/sh").toRealPath(), folder.resolve("pen"));
        Path page = Files.writeString(folder.resolve("new"), PAGE);
        Process pen = new ProcessBuilder(
                        program.toString(),
                        "-c",
                        "trap '" + onSignal + "' USR1; echo $$ >\"$1\"; echo; while :; do sleep 0.01; done",
                        "sh",
                        folder.resolve("pid").toString(),
                        page.toString(),
                        folder.resolve("page").toString())
                .start();
        try {
            assertThat(pen.getInputStream().read()).isEqualTo('\n');
            return askByFile();
        } finally {
            pen.destroyForcibly().waitFor();
        }
    }

    @Test
    void a_page_is_shown_when_it_is_written_anew() throws Exception {
        Path old = Files.writeString(folder.resolve("page"), PAGE.replace("12:00:00", "11:00:00"));
        Files.setLastModifiedTime(old, FileTime.fromMillis(0));
        Answer answer = askScript("cat \"$2\" >\"$3\"");
        assertThat(answer.page()).contains("12:00:00");
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void the_first_page_too_and_one_that_is_moved_into_its_place() throws Exception {
        assertThat(askScript("mv \"$2\" \"$3\"").page()).contains("12:00:00");
    }

    @Test
    void a_page_that_is_not_written_is_not_shown() throws Exception {
        Path old = Files.writeString(folder.resolve("page"), PAGE);
        Files.setLastModifiedTime(old, FileTime.fromMillis(0));
        Answer answer = askScript(":");
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.page()).contains("has not written " + old + " within 1 s");
    }
}
