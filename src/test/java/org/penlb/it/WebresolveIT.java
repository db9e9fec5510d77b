package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.testing.Await;
import org.penlb.testing.Kill;

/** bin/webresolve and bin/splitwr as a user starts them, with NSD for a name server and dig to compare with. */
@Timeout(120)
class WebresolveIT {
    private static final Path BIN = Path.of(System.getProperty("pen.home", ".")).resolve("bin");
    private static final String REST = " - - [01/Jan/2026:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1\n";

    private static final String HEAD = """
            $TTL 300
            @ SOA ns.example.test. hostmaster.example.test. 1 3600 600 86400 300
            @ NS ns.example.test.
            """;
    private static final Zone REVERSE = new Zone("2.0.192.in-addr.arpa", HEAD + """
            1 PTR one.example.test.
            2 PTR two.example.test.
            3 PTR a\\032b\\032\\"GET.example.test.
            4 PTR 10.0.0.1.
            5 PTR <script>.example.test.
            6 TXT "no name"
            200 CNAME 200.128-255
            201 CNAME 201.rev.example.test.
            202 CNAME 202.nowhere.example.test.
            """);
    /** As RFC 2317 has it: another zone holds a part of the addresses. */
    private static final Zone DELEGATED =
            new Zone("128-255.2.0.192.in-addr.arpa", HEAD + "200 PTR delegated.example.test.\n");

    private static final Zone ELSEWHERE =
            new Zone("example.test", HEAD + "201.rev PTR elsewhere.example.test.\nns A 127.0.0.1\n");
    private static final Zone SIX = new Zone("8.b.d.0.1.0.0.2.ip6.arpa", HEAD + """
            1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR six.example.test.
            """);

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    /** What a program said, and its exit code. */
    private record Ended(int exit, String out, String err) {}

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    private NsdServer nsd() throws IOException {
        return new NsdServer(folder, REVERSE, DELEGATED, ELSEWHERE, SIX);
    }

