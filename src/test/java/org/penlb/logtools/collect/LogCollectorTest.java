package org.penlb.logtools.collect;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.accesslog.LineLog;
import org.penlb.testing.Await;
import org.penlb.testing.Families;
import org.penlb.testing.Told;

class LogCollectorTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("log");
    }

    private static DatagramChannel sender(String from, String to, int port) throws IOException {
        return DatagramChannel.open()
                .bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0))
                .connect(new InetSocketAddress(InetAddress.ofLiteral(to), port));
    }

    private static void send(DatagramChannel by, String line) throws IOException {
        by.write(ByteBuffer.wrap((line + "\n").getBytes(US_ASCII)));
    }

    @Test
    void what_came_before_the_end_is_written_in_order() throws IOException {
        try (LineLog log = LineLog.toFile(file().toString());
                LogPort port = LogPort.open(new InetSocketAddress(LOOPBACK, 0));
                DatagramChannel pen = sender("127.0.0.1", "127.0.0.1", port.number());
                DatagramChannel web = sender("127.0.0.2", "127.0.0.1", port.number())) {
            for (int i = 0; i < 100; i++) {
                send(pen, "+ 192.0.2." + i + " 127.0.0.2 GET /" + i + " HTTP/1.1");
                send(web, "10.0.0.9 - - \"GET /" + i + " HTTP/1.1\"");
            }
            LogCollector collector = LogCollector.start(port, 1000, log, () -> {});
            collector.close();
            assertThat(collector.counts()).isEqualTo(new CollectedCounts(100, 0, 100, 0, 0));
            assertThat(collector.lost().orElse(0)).isZero();
        }
        assertThat(Files.readAllLines(file()))
                .isEqualTo(IntStream.range(0, 100)
                        .mapToObj(i -> "192.0.2." + i + " - - \"GET /" + i + " HTTP/1.1\"")
                        .toList());
    }

    @Test
    void when_nothing_can_be_received_any_longer_that_is_told() throws Exception {
        var failed = new CompletableFuture<Boolean>();
        try (LineLog log = LineLog.toFile(file().toString());
                LogPort port = LogPort.open(new InetSocketAddress(LOOPBACK, 0));
                Told told = new Told(LogCollector.class);
                var _ = LogCollector.start(port, 10, log, () -> failed.complete(true))) {
            port.close();
            assertThat(failed.get(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(told.messages()).containsExactly("SEVERE cannot receive any longer");
        }
    }

    @Test
    void without_a_host_both_families_come_in() throws IOException {
        Families.assumeIpv6();
        try (LineLog log = LineLog.toFile(file().toString());
                LogPort port = LogPort.open(new InetSocketAddress(0));
                DatagramChannel pen = sender("127.0.0.1", "127.0.0.1", port.number());
                DatagramChannel four = sender("127.0.0.2", "127.0.0.1", port.number());
                DatagramChannel six = sender("::1", "::1", port.number());
                var _ = LogCollector.start(port, 10, log, () -> {})) {
            send(pen, "+ 192.0.2.4 127.0.0.2 GET / HTTP/1.1");
            send(pen, "+ 2001:db8::6 ::1 GET / HTTP/1.1");
            send(six, "six \"GET / HTTP/1.1\"");
            send(four, "four \"GET / HTTP/1.1\"");
        }
        assertThat(Files.readAllLines(file()))
                .containsExactly("2001:db8::6 \"GET / HTTP/1.1\"", "192.0.2.4 \"GET / HTTP/1.1\"");
    }

    @Test
    void half_a_line_waits_for_the_rest_and_not_for_ever() throws IOException {
        try (LineLog log = LineLog.toFile(file().toString());
                LogPort port = LogPort.open(new InetSocketAddress(LOOPBACK, 0));
                DatagramChannel web = sender("127.0.0.2", "127.0.0.1", port.number());
                LogCollector collector = LogCollector.start(port, 10, log, () -> {})) {
            web.write(ByteBuffer.wrap("x".repeat(Pieces.PIECE).getBytes(US_ASCII)));
            send(web, "y");
            web.write(ByteBuffer.wrap("z".repeat(Pieces.PIECE).getBytes(US_ASCII)));
            Await.until("both are passed on", () -> collector.counts().unmatched() == 2);
        }
        assertThat(Files.readAllLines(file()))
                .containsExactly("x".repeat(Pieces.PIECE) + "y", "z".repeat(Pieces.PIECE));
    }
}
