package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.system.Account;
import org.penlb.system.Privileges;
import org.penlb.testing.Await;
import org.penlb.testing.Datagrams;
import org.penlb.testing.EchoServer;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Visitor;

/** Pen started by root, in a root directory of its own, as another user. */
@Timeout(120)
class ConfinementIT {
    private static final String USER = "nobody";

    @TempDir
    Path jail;

    private final List<Process> processes = new ArrayList<>();
    private final EchoServer first = new EchoServer("first");
    private final EchoServer second = new EchoServer("second");

    @BeforeEach
    void be_root() throws IOException {
        assumeThat(Privileges.isRoot())
                .as("only root can change root directory and user")
                .isTrue();
        Files.setPosixFilePermissions(jail, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path run = Files.createDirectory(jail.resolve("run"));
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
        first.close();
        second.close();
    }

    /** A port that only root can open, unless the system's administrator wants it otherwise. */
    private static int privilegedPort() throws IOException {
        for (int port = 1023; port > 0; port--) {
            try (var _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
                return port;
            } catch (BindException _) {
                // in use
            }
        }
        throw new AssertionError("no port below 1024 is free");
    }

    private Process start(ProcessBuilder builder, String... arguments) throws IOException {
        Process pen = builder.command(PenProcess.command(List.of(), List.of(arguments)))
                .directory(jail.toFile())
                .redirectErrorStream(true)
                .start();
        processes.add(pen);
        return pen;
    }

    private static String said(Process pen, String last) throws IOException {
        var said = new StringBuilder();
        for (String line = pen.inputReader().readLine();
                line != null;
                line = pen.inputReader().readLine()) {
            said.append(line).append('\n');
            if (line.contains(last)) {
                break;
            }
        }
        assertThat(said.toString()).contains(last);
        return said.toString();
    }

    private static String rest(Process pen) throws IOException {
        return new String(pen.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Stream<String> threads(Process pen) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pen.pid() + "/task"))) {
            return tasks
                    .flatMap(task -> {
                        try {
                            return Stream.of(Files.readString(task.resolve("status")));
                        } catch (IOException _) {
                            return Stream.empty(); // the JVM ends threads that it needs no more
                        }
                    })
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    void balances_and_fails_over_in_a_jail_and_ends_well(String relay) throws Exception {
        int port = privilegedPort();
        Process pen = start(
                new ProcessBuilder(),
                "-f",
                "-r",
                "--relay",
                relay,
                "-u",
                USER,
                "-j",
                jail.toString(),
                "-p",
                "/run/pen.pid",
                "127.0.0.1:" + port,
                first.address(),
                second.address());
        String said = said(pen, "works as the user " + USER);
        Await.until("there is a pid file", () -> Files.exists(jail.resolve("run/pen.pid")));
        var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        assertThat(Visitor.visit("127.0.0.1", address)).isEqualTo("first");
        assertThat(Visitor.visit("127.0.0.1", address)).isEqualTo("second");
        first.kill();
        assertThat(Visitor.visit("127.0.0.1", address)).isEqualTo("second");
        assertThat(Visitor.visit("127.0.0.1", address)).isEqualTo("second");

        ProcessHandle handle = pen.toHandle();
        assertThat(Started.link(handle, "root")).isEqualTo(jail.toRealPath().toString());
        assertThat(Started.link(handle, "cwd")).isEqualTo(jail.toRealPath().toString());
        assertThat(jail.resolve("run/pen.pid")).hasContent(pen.pid() + "\n");
        assertThat(Files.getOwner(jail.resolve("run/pen.pid")).getName()).isEqualTo(USER);
        Account nobody = Account.named(USER).orElseThrow();
        String gid = String.valueOf(nobody.gid());
        String uid = String.valueOf(nobody.uid());
        assertThat(threads(pen))
                .isNotEmpty()
                .allSatisfy(status -> assertThat(status)
                        .contains("Uid:\t" + String.join("\t", uid, uid, uid, uid) + "\n")
                        .contains("Gid:\t" + String.join("\t", gid, gid, gid, gid) + "\n")
                        .contains("Groups:\t" + gid + " \n")
                        .contains("CapPrm:\t0000000000000000\n", "CapEff:\t0000000000000000\n")
                        .contains("CapBnd:\t0000000000000000\n", "NoNewPrivs:\t1\n"));

        Started.signal("HUP", handle);
        said += said(pen, "HUP");
        Started.signal("TERM", handle);
        said += rest(pen);
        assertThat(pen.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(pen.exitValue()).isZero();
        assertThat(jail.resolve("run/pen.pid")).doesNotExist();
        assertThat(said).doesNotContain("Error", "Exception", "    at ");
    }

    @Test
    void a_pid_file_that_the_jail_hides_is_emptied() throws Exception {
        Process pen = start(
                new ProcessBuilder(),
                "-f",
                "-u",
                USER,
                "-j",
                jail.resolve("run").toString(),
                "-p",
                "pen.pid",
                "127.0.0.1:0",
                "127.0.0.1:1");
        var _ = said(pen, "works as the user " + USER);
        Await.until("the pid file says who", () -> content().equals(pen.pid() + "\n"));
        Started.signal("TERM", pen.toHandle());
        assertThat(pen.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(jail.resolve("pen.pid")).isEmptyFile();
    }

    @Test
    void a_pid_file_that_the_user_may_not_make_is_made_before() throws Exception {
        Process pen = start(
                new ProcessBuilder(),
                "-f",
                "-u",
                USER,
                "-j",
                jail.toString(),
                "-p",
                "/pen.pid",
                "127.0.0.1:0",
                "127.0.0.1:1");
        var _ = said(pen, "works as the user " + USER);
        Await.until("the pid file says who", () -> content().equals(pen.pid() + "\n"));
        assertThat(Files.getOwner(jail.resolve("pen.pid")).getName()).isEqualTo("root");
        Started.signal("TERM", pen.toHandle());
        assertThat(pen.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(jail.resolve("pen.pid")).as("it cannot be removed").isEmptyFile();
    }

    private String content() {
        try {
            return Files.readString(jail.resolve("pen.pid"));
        } catch (IOException _) {
            return "";
        }
    }

    @Test
    void a_jail_without_a_user_is_warned_of() throws Exception {
        Process pen = start(new ProcessBuilder(), "-f", "-j", jail.toString(), "127.0.0.1:0", "127.0.0.1:1");
        var _ = said(pen, "-j without -u keeps nothing in");
    }

    @Test
    void the_service_manager_is_told_from_inside() throws Exception {
        assumeThat(Epoll.isAvailable())
                .as("Netty's epoll transport is available")
                .isTrue();
        Path socket = jail.resolve("run/notify");
        try (var systemd = new Datagrams(socket.toString())) {
            var builder = new ProcessBuilder();
            builder.environment().put("NOTIFY_SOCKET", socket.toString());
            Process pen = start(builder, "-f", "-u", USER, "-j", jail.toString(), "127.0.0.1:0", "127.0.0.1:1");
            assertThat(Await.next(systemd.received)).isEqualTo("READY=1\nMAINPID=" + pen.pid());
            Started.signal("HUP", pen.toHandle());
            assertThat(Await.next(systemd.received)).matches("RELOADING=1\nMONOTONIC_USEC=\\d+");
            assertThat(Await.next(systemd.received)).isEqualTo("READY=1\nMAINPID=" + pen.pid());
            Started.signal("TERM", pen.toHandle());
            assertThat(Await.next(systemd.received)).isEqualTo("STOPPING=1");
            assertThat(pen.waitFor()).isZero();
        }
    }

    private Process as(String user, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("setpriv", "--reuid", user, "--regid", "65534", "--clear-groups"));
        command.addAll(PenProcess.command(List.of(), List.of(arguments)));
        Process pen = new ProcessBuilder(command).redirectErrorStream(true).start();
        processes.add(pen);
        return pen;
    }

    @Test
    void others_than_root_stay_who_they_are() throws Exception {
        assertThat(rest(as(USER, "-f", "-u", "root", "127.0.0.1:0", "127.0.0.1:1")))
                .endsWith("pen: -u root: only root can change the user\n");
        assertThat(rest(as(USER, "-f", "-j", "/tmp", "127.0.0.1:0", "127.0.0.1:1")))
                .endsWith("pen: -j /tmp: only root can change the root directory\n");
        String said = said(as(USER, "-f", "-u", USER, "127.0.0.1:0", "127.0.0.1:1"), "clients come in");
        assertThat(said).contains("works as the user " + USER);
    }
}
