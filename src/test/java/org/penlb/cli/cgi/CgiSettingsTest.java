package org.penlb.cli.cgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.cli.cgi.Cgi.Answer;
import org.penlb.cli.penctl.FakePen;

/** What an operator sets, and what is told of what cannot be used. */
@Timeout(60)
class CgiSettingsTest {
    private static final String CHANGE = "command=server+0+max+5";

    @TempDir
    Path folder;

    private final FakePen pen = FakePen.replying("fine\n");

    @AfterEach
    void end() {
        pen.close();
    }

    @Test
    void settings_may_stand_in_a_file() throws IOException {
        Path file = Files.writeString(
                folder.resolve("cgi.conf"), "# pen\n\nPEN_CONTROL = " + pen.address() + "\nPEN_CGI_ALLOW=read\n");
        Cgi request = Cgi.get("command=servers").with("PEN_CGI_CONF", file.toString());
        assertThat(request.askPenctl().status()).isEqualTo(200);
        assertThat(Cgi.post(CHANGE)
                        .byOperator()
                        .with("PEN_CGI_CONF", file.toString())
                        .askPenctl()
                        .status())
                .isEqualTo(403);
        assertThat(Cgi.post(CHANGE)
                        .byOperator()
                        .with("PEN_CGI_CONF", file.toString())
                        .with("PEN_CGI_ALLOW", "authenticated")
                        .askPenctl()
                        .status())
                .as("the environment counts")
                .isEqualTo(200);
        Files.writeString(file, "PEN_CONTROL=/run/pen.ctl\nPEN_ALLOW=all\n");
        Answer wrong = request.askPenctl();
        assertThat(wrong.status()).isEqualTo(500);
        assertThat(wrong.page()).contains("line 2", "PEN_ALLOW");
        assertThat(wrong.log()).startsWith("penctl.cgi: " + file + ", line 2: ");
    }

    @ParameterizedTest
    @CsvSource({
        "PEN_CONTROL, 10080, PEN_CONTROL: address",
        "PEN_CONTROL, '', PEN_CONTROL is not set",
        "PEN_CGI_ALLOW, everybody, PEN_CGI_ALLOW:",
        "PEN_CGI_TIMEOUT, 0, PEN_CGI_TIMEOUT:",
        "PEN_CGI_TIMEOUT, 1h, PEN_CGI_TIMEOUT:",
        "PEN_CGI_CONF, /no/such/file, PEN_CGI_CONF: /no/such/file is not there",
        "PEN_PIDFILE, /run/pen.pid, PEN_WEBFILE is not set",
        "PEN_WEBFILE, /run/pen.html, PEN_PIDFILE is not set",
    })
    void a_setting_that_cannot_be_used_is_told(String name, String value, String told) {
        Answer answer = Cgi.get("").at(pen.address()).with(name, value).askPenctl();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.log()).startsWith("penctl.cgi: " + told).hasLineCount(1);
        assertThat(answer.page()).contains(told);
    }

    @Test
    void outside_of_a_web_server_it_says_what_it_is() {
        Answer answer = Cgi.start(PenctlCgi.PROGRAM);
        assertThat(answer.exit()).isEqualTo(2);
        assertThat(answer.page()).isEmpty();
        assertThat(answer.log()).startsWith("penctl.cgi: this is a CGI program").hasLineCount(1);
        assertThat(Cgi.start(PenctlCgi.PROGRAM, "servers").exit()).isEqualTo(2);
        assertThat(Cgi.start(PenctlCgi.PROGRAM, "--help"))
                .satisfies(help -> assertThat(help.exit()).isZero())
                .satisfies(help -> assertThat(help.page()).contains("PEN_CONTROL", "Exit codes:"));
        assertThat(Cgi.start(PenctlCgi.PROGRAM, "warm-up").exit()).isZero();
        assertThat(Cgi.start(Penstats.PROGRAM, "warm-up").exit()).isZero();
    }
}
