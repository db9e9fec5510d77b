package org.penlb.bin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Kill;
import org.penlb.testing.Ports;
import org.penlb.testing.Processes;
import org.penlb.testing.Visitor;

/** bin/pen in cgroups that bound memory, with many clients at a time. */
@Tag("alone")
@Timeout(180)
class SmallMemoryIT {
    private static final Pattern LISTENING = Pattern.compile("clients come in at 127.0.0.1:(\\d+), at most (\\d+)");
    /** MiB that suffice in the background and with a cluster, too. */
    private static final int ENOUGH_FOR_ALL = 128;

    @TempDir
    Path temp;

    private Launcher real() throws IOException {
        return Launcher.ofTheRealJarIn(temp.resolve("real"));
    }

    @ParameterizedTest
    @CsvSource({"96, 2000", "128, 2000", "256, 3000"})
    void serves_many_clients_and_is_not_killed(int mib, int clients) throws Exception {
        Launcher pen = real();
        var said = new ConcurrentLinkedQueue<String>();
        List<Socket> open = new ArrayList<>();
        try (var box = new MemoryBox(mib, pen, temp.resolve("pretended"));
                var server = new EchoServer("server")) {
            Process process = pen.start(
                    box.command(),
                    pen.script(),
                    "-f",
                    "-u",
                    "root",
                    "--web",
                    "127.0.0.1:0",
                    "127.0.0.1:0",
                    server.address());
            Thread listening =
                    Thread.ofVirtual().start(() -> process.errorReader().lines().forEach(said::add));
            try {
                awaitClients(said, listening);
                var address = new InetSocketAddress("127.0.0.1", number(said, 1));
                assertThat(number(said, 2)).isGreaterThanOrEqualTo(clients);
                for (int i = 0; i < clients; i++) {
                    Socket client = Visitor.connect("127.0.0.1", address);
                    open.add(client);
                    assertThat(Visitor.nameFrom(client)).isEqualTo("server");
                }
                for (Socket client : open) {
                    assertThat(Visitor.echoes(client)).isTrue();
                }
                box.assertNobodyWasKilled(process.toHandle());
                Kill.send("TERM", process.pid());
                assertThat(process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                assertThat(process.exitValue()).isZero();
            } finally {
                for (Socket client : open) {
                    client.close();
                }
                process.destroyForcibly();
                listening.join();
            }
        }
    }

    /** Returns when clients can come in, or when all was said. */
    private static void awaitClients(Collection<String> said, Thread listening) {
        Await.until(
                () -> "clients can come in: " + said,
                () -> !listening.isAlive()
                        || said.stream()
                                .anyMatch(line -> LISTENING.matcher(line).find()));
    }

    private static int number(Iterable<String> said, int group) {
        for (String line : said) {
            Matcher found = LISTENING.matcher(line);
            if (found.find()) {
                return Integer.parseInt(found.group(group));
            }
        }
        throw new AssertionError("it has not said where clients come in: " + said);
    }

    private LauncherIT.Run inBox(int mib, String... arguments) throws Exception {
        Launcher pen = real();
        try (var box = new MemoryBox(mib, pen, temp.resolve("pretended"))) {
            return Launcher.finish(pen.start(box.command(), pen.script(), arguments));
        }
    }

    @Test
    void too_little_for_a_balancer_is_one_sentence() throws Exception {
        LauncherIT.Run run = inBox(64, "-f", "-u", "root", "127.0.0.1:0", "127.0.0.1:9");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.error())
                .singleElement()
                .asString()
                .startsWith("pen: 64 MiB of memory are not enough (expected: ");
    }

    @Test
    void too_little_for_the_background_is_one_sentence() throws Exception {
        LauncherIT.Run run = inBox(96, "-u", "root", "127.0.0.1:0", "127.0.0.1:9");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.error())
                .containsExactly(
                        "pen: going into the background takes 128 MiB for a moment, and here are 96 MiB of memory"
                                + " (expected: -f)");
    }

    @Test
    void what_is_enough_for_the_background() throws Exception {
        Path pidFile = temp.resolve("pen.pid");
        Launcher pen = real();
        try (var box = new MemoryBox(ENOUGH_FOR_ALL, pen, temp.resolve("pretended"))) {
            LauncherIT.Run run = Launcher.finish(pen.start(
                    box.command(),
                    pen.script(),
                    "-u",
                    "root",
                    "-p",
                    pidFile.toString(),
                    "127.0.0.1:" + Ports.free(),
                    "127.0.0.1:9"));
            assertThat(run.exit()).as("%s", run.error()).isZero();
            long pid = Long.parseLong(Files.readString(pidFile).strip());
            box.assertNobodyWasKilled(ProcessHandle.of(pid).orElseThrow());
            Kill.send("TERM", pid);
            Await.until("it has ended", () -> !Processes.isRunning(pid));
        }
    }

    @Test
    void too_little_for_a_cluster_is_one_sentence() throws Exception {
        LauncherIT.Run run = inBox(96, "-f", "-u", "root", "--config", ofACluster(Ports.free(), 9));
        assertThat(run.error())
                .last()
                .asString()
                .isEqualTo("pen: cluster: takes 128 MiB, and here are 96 MiB of memory");
        assertThat(run.exit()).isEqualTo(1);
    }

    @Test
    void what_is_enough_for_a_cluster() throws Exception {
        Launcher pen = real();
        int here = Ports.free();
        int there = Ports.free();
        var said = new ConcurrentLinkedQueue<String>();
        try (var box = new MemoryBox(ENOUGH_FOR_ALL, pen, temp.resolve("pretended"))) {
            Process other = startOfCluster(pen, List.of(), ofACluster(there, here));
            Process process = startOfCluster(pen, box.command(), ofACluster(here, there));
            Thread listening =
                    Thread.ofVirtual().start(() -> process.errorReader().lines().forEach(said::add));
            try {
                Await.until(
                        () -> "it has joined: " + said,
                        () -> !listening.isAlive() || said.stream().anyMatch(line -> line.contains("is heard")));
                assertThat(said).anyMatch(line -> line.contains("is heard"));
                box.assertNobodyWasKilled(process.toHandle());
                Kill.send("TERM", process.pid());
                assertThat(process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                assertThat(process.exitValue()).as("%s", said).isZero();
            } finally {
                process.destroyForcibly();
                other.destroyForcibly();
                listening.join();
            }
        }
    }

    private static Process startOfCluster(Launcher pen, List<String> by, String config) throws IOException {
        return pen.start(by, pen.script(), "-f", "-u", "root", "--config", config);
    }

    /** A configuration. */
    private String ofACluster(int here, int there) throws IOException {
        Path secret = Files.writeString(temp.resolve("secret" + here), "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0\n");
        secret.toFile().setReadable(false, false);
        secret.toFile().setReadable(true, true);
        return Files.writeString(temp.resolve(here + ".json"), """
                {"services": [{"listen": "127.0.0.1:0", "servers": ["127.0.0.1:9"], "name": "web"}],
                 "cluster": {"name": "pen", "listen": "127.0.0.1:%d", "eventBus": "127.0.0.1:%d",
                             "members": ["127.0.0.1:%d"], "secretFile": "%s"}}
                """.formatted(here, Ports.free(), there, secret))
                .toString();
    }

    @Test
    void more_connections_than_memory_allows_are_refused_by_name() throws Exception {
        LauncherIT.Run run = inBox(96, "-f", "-x", "9000", "127.0.0.1:0", "127.0.0.1:9");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.error())
                .anyMatch(line -> line.contains("-x (conn_max) 9000: a limit of 96 MiB of memory allows "));
    }
}
