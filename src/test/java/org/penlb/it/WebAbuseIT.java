package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.testing.Await;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;

/** Those who mean the page's back end no good, or know no better. Most to one Pen: none of it may do harm to what follows. */
@Timeout(180)
class WebAbuseIT extends WebCase {
    @Test
    void whoever_is_slow_is_not_waited_for_and_keeps_nobody_out() throws Exception {
        sharedPen();
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 400; i++) {
                var socket = new Socket();
                slow.add(socket);
                socket.setSoTimeout((int) Await.LONG.toMillis());
                socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
                socket.getOutputStream()
                        .write("GET /api/v1/overview HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(status(url("/api/v1/overview"))).isEqualTo("200");
            awaitEnd(slow.getFirst());
            awaitEnd(slow.getLast()); // its time is up, too
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static void awaitEnd(Socket socket) throws IOException {
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @Test
    void a_watcher_that_does_not_read_costs_no_memory() throws Exception {
        List<String> servers = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            servers.add("127.1." + i / 250 + "." + (i % 250 + 1) + ":9");
        }
        PenProcess pen = opened(PenProcess.start(List.of(), List.of("--web", String.valueOf(port)), servers));
        Ports.awaitListening(port);
        List<Socket> watchers = new ArrayList<>();
        try (var reader = watcher()) {
            readOverviews(reader, 2);
            long before = pen.liveHeapKib();
            for (int i = 0; i < 30; i++) {
                watchers.add(watcher());
            }
            readOverviews(reader, 8);
            // An overview is near 1 MB: eight of them for thirty watchers would be more than the heap has.
            assertThat(pen.liveHeapKib() - before).isLessThan(40_000);
            assertThat(status(url("/health/live"))).isEqualTo("200");
        } finally {
            for (Socket socket : watchers) {
                socket.close();
            }
        }
    }

    @Test
    void whoever_takes_no_answer_has_no_place_for_ever() throws Exception {
        PenProcess pen = sharedPen();
        assertThat(status(url("/"))).isEqualTo("200");
        int before = pen.descriptors();
        List<Socket> greedy = new ArrayList<>();
        try {
            for (int i = 0; i < 400; i++) {
                greedy.add(asks("/webjars/chart.js/4.5.1/dist/chart.umd.js", 40));
            }
            Await.until("not all of them are there still", () -> pen.descriptors() - before <= 300);
            assertThat(status(url("/api/v1/overview"))).isEqualTo("200");
        } finally {
            for (Socket socket : greedy) {
                socket.close();
            }
        }
    }

    private Socket watcher() throws IOException {
        return asks("/api/v1/live", 1);
    }

    /** Somebody who asks, many times over, and need not read. */
    private Socket asks(String path, int times) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout((int) Await.LONG.toMillis());
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .repeat(times)
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void readOverviews(Socket watcher, int count) throws IOException {
        byte[] end = "\n\n".getBytes(StandardCharsets.US_ASCII);
        byte[] buffer = new byte[65_536];
        int seen = 0;
        byte before = 0;
        while (seen < count) {
            int read = watcher.getInputStream().read(buffer);
            assertThat(read).isPositive();
            for (int i = 0; i < read; i++) {
                seen += buffer[i] == end[1] && before == end[0] ? 1 : 0;
                before = buffer[i];
            }
        }
    }

    @Test
    void nonsense_is_answered_and_does_no_harm() throws Exception {
        PenProcess pen = sharedPen();
        var random = new Random(6);
        String[] pieces = {
            "{",
            "}",
            "[",
            "]",
            "\"state\"",
            "\"weight\"",
            ":",
            ",",
            "1e999",
            "-1",
            "99999999999999999999",
            "null",
            "true",
            "\"draining\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\u00e4",
            "\"address\"",
            "\"" + "x".repeat(9000) + "\"",
            " "
        };
        for (int i = 0; i < 150; i++) {
            var body = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                body.append(pieces[random.nextInt(pieces.length)]);
            }
            String answer =
                    post("PATCH /api/v1/services/pen/servers/1", body.toString().getBytes(StandardCharsets.UTF_8));
            assertThat(answer)
                    .as(body.toString())
                    .matches("(?s)HTTP/1.1 4\\d\\d .*\"error\".*")
                    .doesNotContain("Exception", "\tat ");
        }
        byte[] deep = new byte[60_000];
        Arrays.fill(deep, (byte) '[');
        assertThat(post("POST /api/v1/commands", deep)).startsWith("HTTP/1.1 400");
        assertThat(curl(url("/api/v1/services/pen/servers"))).contains("\"state\":\"unproven\"");
        assertThat(pen.said()).noneMatch(line -> line.contains("SEVERE") || line.contains("Exception"));
    }

    @Test
    void no_http_is_answered_in_a_line() throws Exception {
        sharedPen();
        String get = "GET / HTTP/1.1\r\nHost: localhost\r\n";
        assertThat(ask("GET /%zz HTTP/1.1\r\nHost: localhost\r\n")).matches(line("400"));
        assertThat(ask("GET /api/v1/services/%ff/servers HTTP/1.1\r\nHost: localhost\r\n"))
                .matches(line("40."));
        assertThat(ask("GET / HTTP/9.9\r\nHost: localhost\r\n")).matches(line("400"));
        assertThat(ask("nonsense\r\n")).matches(line("400"));
        // What is much too long may be closed before all of it is read, which loses the answer.
        assertThat(ask(get + "X: " + "x".repeat(40_000) + "\r\n")).matches("|" + line("431"));
        assertThat(ask("GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: localhost\r\n"))
                .matches("|" + line("414"));
        assertThat(ask(get)).matches(line("200"));
    }

    private static String line(String status) {
        return "(?s)HTTP/\\d.\\d " + status + " (?!.*Exception).*";
    }

    private String ask(String head) throws IOException {
        return raw((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void what_cannot_be_decoded_is_refused_without_a_word_in_the_log() throws Exception {
        PenProcess pen = pen();
        refuses("GET /api/v1/services/pen/clients?limit=%zz", "");
        refuses("GET /api/v1/overview?x=%", "");
        refuses("GET /api/v1/services/%zz", "");
        refuses("PATCH /api/v1/services/pen/servers/%", "");
        refuses("GET /api/v1/overview", "Host: elsewhere.example\r\n");
        refuses("POST /api/v1/commands", "Transfer-Encoding: chunked\r\n");
        assertThat(status(url("/api/v1/overview"))).isEqualTo("200");
        assertThat(pen.terminate()).isZero();
        assertThat(pen.said()).noneMatch(line -> line.contains("SEVERE") || line.contains("Exception"));
    }

    private void refuses(String request, String header) throws IOException {
        String answer = raw((request
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
                        + "Authorization: Bearer " + TOKEN + "\r\n" + header
                        + "\r\nFFFFFFFFFFFFFFFFF\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        assertThat(answer).as(request).matches("(?s)(HTTP/1.1 400 .*\"error\".*)?");
    }

    private String post(String line, byte[] body) throws IOException {
        byte[] head = (line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
                        + "Authorization: Bearer " + TOKEN + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return raw(all);
    }

    private String raw(byte[] bytes) throws IOException {
        try (var socket = new Socket()) {
            socket.setSoTimeout((int) Await.LONG.toMillis());
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            socket.getOutputStream().write(bytes);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException _) {
            return ""; // closed with something unread, which is an answer to what is much too long
        }
    }
}
