package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** Pen in the background. */
@Timeout(120)
class BackgroundIT {
    @TempDir
    Path folder;

    private final EchoServer server = new EchoServer("server");
    private final int port = Ports.free();
    private final List<Process> processes = new ArrayList<>();
    private Path pidFile;

    @BeforeEach
    void name() {
        pidFile = folder.resolve("pen.pid");
    }

    @AfterEach
    void end() throws IOException {
        server.close();
        processes.forEach(Process::destroyForcibly);
        if (Files.exists(pidFile) && Files.size(pidFile) > 0) {
            ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
                    .ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private InetSocketAddress pen() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    private Started start(String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("127.0.0.1:" + port, server.address()));
        return Started.pen(folder, arguments.toArray(String[]::new));
    }

    @Test
    void serves_when_the_start_is_over_and_stands_alone() throws IOException, InterruptedException {
        assertThat(start("-p", "pen.pid")).isEqualTo(new Started(0, ""));
        assertThat(Visitor.visit("127.0.0.1", pen())).isEqualTo("server");

        ProcessHandle pen = Started.in(pidFile);
        assertThat(Started.link(pen, "cwd")).isEqualTo("/");
        for (int descriptor = 0; descriptor <= 2; descriptor++) {
            assertThat(Started.link(pen, "fd/" + descriptor)).isEqualTo("/dev/null");
        }
        String stat = Started.proc(pen, "stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        assertThat(fields[3]).as("session").isEqualTo(String.valueOf(pen.pid()));
        assertThat(fields[4]).as("terminal").isEqualTo("0");

        Started.terminate(pen);
        assertThat(pidFile).doesNotExist();
        assertThat(Ports.listeners(port)).isZero();
    }

    @Test
    void lives_on_after_hup() throws IOException, InterruptedException {
        start("-p", "pen.pid");
        ProcessHandle pen = Started.in(pidFile);
        for (int i = 0; i < 3; i++) {
            Started.signal("HUP", pen);
        }
        assertThat(Visitor.visit("127.0.0.1", pen())).isEqualTo("server");
        Started.terminate(pen);
        assertThat(pidFile).as("removed in good order").doesNotExist();
    }

    @Test
    void a_start_that_fails_says_why() throws IOException, InterruptedException {
        String taken = server.address();
        assertThat(Started.pen(folder, taken, "127.0.0.1:1"))
                .isEqualTo(new Started(1, "pen: listener \"" + taken + "\": the port is in use by another program\n"));
        assertThat(start("-u", "no-such-user")).isEqualTo(new Started(1, "pen: -u no-such-user: no such user\n"));
        assertThat(start("-p", "no/pen.pid")).isEqualTo(new Started(1, "pen: -p no/pen.pid: no such directory\n"));
        assertThat(Ports.listeners(port)).isZero();

        Started misspelt = start("--bogus");
        assertThat(misspelt.exit()).isEqualTo(2);
        assertThat(misspelt.errors()).startsWith("pen: Unknown option: '--bogus'\nUsage:");
    }

    @Test
    void a_pid_file_in_use_is_an_error_and_one_left_behind_is_not() throws IOException, InterruptedException {
        start("-p", "pen.pid");
        ProcessHandle first = Started.in(pidFile);
        assertThat(Started.pen(folder, "-p", "pen.pid", "127.0.0.1:0", "127.0.0.1:1"))
                .isEqualTo(new Started(1, "pen: -p pen.pid: in use by process " + first.pid() + "\n"));

        first.destroyForcibly();
        Started.awaitEnd(first);
        assertThat(pidFile).exists();
        assertThat(start("-p", "pen.pid")).isEqualTo(new Started(0, ""));
        assertThat(Started.in(pidFile).pid()).isNotEqualTo(first.pid());
    }

    @Test
    void of_many_with_one_pid_file_one_starts() throws IOException, InterruptedException {
        for (int i = 0; i < 4; i++) {
            processes.add(new ProcessBuilder(PenProcess.command(
                            List.of(), List.of("-f", "-p", pidFile.toString(), "127.0.0.1:0", "127.0.0.1:1")))
                    .redirectErrorStream(true)
                    .start());
        }
        Await.until(
                "all but one have given up",
                () -> processes.stream().filter(Process::isAlive).count() == 1);
        for (Process pen : processes) {
            if (pen.isAlive()) {
                // The others may have given up when it held the file and had not yet written to it.
                Await.until("the file has its number", () -> content(pidFile).equals(pen.pid() + "\n"));
            } else {
                assertThat(new String(pen.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .containsPattern(
                                "pen: -p " + pidFile + ": in use by (process \\d+|a process that is starting)\n");
                assertThat(pen.exitValue()).isEqualTo(1);
            }
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The child is stopped while it starts, which is the time that its parent is killed in. */
    @Test
    void nothing_half_started_outlives_the_parent() throws IOException, InterruptedException {
        Optional<ProcessHandle> caught = Optional.empty();
        while (caught.isEmpty()) {
            Process parent = new ProcessBuilder(PenProcess.command(
                            List.of(), List.of("-p", pidFile.toString(), "127.0.0.1:" + port, "127.0.0.1:1")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            processes.add(parent);
            Await.until("there is a child", () -> parent.children().findAny().isPresent() || !parent.isAlive());
            caught = parent.children().findAny();
            if (caught.isPresent()) {
                Started.signal("STOP", caught.get());
            }
            if (!parent.isAlive()) { // the child was faster
                caught.ifPresent(ProcessHandle::destroyForcibly);
                caught = Optional.empty();
            } else {
                parent.destroyForcibly().waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS);
            }
        }
        ProcessHandle child = caught.get();
        Started.signal("CONT", child);
        Started.awaitEnd(child);
        assertThat(Ports.listeners(port)).isZero();
    }

    @Test
    void a_service_manager_that_is_gone_keeps_nobody_from_starting() throws IOException, InterruptedException {
        List<String> command =
                PenProcess.command(List.of(), List.of("-p", "pen.pid", "127.0.0.1:" + port, server.address()));
        Started started = Started.of(folder, Map.of("NOTIFY_SOCKET", "/no/such/socket"), command);
        assertThat(started.errors()).contains("WARNING NOTIFY_SOCKET: \"/no/such/socket\": No such file or directory");
        assertThat(started.exit()).isZero();
        assertThat(Visitor.visit("127.0.0.1", pen())).isEqualTo("server");
    }

    @Test
    void without_the_right_to_call_the_c_library_it_says_so() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(PenProcess.command(List.of(), List.of()));
        command.removeIf(word -> word.startsWith("--enable-native-access") || word.equals("-jar"));
        command.addAll(1, List.of("--illegal-native-access=deny", "-cp"));
        String jar = command.removeLast();
        command.add(command.indexOf("-cp") + 1, jar);
        command.addAll(List.of("org.penlb.cli.Main", "-f", "-u", "root", "127.0.0.1:0", "127.0.0.1:1"));
        assertThat(Started.of(folder, Map.of(), command))
                .isEqualTo(new Started(
                        1,
                        "pen: -u root: java may not call the system's C library"
                                + " (expected: java --enable-native-access=ALL-UNNAMED)\n"));
    }
}
