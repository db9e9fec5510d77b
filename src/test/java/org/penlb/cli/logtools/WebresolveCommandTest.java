package org.penlb.cli.logtools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.cli.command.Arguments;
import org.penlb.testing.PtrServer;
import org.penlb.testing.PtrServer.Answer;

/** webresolve's command line. */
class WebresolveCommandTest {
    private final StringWriter err = new StringWriter();
    private final StringWriter said = new StringWriter();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int run(String terminals, String log, String... arguments) {
        var in = new ByteArrayInputStream(log.getBytes(StandardCharsets.US_ASCII));
        return Arguments.commandLine(new WebresolveCommand(in, out, terminals))
                .setErr(new PrintWriter(err, true))
                .setOut(new PrintWriter(said, true))
                .execute(arguments);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--concurrency=0 | --concurrency: 0 (expected: 1 to 20000)",
                "--concurrency=20001 | --concurrency: 20001 (expected: 1 to 20000)",
                "--timeout=0 | --timeout: 0.0 (expected: 0.1 to 60)",
                "--timeout=61 | --timeout: 61.0 (expected: 0.1 to 60)",
                "--timeout=NaN | --timeout: NaN (expected: seconds)",
                "--timeout=Infinity | --timeout: Infinity (expected: seconds)",
                "--retries=-1 | --retries: -1 (expected: 0 to 10)",
                "--server=ns.example | --server: \"ns.example\" (expected: an IPv4 or IPv6 address",
                "--server=/run/dns | --server: \"/run/dns\" (expected: an IPv4 or IPv6 address",
                "--server=127.0.0.1:0 | --server: \"127.0.0.1:0\" (expected: an IPv4 or IPv6 address",
                "--server=127.0.0.1:99999 | --server: port: \"99999\"",
                "--server=1:2:3 | --server: \"1:2:3\" is not an IPv4 or IPv6 address",
                "access_log | Unmatched argument at index 0: 'access_log'",
            })
    void a_command_line_that_cannot_be_used_is_answered(String arguments, String message) {
        assertThat(run("", "", arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("webresolve: " + message).contains("Try 'webresolve --help'");
    }

    @Test
    void help_and_version() {
        assertThat(run("", "", "--help")).isZero();
        assertThat(said.toString()).contains("--server", "(500)", "(3)", "(2)", "Exit codes");
        assertThat(run("", "", "--version")).isZero();
        assertThat(said.toString()).contains("Pen for Vert.x");
    }

    @Test
    void a_terminal_is_told_how_it_went_and_anything_else_when_asked() {
        try (var server = new PtrServer(name -> Answer.named(name, "host.example"))) {
            String address = "127.0.0.1:" + server.address().getPort();
            assertThat(run("", "192.0.2.1 x\n", "--server", address)).isZero();
            assertThat(err.toString()).isEmpty();
            assertThat(run("stdout,stderr", "192.0.2.1 x\n", "--server", address))
                    .isZero();
            String sentence = "webresolve: 1 lines, 1 addresses: 1 resolved, 0 not (0 timed out)\n";
            assertThat(err.toString()).isEqualTo(sentence);
            assertThat(run("", "192.0.2.1 x\n", "--verbose", "--server", address))
                    .isZero();
            assertThat(err.toString()).isEqualTo(sentence + sentence);
            assertThat(run(",stderr", "192.0.2.1 x\n", "--server", address)).isZero();
            assertThat(err.toString()).isEqualTo(sentence + sentence + "\r\u001b[K" + sentence);
            assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo("host.example x\n".repeat(4));
        }
    }

    @Test
    void warms_up() throws IOException {
        WebresolveWarmUp.run();
    }
}
