package org.penlb.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;
import org.penlb.testing.Families;
import org.penlb.testing.Kill;
import org.penlb.testing.Ports;

/** penlogd as a process: in the background, in a jail, as another user, and where it cannot start. */
class PenlogdIT {
    @TempDir
    Path folder;

    private final int port = Ports.freeForBoth();

    /** How a command line ended, and what it said on standard error. */
    private record Ended(int exit, String said) {}

    @AfterEach
    void end() throws IOException, InterruptedException {
        for (Path pidFile : List.of(folder.resolve("pid"), folder.resolve("jail/pid"))) {
            if (Files.exists(pidFile)) {
                signal("KILL", pidFile);
            }
        }
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("pen.home"), "bin/penlogd").toString()));
        command.addAll(List.of(arguments));
        command.add(Integer.toString(port));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("PEN_AOT", "off");
        return builder.start();
    }

    private Ended run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        String said = new String(process.getErrorStream().readAllBytes(), US_ASCII);
        assertThat(process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), said);
    }

    private static void signal(String name, Path pidFile) throws IOException, InterruptedException {
        Kill.send(name, Long.parseLong(Files.readString(pidFile).strip()));
    }

    private void send(String to, String line) throws IOException {
        try (DatagramChannel channel =
                DatagramChannel.open(to.equals("::1") ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET)) {
            channel.send(ByteBuffer.wrap((line + "\n").getBytes(US_ASCII)), new InetSocketAddress(to, port));
        }
    }

    private static void awaitLines(Path file, String... lines) {
        Await.until(file + " has " + List.of(lines), () -> {
            try {
                return Files.exists(file) && Files.readAllLines(file).equals(List.of(lines));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void it_works_in_the_background_and_ends_on_TERM() throws Exception {
        Path pidFile = folder.resolve("pid");
        assertThat(run("-l", "log", "-p", "pid").exit()).isZero();
        assertThat(run("-f")).isEqualTo(new Ended(1, "penlogd: " + port + ": Address already in use\n"));
        send("127.0.0.1", "before TERM");
        signal("TERM", pidFile);
        Await.until("the pid file is gone", () -> Files.notExists(pidFile));
        awaitLines(folder.resolve("log"), "before TERM");
    }

    @Test
    void its_log_is_rotated_in_a_jail_as_another_user() throws Exception {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")), "needs root to change the root directory");
        Families.assumeIpv6();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path jail = Files.createDirectory(folder.resolve("jail"));
        Files.setPosixFilePermissions(jail, PosixFilePermissions.fromString("rwxrwxrwx"));
        Ended started = run("-l", "/log", "-p", "/pid", "-u", "nobody", "-j", jail.toString());
        assertThat(started.exit()).as(started.said()).isZero();
        assertThat(Files.getOwner(jail.resolve("log")).getName()).isEqualTo("nobody");
        send("::1", "one");
        awaitLines(jail.resolve("log"), "one");
        Files.move(jail.resolve("log"), jail.resolve("log.1"));
        signal("HUP", jail.resolve("pid"));
        Await.until("there is a new file", () -> Files.exists(jail.resolve("log")));
        send("127.0.0.1", "two");
        awaitLines(jail.resolve("log"), "two");
        awaitLines(jail.resolve("log.1"), "one");
    }

    @Test
    void a_log_that_cannot_be_opened_is_named() throws Exception {
        var expected = new Ended(1, "penlogd: log \"/no/such/folder/log\": no such directory\n");
        assertThat(run("-f", "-l", "/no/such/folder/log")).isEqualTo(expected);
        Ended background = run("-l", "/no/such/folder/log", "-p", "pid");
        assertThat(background.exit()).isOne();
        assertThat(background.said()).endsWith(expected.said());
        assertThat(folder.resolve("pid")).doesNotExist();
    }

    @Test
    void when_nobody_reads_its_output_any_longer_it_ends_with_an_error() throws Exception {
        Process penlogd = start("-f");
        try {
            Await.until("it takes datagrams", () -> Ports.takesDatagrams(port));
            penlogd.getInputStream().close();
            Await.until("it has ended", () -> {
                try {
                    send("127.0.0.1", "to nobody");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return !penlogd.isAlive();
            });
            assertThat(penlogd.exitValue()).isOne();
            assertThat(new String(penlogd.getErrorStream().readAllBytes(), US_ASCII))
                    .contains("standard output: broken pipe");
        } finally {
            penlogd.destroyForcibly();
        }
    }
}
