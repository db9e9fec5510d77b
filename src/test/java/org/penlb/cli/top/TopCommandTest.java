package org.penlb.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.cli.command.Arguments;
import org.penlb.testing.Ports;
import picocli.CommandLine;

@Timeout(60)
class TopCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = Arguments.commandLine(new TopCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true));
        int exit = command.execute(arguments);
        command.getOut().flush();
        return exit;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--once | the address is missing (expected: host:port or /path/to/socket)",
                "--once x:99999 | ADDRESS: ",
                "--once --control 1 2 | --control: the address is there twice (expected: ADDRESS or --control)",
                "--interval 0.05 1 | --interval: 0.05 is not within 0.1 to 3600",
                "--interval 1e2147483647 1 | --interval: 1E+2147483647 is not within 0.1 to 3600",
                "--once --batch 3 1 | --once, --batch: one is 1 round, the other 3 (expected: one of them)",
                "--interval x 1 | Invalid value",
                "--timeout 0 1 | --timeout: 0 is not within 1 to 86400",
                "--batch 0 1 | --batch: 0 is not within 1 to 1000000",
                "--sort speed 1 | Invalid value",
            })
    void bad_command_lines(String arguments, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("pen top: ").contains(message);
    }

    @Test
    void without_a_pen_there_is_a_reason() {
        String address = "127.0.0.1:" + Ports.free();
        assertThat(run("--once", address)).isEqualTo(1);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines("pen top: cannot connect to " + address + ": connection refused\n");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void rounds_as_plain_text() {
        try (ScriptedPen pen = ScriptedPen.debians()) {
            pen.replies.put("servers", "0 addr \u001b[31mred port 80 conn 1 sx 100 rx 1000\n");
            assertThat(run(
                            "--batch",
                            "2",
                            "--interval",
                            "0.1",
                            "--control",
                            pen.pen().address()))
                    .isZero();
        }
        assertThat(out.toString())
                .matches("(?s)[ -~\n]*")
                .containsPattern("(?s)^pen 127.*\n\npen 127")
                .contains(" 0 ?[31mred ", "192.0.2.1 ", "mode roundrobin\n");
    }
}
