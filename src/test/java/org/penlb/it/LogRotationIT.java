package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Payload;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Visitor;

/** The request log of a running pen. */
@Timeout(120)
class LogRotationIT {
    private static final int CLIENTS = 4;
    private static final int REQUESTS = 2500;
    private static final int ROTATIONS = 8;
    private static final Pattern LINE =
            Pattern.compile("127\\.0\\.0\\.1 \\d+ 127\\.0\\.0\\.1 request (\\d+) of (\\d+)");

    @TempDir
    Path folder;

    private final AtomicInteger answered = new AtomicInteger();

    @Test
    void rotation_under_load_loses_no_line() throws Exception {
        Path log = folder.resolve("pen.log");
        try (var s0 = new EchoServer("s0");
                var pen = ControlledPen.start(List.of("-l", log.toString()), List.of(s0.address()))) {
            List<Future<Boolean>> clients = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int number = client;
                clients.add(Payload.beside(() -> ask(pen, number)));
            }
            for (int i = 1; i <= ROTATIONS; i++) {
                int enough = CLIENTS * REQUESTS * i / (ROTATIONS + 1);
                Await.until("requests are answered", () -> answered.get() >= enough);
                Files.move(log, folder.resolve("pen.log." + i));
                pen.process.signal("HUP");
                Await.until("the log is opened anew", () -> Files.exists(log));
            }
            for (Future<Boolean> client : clients) {
                assertThat(Payload.of(client)).isTrue();
            }
            pen.process.terminate();
        }
        assertThat(folder.toFile().list()).hasSize(ROTATIONS + 1);
        List<String> seen = new ArrayList<>();
        for (String line : lines()) {
            Matcher found = LINE.matcher(line);
            assertThat(found.matches()).as(line).isTrue();
            seen.add(found.group(1) + " of " + found.group(2));
        }
        assertThat(seen).hasSize(CLIENTS * REQUESTS).doesNotHaveDuplicates();
    }

    private boolean ask(ControlledPen pen, int number) throws IOException {
        try (Socket client = Visitor.connect("127.0.0.1", pen.address())) {
            Visitor.nameFrom(client);
            for (int i = 0; i < REQUESTS; i++) {
                byte[] request = ("request " + i + " of " + number + "\n").getBytes(StandardCharsets.US_ASCII);
                client.getOutputStream().write(request);
                client.getInputStream().readNBytes(request.length);
                answered.incrementAndGet();
            }
        }
        return true;
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (Files.exists(file)) {
                    lines.addAll(Files.readAllLines(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    @Test
    void the_log_changes_while_it_runs() throws Exception {
        Path log = folder.resolve("a.log");
        Path other = folder.resolve("b.log");
        try (var s0 = new EchoServer("s0");
                var pen = ControlledPen.start(List.of("-l", log.toString()), List.of(s0.address()));
                Socket client = Visitor.connect("127.0.0.1", pen.address())) {
            Visitor.nameFrom(client);
            client.getOutputStream().write("first\n".getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().readNBytes(6);
            assertThat(pen.say("log " + other)).isEqualTo(other + "\n");
            client.getOutputStream().write("second\n".getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().readNBytes(7);
            assertThat(pen.say("log /nonexistent/pen.log"))
                    .isEqualTo("log \"/nonexistent/pen.log\": no such directory\n");
            assertThat(pen.say("log")).isEqualTo(other + "\n");
            Await.until("both have their lines", () -> ends(log, "first") && ends(other, "second"));
            assertThat(pen.say("no log")).isEmpty();
            assertThat(pen.say("log")).isEmpty();
        }
    }

    private static boolean ends(Path file, String request) {
        try {
            return Files.readString(file).endsWith(" " + request + "\n");
        } catch (IOException _) {
            return false;
        }
    }

    @Test
    void a_log_that_cannot_be_written_stops_the_start() throws Exception {
        try (var s0 = new EchoServer("s0")) {
            Process pen = new ProcessBuilder(PenProcess.command(
                            List.of(), List.of("-f", "-l", "/nonexistent/pen.log", "127.0.0.1:0", s0.address())))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(pen.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(pen.waitFor()).isEqualTo(1);
            assertThat(said).endsWith("pen: log \"/nonexistent/pen.log\": no such directory\n");
        }
    }
}
