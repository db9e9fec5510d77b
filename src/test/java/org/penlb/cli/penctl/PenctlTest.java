package org.penlb.cli.penctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.testing.Await;
import org.penlb.testing.Families;

/** Commands that get their reply, and how they are written. */
@Timeout(60)
class PenctlTest {
    @Test
    void the_words_go_out_as_one_line_and_the_reply_is_printed() throws InterruptedException {
        try (var pen = FakePen.replying("30\n")) {
            assertThat(Run.of(pen.address(), "server", "0", "max", "10")).isEqualTo(new Run(0, "30\n", ""));
            assertThat(Await.next(pen.commands)).isEqualTo("server 0 max 10\n");
        }
    }

    @Test
    void an_empty_reply_is_one() {
        try (var pen = FakePen.replying("")) {
            assertThat(Run.of(pen.address(), "no", "acl", "0")).isEqualTo(new Run(0, "", ""));
        }
    }

    @Test
    void a_reply_is_printed_byte_for_byte() {
        String reply = "\u001b[31mred \u0000 \u00e4\u20ac\r\n no end of line";
        try (var pen = FakePen.replying(reply)) {
            assertThat(Run.of(pen.address(), "status")).isEqualTo(new Run(0, reply, ""));
        }
    }

    @Test
    void a_reply_in_pieces_is_printed_as_it_comes() {
        var goOn = new CountDownLatch(1);
        var out = new ByteArrayOutputStream();
        try (var pen = new FakePen(client -> {
            FakePen.write(client, "first\n");
            goOn.await();
            for (char c = 'a'; c <= 'z'; c++) {
                FakePen.write(client, String.valueOf(c));
            }
        })) {
            var run = CompletableFuture.supplyAsync(() -> Run.into(out, "", pen.address(), "servers"));
            Await.until(
                    "the first piece is printed",
                    () -> out.toString(StandardCharsets.UTF_8).equals("first\n"));
            goOn.countDown();
            assertThat(run.join().exit()).isZero();
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("first\nabcdefghijklmnopqrstuvwxyz");
        }
    }

    @Test
    void a_huge_reply_is_printed_whole() {
        String reply = "0123456789abcde\n".repeat(1 << 20);
        try (var pen = FakePen.replying(reply)) {
            Run run = Run.of(pen.address(), "recent");
            assertThat(run.exit()).isZero();
            assertThat(run.out().equals(reply)).as("16 MiB unchanged").isTrue();
        }
    }