    private Process start(String... command) throws IOException {
        var builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("PEN_AOT", "off");
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static String script(String name) {
        return BIN.resolve(name).toString();
    }

    private Ended run(String in, String... command) throws IOException, InterruptedException {
        Process process = start(command);
        try (OutputStream keys = process.getOutputStream()) {
            keys.write(in.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException _) {
            // it does not read
        }
        return ended(process);
    }

    private static Ended ended(Process process) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), out, err.replaceAll("(?m)^SLF4J.*\n", ""));
    }

    @Test
    void names_are_those_that_dig_finds() throws IOException, InterruptedException {
        List<String> addresses = List.of(
                "192.0.2.1",
                "192.0.2.2",
                "192.0.2.6",
                "192.0.2.7",
                "192.0.2.200",
                "192.0.2.201",
                "192.0.2.202",
                "2001:db8::1",
                "2001:db8::2",
                "198.51.100.1");
        try (var nsd = nsd()) {
            var log = new StringBuilder();
            var expected = new StringBuilder();
            for (String address : addresses) {
                log.append(address).append(REST);
                expected.append(dug(nsd, address)).append(REST);
            }
            assertThat(run(log.toString(), script("webresolve"), "--server", nsd.address()))
                    .isEqualTo(new Ended(0, expected.toString(), ""));
            assertThat(expected)
                    .contains("one.example.test", "two.example.test", "delegated.", "elsewhere.", "six.", "192.0.2.7 ");
        }
    }

    /** The name of an address by dig, which leaves it to the user to ask for what an alias leads to. */
    private static String dug(NsdServer nsd, String address) throws IOException, InterruptedException {
        String found = address;
        List<String> question = List.of("-x", address);
        while (!question.isEmpty()) {
            List<String> answers = new ArrayList<>(Dig.ask(nsd.socketAddress(), question.toArray(String[]::new))
                    .answers());
            question = List.of();
            if (!answers.isEmpty()) {
                String last = answers.getLast();
                boolean alias = last.matches("\\d+\\..*");
                question = alias ? List.of(last, "PTR") : List.of();
                found = alias ? address : last.substring(0, last.length() - 1);
            }
        }
        return found;
    }

    @Test
    void names_that_mean_harm_are_not_taken_and_bytes_stay_as_they_are() throws IOException, InterruptedException {
        String log = "192.0.2.3" + REST + "192.0.2.4" + REST + "192.0.2.5" + REST
                + "\n\r\n\u001b[2J\0\u00ff <b>\n192.0.2.1 \u00e4\0\r\nwww.example:80 192.0.2.1 - -\n192.0.2.1 no end";
        try (var nsd = nsd()) {
            String expected = log.replace("192.0.2.1 \u00e4", "one.example.test \u00e4")
                    .replace("192.0.2.1 no", "one.example.test no");
            assertThat(run(log, script("webresolve"), "--server", nsd.address()))
                    .isEqualTo(new Ended(0, expected, ""));
        }
    }

    @Test
    void one_dead_server_among_several_does_not_matter() throws IOException, InterruptedException {
        try (var dead = nsd();
                var nsd = nsd()) {
            dead.pause();
            Ended run = run(
                    "192.0.2.1" + REST,
                    script("webresolve"),
                    "--server=" + dead.address(),
                    "--server=" + nsd.address(),
                    "--timeout=0.5",
                    "--retries=10",
                    "--verbose");
            dead.resume();
            assertThat(run)
                    .isEqualTo(new Ended(
                            0,
                            "one.example.test" + REST,
                            "webresolve: 1 lines, 1 addresses: 1 resolved, 0 not (0 timed out)\n"));
        }
    }

    @Test
    void whoever_wants_the_first_line_only_gets_it_and_no_complaint() throws IOException, InterruptedException {
        try (var nsd = nsd()) {
            Path log = Files.writeString(folder.resolve("log"), ("192.0.2.1" + REST).repeat(100_000));
            String pipe = "{ \"$0\" --server=\"$1\" <\"$2\"; echo \"exit $?\" >&2; } | head -n 1";
            assertThat(run("", "sh", "-c", pipe, script("webresolve"), nsd.address(), log.toString()))
                    .isEqualTo(new Ended(0, "one.example.test" + REST, "exit 0\n"));
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void a_signal_ends_it_between_lines(String signal, int exit) throws IOException, InterruptedException {
        try (var nsd = nsd()) {
            Process process = start(script("webresolve"), "--server", nsd.address());
            OutputStream keys = process.getOutputStream();
            InputStream out = process.getInputStream();
            keys.write(("192.0.2.1" + REST).getBytes(StandardCharsets.US_ASCII));
            keys.flush();
            // It comes out though the log goes on.
            String first = "one.example.test" + REST;
            assertThat(new String(out.readNBytes(first.length()), StandardCharsets.US_ASCII))
                    .isEqualTo(first);
            nsd.pause();
            keys.write(("192.0.2.2" + REST + "x\n192.0.2.1 part").getBytes(StandardCharsets.US_ASCII));
            keys.flush();
            Await.until("it has read that", () -> unread(process) == 0);
            Kill.send(signal, process.pid());
            Ended end = ended(process);
            nsd.resume();
            assertThat(end.exit()).isEqualTo(exit);
            // Some may still have been on their way through the program; none is in pieces.
            assertThat(end.out()).isIn("192.0.2.2" + REST + "x\n", "192.0.2.2" + REST, "");
        }
    }

    private static int unread(Process process) {
        try {
            // What a pipe holds is told to those who have it open; through /proc that is anybody.
            return Files.newInputStream(Path.of("/proc/" + process.pid() + "/fd/0"))
                    .available();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void splitwr_writes_a_resolved_log() throws IOException, InterruptedException {
        try (var nsd = nsd()) {
            String server = "--server=" + nsd.address();
            Path log = Files.writeString(folder.resolve("access log"), "192.0.2.1" + REST);
            Path other = Files.writeString(folder.resolve("-other"), "192.0.2.2" + REST);
            String first = "one.example.test" + REST;
            String second = "two.example.test" + REST;
            assertThat(run("", script("splitwr"), server, log.toString())).isEqualTo(new Ended(0, first, ""));
            assertThat(run("192.0.2.1" + REST, script("splitwr"), server)).isEqualTo(new Ended(0, first, ""));
            assertThat(run("192.0.2.1" + REST, script("splitwr"), server, "-")).isEqualTo(new Ended(0, first, ""));
            assertThat(run("192.0.2.1" + REST, script("splitwr"), server, "--", other.toString(), "-", log.toString()))
                    .isEqualTo(new Ended(0, second + first + first, ""));
        }
    }

    @Test
    void splitwr_names_what_it_cannot_read() throws IOException, InterruptedException {
        Path log = Files.writeString(folder.resolve("log"), "x\n");
        String missing = folder.resolve("missing").toString();
        assertThat(run("", script("splitwr"), log.toString(), missing))
                .isEqualTo(new Ended(1, "", "splitwr: " + missing + ": no such file\n"));
        assertThat(run("", script("splitwr"), folder.toString()))
                .isEqualTo(new Ended(1, "", "splitwr: " + folder + ": is a directory\n"));
        assertThat(run("", script("splitwr"), "-x").exit()).isEqualTo(2);
    }

    @Test
    void what_cannot_be_read_or_written_is_said() throws IOException, InterruptedException {
        assertThat(run("", "sh", "-c", "exec \"$0\" </", script("webresolve")))
                .isEqualTo(new Ended(1, "", "webresolve: cannot read: Is a directory\n"));
        assertThat(run("x\n", "sh", "-c", "exec \"$0\" >/dev/full", script("webresolve")))
                .isEqualTo(new Ended(1, "", "webresolve: cannot write: No space left on device\n"));
        assertThat(run("", "sh", "-c", "exec \"$0\" <&-", script("webresolve"))).isEqualTo(new Ended(0, "", ""));
    }
}
