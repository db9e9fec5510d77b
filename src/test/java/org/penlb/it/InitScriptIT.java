package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.system.Privileges;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Kill;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;
import org.penlb.testing.Processes;
import org.penlb.testing.Visitor;

/** The init script of the old style, with a Pen in a jail. */
@Timeout(120)
class InitScriptIT {
    private static final Path SCRIPT = Path.of(System.getProperty("pen.home", "."), "conf", "init.d", "pen");

    private record Said(int exit, String text) {}

    @TempDir
    Path folder;

    private final EchoServer server = new EchoServer("server");
    private final int port = Ports.free();
    private final int control = Ports.free();
    private Path pidFile;

    @BeforeEach
    void install() throws IOException {
        assumeThat(Privileges.isRoot())
                .as("only root can change root directory and user")
                .isTrue();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        String command = PenProcess.command(List.of(), List.of()).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        Path pen = Files.writeString(folder.resolve("pen"), "#!/bin/sh\nexec " + command + " \"$@\"\n");
        Files.setPosixFilePermissions(pen, PosixFilePermissions.fromString("rwxr-xr-x"));
        configure(server.address());
        pidFile = folder.resolve("run/pen/pen.pid");
    }

    private void configure(String servers) throws IOException {
        Files.writeString(folder.resolve("defaults"), """
                PEN=%1$s/pen
                LISTEN=127.0.0.1:%2$d
                SERVERS="%3$s"
                OPTIONS="-r -t 3"
                MAX_CONNECTIONS=100
                JAIL=%1$s
                CONTROL=127.0.0.1:%4$d
                PENCTL=%5$s
                LOGFILE=/log/pen.log
                """.formatted(
                        folder, port, servers, control, Program.find("penctl", "pen")));
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        run("stop");
        server.close();
    }

    private Process begin(String... action) throws IOException {
        var builder = new ProcessBuilder(SCRIPT.toString());
        builder.command().addAll(List.of(action));
        builder.environment().put("PEN_DEFAULTS", folder.resolve("defaults").toString());
        return builder.redirectErrorStream(true).start();
    }

    private Said run(String... action) throws IOException, InterruptedException {
        Process script = begin(action);
        String text = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .replaceFirst("(?m)^.*WARNING /dev/log is missing.*\n", "");
        return new Said(script.waitFor(), text);
    }

    private String visit() throws IOException {
        return Visitor.visit("127.0.0.1", new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    }

    @Test
    void starts_restarts_reloads_and_stops() throws IOException, InterruptedException {
        assertThat(run("status")).isEqualTo(new Said(3, "pen: does not run\n"));
        assertThat(run("start")).isEqualTo(new Said(0, ""));
        assertThat(visit()).isEqualTo("server");
        ProcessHandle pen = Started.in(pidFile);
        Said status = run("status");
        assertThat(status.exit()).isZero();
        assertThat(status.text())
                .startsWith("pen runs (process " + pen.pid() + ")\n0 addr 127.0.0.1 port " + server.port() + " conn ");
        assertThat(folder.resolve("log/pen.log")).exists();
        assertThat(run("start")).isEqualTo(new Said(0, "pen: runs already (process " + pen.pid() + ")\n"));
        assertThat(run("reload")).isEqualTo(new Said(0, ""));
        assertThat(visit()).isEqualTo("server");

        assertThat(run("restart")).isEqualTo(new Said(0, ""));
        assertThat(Processes.isRunning(pen.pid())).isFalse();
        assertThat(visit()).isEqualTo("server");
        ProcessHandle next = Started.in(pidFile);

        assertThat(run("stop")).isEqualTo(new Said(0, ""));
        assertThat(Processes.isRunning(next.pid())).isFalse();
        assertThat(pidFile).doesNotExist();
        assertThat(run("stop")).isEqualTo(new Said(0, ""));
        assertThat(run("reload")).isEqualTo(new Said(7, "pen: does not run\n"));
    }

    @Test
    void a_start_that_fails_is_told() throws IOException, InterruptedException {
        configure("127.0.0.1:1:2:3:4:5:6:7");
        Said said = run("start");
        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.text()).startsWith("pen: server \"127.0.0.1:1:2:3:4:5:6:7\"");
        configure("");
        assertThat(run("start").exit()).isEqualTo(6);
        assertThat(run().exit()).isEqualTo(2);
    }

    /** As at boot, when what it needs comes a little later. */
    @Test
    void a_start_that_fails_for_a_while_is_tried_again() throws IOException, InterruptedException {
        Process start;
        try (var taken = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            start = begin("start");
            String refused = start.inputReader().readLine();
            while (refused != null && !refused.contains("in use")) {
                refused = start.inputReader().readLine();
            }
            assertThat(refused).contains(String.valueOf(taken.getLocalPort()));
            assertThat(start.isAlive()).as("it waits").isTrue();
        }
        String rest = start.inputReader().readAllAsString();
        assertThat(start.waitFor()).as(rest).isZero();
        assertThat(visit()).isEqualTo("server");
    }

    /** The number of a process that nobody waits for stays in use. */
    @Test
    void one_that_has_ended_is_not_waited_for_any_more() throws IOException, InterruptedException {
        Files.createDirectories(pidFile.getParent());
        String pen = "sh -c 'while :; do sleep 1; done' /run/pen/pen.pid";
        String careless = pen + " & echo $! >\"$1\"; exec sleep 1000";
        try (var _ = new Daemon(List.of("sh", "-c", careless, "sh", pidFile.toString()), folder.resolve("output"))) {
            Await.until("it is started", () -> pidFile.toFile().length() > 0);
            Await.until("it is Pen to the script", () -> says("status", "pen runs"));
            assertThat(run("stop")).isEqualTo(new Said(0, ""));
        }
    }

    /** It takes a moment to give back all its memory; here, a second. */
    @Test
    void a_restart_waits_for_one_that_had_to_be_killed() throws IOException, InterruptedException {
        String late =
                "kill() { if [ \"$1\" = -KILL ]; then (sleep 1; command kill \"$@\") & else command kill \"$@\"; fi; }\n";
        Files.writeString(folder.resolve("defaults"), "STOP_SECONDS=1\n" + late, StandardOpenOption.APPEND);
        assertThat(run("start")).isEqualTo(new Said(0, ""));
        ProcessHandle pen = Started.in(pidFile);
        Kill.send("STOP", pen.pid());
        assertThat(run("restart"))
                .isEqualTo(new Said(0, "pen: process " + pen.pid() + " did not end within 1 seconds: killed\n"));
        assertThat(visit()).isEqualTo("server");
    }

    private boolean says(String action, String part) {
        try {
            return run(action).text().contains(part);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void another_process_with_the_number_in_the_file_is_left_alone() throws IOException, InterruptedException {
        Files.createDirectories(pidFile.getParent());
        Files.writeString(pidFile, ProcessHandle.current().pid() + "\n");
        assertThat(run("status")).isEqualTo(new Said(1, "pen: does not run\n"));
        assertThat(run("stop")).isEqualTo(new Said(0, ""));
    }

    /** To kill(1) it is whoever calls. */
    @Test
    void the_number_0_is_no_process() throws IOException, InterruptedException {
        Files.createDirectories(pidFile.getParent());
        Files.writeString(pidFile, "0\n");
        Said status = run("status");
        Files.delete(pidFile); // or the stop behind this test might end all of them
        assertThat(status).isEqualTo(new Said(1, "pen: does not run\n"));
    }
}