    @Test
    void unix_sockets(@TempDir Path folder) throws InterruptedException {
        try (var pen = new FakePen(folder.resolve("ctl"), client -> FakePen.write(client, "0\n"))) {
            assertThat(Run.of(pen.address(), "debug")).isEqualTo(new Run(0, "0\n", ""));
            assertThat(Await.next(pen.commands)).isEqualTo("debug\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[::1]:", "::1:"})
    void ipv6(String host) throws IOException {
        Families.assumeIpv6();
        InetAddress loopback = InetAddress.ofLiteral("::1");
        try (var pen = new FakePen(new InetSocketAddress(loopback, 0), client -> FakePen.write(client, "1\n"))) {
            String port = pen.address().substring("[::1]:".length());
            assertThat(Run.of(host + port, "pid")).isEqualTo(new Run(0, "1\n", ""));
        }
    }

    @Test
    void words_are_sent_as_utf8() throws InterruptedException {
        try (var pen = FakePen.replying("")) {
            Run.of(pen.address(), "log", "/var/log/gr\u00f6\u00dfe");
            assertThat(Await.next(pen.commands)).isEqualTo("log /var/log/gr\u00f6\u00dfe\n");
        }
    }

    @Test
    void without_a_command_the_lines_of_stdin_are_sent() {
        try (var pen = FakePen.replying("ok\n")) {
            Run run = Run.withInput("acl 0 deny 10.0.0.1\r\n\n# a comment\n  \nmode", pen.address());
            assertThat(run).isEqualTo(new Run(0, "ok\nok\n", ""));
            assertThat(pen.seen()).containsExactly("acl 0 deny 10.0.0.1", "mode");
        }
    }

    @Test
    void a_command_goes_before_stdin() {
        try (var pen = FakePen.replying("ok\n")) {
            assertThat(Run.withInput("mode\n", pen.address(), "pid")).isEqualTo(new Run(0, "ok\n", ""));
            assertThat(pen.seen()).containsExactly("pid");
        }
    }

    @Test
    void stdin_ends_at_the_first_line_that_fails() {
        try (var pen = new FakePen(client -> FakePen.reset(client))) {
            Run run = Run.withInput("# a comment\npid\nmode\n", pen.address());
            assertThat(run)
                    .isEqualTo(new Run(
                            1,
                            "",
                            "penctl: line 2: " + pen.address() + ": connection reset before the end of the reply\n"));
            assertThat(pen.seen()).containsExactly("pid");
        }
    }

    @Test
    void a_line_of_stdin_that_is_too_long_is_not_sent() {
        try (var pen = FakePen.replying("ok\n")) {
            Run run = Run.withInput("pid\n" + "x".repeat(100_000) + "\nmode\n", pen.address());
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith("penctl: line 2: the command has ")
                    .endsWith("(expected: less than 4096)\n");
            assertThat(pen.seen()).containsExactly("pid");
        }
    }

    @Test
    void the_longest_command_is_sent() throws InterruptedException {
        String command = "x".repeat(4095);
        try (var pen = FakePen.replying("ok\n")) {
            assertThat(Run.of(pen.address(), command).exit()).isZero();
            assertThat(Await.next(pen.commands)).isEqualTo(command + "\n");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                      | the address is missing (expected: host:port or /path/to/socket)
                    --timeout 5             | the address is missing (expected: host:port or /path/to/socket)
                    --verbose h:1 pid       | --verbose: no such option
                    --timeout=0 h:1 pid     | --timeout: "0" is not a number of seconds from 1 to 86400
                    --timeout x h:1 pid     | --timeout: "x" is not a number of seconds from 1 to 86400
                    --connect-timeout       | --connect-timeout: "" is not a number of seconds from 1 to 86400
                    localhost pid           | address "localhost": the host or the port is missing (expected: host:port or /path/to/socket)
                    h:70000 pid             | address "h:70000": port: "70000" is not a number from 0 to 65535
                    """)
    void a_command_line_that_cannot_be_used_exits_with_2(String arguments, String message) {
        Run run = Run.of(arguments.isEmpty() ? new String[0] : arguments.split(" "));
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("penctl: " + message + "\nUsage: penctl ");
    }

    @ParameterizedTest
    @CsvSource({
        "'', the command is empty",
        "' ', the command is empty",
        "'pid\nmode', the command is more than one line"
    })
    void a_command_that_is_no_line_exits_with_2(String command, String message) {
        try (var pen = FakePen.replying("ok\n")) {
            Run run = Run.of(pen.address(), command);
            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.err()).startsWith("penctl: " + message + "\n");
            assertThat(pen.seen()).isEmpty();
        }
    }

    @Test
    void help_and_version() {
        Run help = Run.of("--help");
        assertThat(help.exit()).isZero();
        assertThat(help.out())
                .startsWith("Usage: penctl ")
                .contains("--connect-timeout SEC")
                .endsWith("\n");
        assertThat(Run.of("--version").out()).startsWith("Pen for Vert.x ").endsWith("\n");
    }

    @Test
    void stdout_that_cannot_be_written_is_a_failure() {
        var full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        try (var pen = FakePen.replying("ok\n")) {
            assertThat(Run.into(full, "", pen.address(), "pid"))
                    .isEqualTo(new Run(1, "", "penctl: cannot write the reply: No space left on device\n"));
        }
    }

    @Test
    void the_training_of_the_cache_works() {
        assertThat(Run.of("warm-up")).isEqualTo(new Run(0, "", ""));
    }
}
