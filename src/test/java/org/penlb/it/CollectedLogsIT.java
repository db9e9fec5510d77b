package org.penlb.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.testing.Await;
import org.penlb.testing.Kill;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/**
 * The logs of two web servers come together in one, with the clients that pen has seen, whoever's pen, penlog and penlogd
 * are. Nothing may be lost, so nothing runs beside it.
 */
@Tag("alone")
class CollectedLogsIT {
    private static final Path BIN = Path.of(System.getProperty("pen.home"), "bin");
    private static final int CLIENTS = 4;
    private static final Pattern LINE =
            Pattern.compile("127\\.0\\.0\\.1(\\d) - - \\[[^]]+] \"GET /(\\d)/(\\d+) HTTP/1\\.[01]\" 404 \\d+ \"-\"");

    @TempDir
    Path folder;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final int port = Ports.freeForBoth();

    @AfterEach
    void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    private Path log() {
        return folder.resolve("access.log");
    }

    private static String program(String whose, String name) {
        return whose.equals("ours") ? BIN.resolve(name).toString() : Program.find(name, "pen");
    }

    private Daemon penlogd(String whose, String... options) {
        List<String> command =
                new ArrayList<>(List.of("env", "PEN_AOT=off", program(whose, "penlogd"), "-f", "-l", log().toString()));
        command.addAll(List.of(options));
        command.add(Integer.toString(port));
        var started = new Daemon(command, folder.resolve("penlogd.log"));
        open.push(started);
        Await.until("penlogd takes datagrams", () -> {
            started.assertAlive();
            return Ports.takesDatagrams(port);
        });
        return started;
    }

    private InetSocketAddress pen(String whose, List<String> servers) {
        List<String> options = List.of("-r", "-l", "127.0.0.1:" + port);
        if (whose.equals("ours")) {
            PenProcess pen = PenProcess.start(List.of(), options, servers);
            open.push(pen);
            return pen.address();
        }
        OraclePen pen = OraclePen.start(options, servers);
        open.push(pen);
        return pen.address();
    }

    /** Each client has its own address, and each of its requests its own number. */
    private static void visit(InetSocketAddress pen, int requests) {
        CompletableFuture.allOf(IntStream.range(0, CLIENTS)
                        .mapToObj(client -> CompletableFuture.runAsync(
                                () -> visit(pen, client, requests / CLIENTS),
                                task -> Thread.ofPlatform().start(task)))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private static void visit(InetSocketAddress pen, int client, int requests) {
        for (int i = 0; i < requests; i++) {
            try (Socket socket = Visitor.connect("127.0.0.1" + client, pen);
                    OutputStream out = socket.getOutputStream();
                    InputStream in = socket.getInputStream()) {
                out.write(("GET /" + client + "/" + i + " HTTP/1.0\r\n\r\n").getBytes(US_ASCII));
                in.readAllBytes();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private List<String> lines() {
        try (Stream<String> lines = Files.lines(log())) {
            return lines.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void assertAllHaveTheirClients(int requests) {
        List<String> seen = lines().stream()
                .map(line -> {
                    var match = LINE.matcher(line);
                    assertThat(match.matches()).as(line).isTrue();
                    assertThat(match.group(2)).as(line).isEqualTo(match.group(1));
                    return match.group(2) + "/" + match.group(3);
                })
                .toList();
        assertThat(seen).hasSize(requests).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "ours, ours, ours, 10000",
        "ours, debians, ours, 2000",
        "debians, ours, ours, 10000",
        "debians, debians, ours, 2000",
        "ours, ours, debians, 1000",
        "debians, ours, debians, 1000",
    })
    void the_log_has_all_requests_with_their_clients(String pens, String penlogs, String penlogds, int requests)
            throws IOException {
        try (Daemon penlogd = penlogds.equals("ours") ? penlogd("ours") : penlogd("debians", "-b", "-n", "10000");
                var apache = new PipingApache(folder, program(penlogs, "penlog"), port)) {
            InetSocketAddress pen = pen(pens, apache.servers());
            visit(pen, requests);
            Await.until("all lines have come", () -> {
                penlogd.assertAlive();
                return lines().size() >= requests;
            });
            assertAllHaveTheirClients(requests);
        }
    }

    @Test
    void the_log_is_rotated_without_a_loss_and_the_counts_are_told() throws Exception {
        Path old = folder.resolve("access.log.1");
        Path pidFile = folder.resolve("pid");
        try (var _ = penlogd("ours", "-p", pidFile.toString());
                var apache = new PipingApache(folder, program("ours", "penlog"), port)) {
            InetSocketAddress pen = pen("ours", apache.servers());
            visit(pen, 100);
            Await.until("the first lines have come", () -> lines().size() == 100);
            Files.move(log(), old);
            Kill.send("HUP", Long.parseLong(Files.readString(pidFile).strip()));
            Await.until("there is a new file", () -> Files.exists(log()));
            visit(pen, 200);
            Await.until("the others have come", () -> lines().size() == 200);
            Kill.send("TERM", Long.parseLong(Files.readString(pidFile).strip()));
            Await.until("the pid file is gone", () -> !Files.exists(pidFile));
            assertThat(Files.readString(folder.resolve("penlogd.log")))
                    .contains("lines of web servers: 300, with their client 300, without 0, cut 0, not written 0;"
                            + " lines of pen: 300, of no use 0; datagrams lost: 0");
        }
        assertThat(Files.readAllLines(old)).hasSize(100);
    }
}
