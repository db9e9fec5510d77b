package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.accesslog.AccessLog;
import org.penlb.accesslog.RequestScanner;
import org.penlb.config.IpAddress;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Ports;

/** The log beside that of Debian's pen, and read by Debian's penlogd. */
class AccessLogIT {
    private static final String LOCAL = "127.0.0.1";
    private static final String GREETING = "hello";
    private static final IpAddress CLIENT = IpAddress.parse(LOCAL);

    @TempDir
    Path folder;

    @BeforeEach
    void needsPen() {
        OraclePen.assumeInstalled();
        Program.find("penlogd", "pen");
    }

    /** What a client sends, turn by turn, cut by {@code |}; the server answers each. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n|GET /2 HTTP/1.1\r\nHost: x\r\n\r\n|GET /3 HTTP/1.0\r\n\r\n",
                "EHLO me\r\n|MAIL FROM:<a@b>\r\n|QUIT\r\n",
                "\r\n|one\ntwo\n|three",
                "no end|\u00e4\u00f6\u00fc\u00df\u0080\u00ff\r\n",
                "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\n",
                "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789more\n"
            })
    void a_file_has_the_lines_that_pens_has(String talk) throws Exception {
        List<byte[]> turns = List.of(talk.split("\\|")).stream()
                .map(turn -> turn.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
        Path pens = folder.resolve("pen.log");
        Path ours = folder.resolve("ours.log");
        logWithPen(turns, pens);
        logWithOurs(turns, ours);
        assertThat(withoutTimes(ours)).isEqualTo(withoutTimes(pens)).isNotEmpty();
    }

    private static List<String> withoutTimes(Path log) throws IOException {
        return Files.readAllLines(log, StandardCharsets.ISO_8859_1).stream()
                .map(line -> line.replaceFirst("^(\\S+) [0-9]{10} ", "$1 TIME "))
                .toList();
    }

    private static void logWithPen(List<byte[]> turns, Path file) throws Exception {
        try (var server = new EchoServer(GREETING);
                OraclePen pen = OraclePen.start(List.of("-l", file.toString()), List.of(server.address()))) {
            visit(pen.address(), turns);
            pen.terminate(); // which writes what waits; asked for "no log" right after a client has left, pen may hang
        }
    }

    private static void visit(InetSocketAddress pen, List<byte[]> turns) throws IOException {
        try (var socket = new Socket(pen.getAddress(), pen.getPort())) {
            socket.setSoTimeout((int) Await.LONG.toMillis());
            assertThat(socket.getInputStream().readNBytes(GREETING.length() + 1))
                    .contains('\n');
            for (byte[] turn : turns) {
                socket.getOutputStream().write(turn);
                assertThat(socket.getInputStream().readNBytes(turn.length)).isEqualTo(turn);
            }
        }
    }

    private static void logWithOurs(List<byte[]> turns, Path file) {
        try (AccessLog log = AccessLog.open(file.toString())) {
            var scanner = new RequestScanner(
                    (epochSeconds, line) -> log.request(CLIENT, LOCAL, epochSeconds, line),
                    () -> System.currentTimeMillis() / 1000);
            long fromServer = GREETING.length() + 1L;
            for (byte[] turn : turns) {
                scanner.client(ByteBuffer.wrap(turn), fromServer);
                fromServer += turn.length;
            }
            scanner.end();
        }
    }

    @Test
    void a_datagram_is_pens() throws Exception {
        try (var penlogd = new DatagramSocket(0, InetAddress.ofLiteral(LOCAL));
                var server = new EchoServer(GREETING);
                OraclePen pen = OraclePen.start(
                        List.of("-l", LOCAL + ":" + penlogd.getLocalPort()), List.of(server.address()));
                AccessLog log = AccessLog.open(LOCAL + ":" + penlogd.getLocalPort())) {
            penlogd.setSoTimeout((int) Await.LONG.toMillis());
            byte[] turn = "GET /a HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            visit(pen.address(), List.of(turn));
            String pens = receive(penlogd);
            new RequestScanner((epochSeconds, line) -> log.request(CLIENT, LOCAL, epochSeconds, line), () -> 0)
                    .client(ByteBuffer.wrap(turn), 0);
            assertThat(receive(penlogd)).isEqualTo(pens).isEqualTo("+ 127.0.0.1 127.0.0.1 GET /a HTTP/1.1\n");
        }
    }

    private static String receive(DatagramSocket socket) throws IOException {
        var datagram = new DatagramPacket(new byte[2048], 2048);
        socket.receive(datagram);
        return new String(datagram.getData(), 0, datagram.getLength(), StandardCharsets.US_ASCII);
    }

    /** penlogd knows the server by the sender's address, and the request by its text. */
    @Test
    void penlogd_finds_the_client_of_a_request() throws Exception {
        int port = Ports.freeForBoth();
        Path output = folder.resolve("access.log");
        Process penlogd = new ProcessBuilder(
                        Program.find("penlogd", "pen"), "-f", "-l", output.toString(), Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (AccessLog log = AccessLog.open(LOCAL + ":" + port);
                var webServer = new DatagramSocket(0, InetAddress.ofLiteral(LOCAL))) {
            Await.until("penlogd has opened its log", () -> Files.exists(output));
            Await.until("penlogd listens", () -> isBound(port));
            log.request(
                    IpAddress.parse("10.1.2.3"), LOCAL, 0, "GET /found HTTP/1.1".getBytes(StandardCharsets.US_ASCII));
            log.close(); // everything is sent
            String entry = " - - [01/Jan/2026:00:00:00 +0000] \"GET /found HTTP/1.1\" 200 5\n";
            byte[] line = (LOCAL + entry).getBytes(StandardCharsets.US_ASCII);
            webServer.send(new DatagramPacket(line, line.length, InetAddress.ofLiteral(LOCAL), port));
            Await.until("penlogd has taken the line", () -> isRead(port));
            penlogd.destroy(); // it writes when it ends
            assertThat(penlogd.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(output).hasContent("10.1.2.3" + entry);
        } finally {
            penlogd.destroyForcibly();
        }
    }

    private static boolean isBound(int port) {
        return udpSocket(port).isPresent();
    }

    /** Whether nothing waits in the socket's receive queue. */
    private static boolean isRead(int port) {
        return udpSocket(port).orElseThrow().contains(":00000000 00:");
    }

    private static Optional<String> udpSocket(int port) {
        String local = String.format(Locale.ROOT, ":%04X 00000000:0000 ", port);
        try (Stream<String> sockets = Files.lines(Path.of("/proc/net/udp"))) {
            return sockets.filter(socket -> socket.contains(local)).findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
