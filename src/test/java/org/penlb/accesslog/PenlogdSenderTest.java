package org.penlb.accesslog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;
import org.penlb.testing.Await;
import org.penlb.testing.Families;
import org.penlb.testing.Told;

/** The log to penlogd. */
class PenlogdSenderTest {
    private final Told told = new Told(Trouble.class);

    @AfterEach
    void listenNoMore() {
        told.close();
    }

    private static DatagramSocket penlogd(String address) throws SocketException {
        var socket = new DatagramSocket(0, InetAddress.ofLiteral(address));
        socket.setSoTimeout((int) Await.LONG.toMillis());
        return socket;
    }

    private static String next(DatagramSocket penlogd) throws IOException {
        var datagram = new DatagramPacket(new byte[2048], 2048);
        penlogd.receive(datagram);
        return new String(datagram.getData(), 0, datagram.getLength(), US_ASCII);
    }

    private static void log(AccessLog log, String request) {
        log.request(IpAddress.parse("10.1.2.3"), "10.0.0.1", 1_795_250_683, request.getBytes(US_ASCII));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1", "127.0.0.1, localhost", "::1, [::1]"})
    void a_line_is_a_datagram(String address, String host) throws IOException {
        Families.assumeThereAre(address);
        try (DatagramSocket penlogd = penlogd(address);
                AccessLog log = AccessLog.open(host + ":" + penlogd.getLocalPort())) {
            log(log, "GET / HTTP/1.1");
            log(log, "");
            assertThat(next(penlogd)).isEqualTo("+ 10.1.2.3 10.0.0.1 GET / HTTP/1.1\n");
            assertThat(next(penlogd)).isEqualTo("+ 10.1.2.3 10.0.0.1 \n");
            log.reopen();
            log(log, "HELP");
            assertThat(next(penlogd)).isEqualTo("+ 10.1.2.3 10.0.0.1 HELP\n");
            assertThat(log.dropped()).isZero();
        }
    }

    @Test
    void a_penlogd_that_is_away_is_told_once_and_comes_back() throws IOException {
        DatagramSocket away = penlogd("127.0.0.1");
        int port = away.getLocalPort();
        try (AccessLog log = AccessLog.open("127.0.0.1:" + port)) {
            away.close();
            Await.until("lines are dropped", () -> {
                log(log, "lost");
                return log.dropped() > 2;
            });
            assertThat(told.messages())
                    .filteredOn(message -> !message.contains("dropped"))
                    .containsExactly("WARNING log \"127.0.0.1:" + port + "\": nobody listens there");
            assertThat(log.isUp()).isFalse();
            try (var back = new DatagramSocket(port, InetAddress.ofLiteral("127.0.0.1"))) {
                back.setSoTimeout((int) Await.LONG.toMillis());
                log(log, "found");
                String line = next(back);
                while (line.contains("lost")) {
                    line = next(back);
                }
                assertThat(line).endsWith(" found\n");
                log(log, "found too");
                assertThat(log.isUp()).isTrue();
            }
        }
    }

    @Test
    void lines_leave_from_the_address_of_now() throws IOException {
        var clock = new AtomicLong();
        var from = new AtomicReference<>("127.0.0.1");
        try (DatagramSocket penlogd = penlogd("127.0.0.1")) {
            var sender = new PenlogdSender<LoggedRequest>(
                    "127.0.0.1:" + penlogd.getLocalPort(),
                    new Trouble("log"),
                    LoggedRequest::toPenlogdLine,
                    to -> DatagramChannel.open()
                            .bind(new InetSocketAddress(from.get(), 0))
                            .connect(to),
                    clock::get);
            var line = new LoggedRequest(IpAddress.parse("10.1.2.3"), "10.0.0.1", 0, "one".getBytes(US_ASCII));
            sender.offer(line);
            SocketAddress first = sender(penlogd);
            clock.addAndGet(TimeUnit.SECONDS.toNanos(5));
            sender.offer(line);
            assertThat(sender(penlogd)).as("nothing has changed").isEqualTo(first);
            from.set("127.0.0.2");
            clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
            sender.offer(line);
            assertThat(sender(penlogd).toString()).startsWith("/127.0.0.2:");
            assertThat(told.messages())
                    .containsExactly("WARNING log: the way there starts at 127.0.0.2 now, no longer at 127.0.0.1;"
                            + " the socket is opened anew");
            sender.close();
        }
    }

    @Test
    void a_name_that_is_not_known_for_a_while_is_looked_up_again() throws IOException {
        var known = new AtomicBoolean(true);
        try (DatagramSocket old = penlogd("127.0.0.1");
                DatagramSocket moved = penlogd("127.0.0.2")) {
            var at = new AtomicReference<>(old.getLocalSocketAddress());
            var sender = new PenlogdSender<LoggedRequest>(
                    "collector:10000",
                    new Trouble("log"),
                    LoggedRequest::toPenlogdLine,
                    _ -> {
                        if (!known.get()) {
                            throw ConfigException.passing("no name");
                        }
                        return (InetSocketAddress) at.get();
                    },
                    to -> DatagramChannel.open().connect(to),
                    System::nanoTime);
            var line = new LoggedRequest(IpAddress.parse("10.1.2.3"), "10.0.0.1", 0, "one".getBytes(US_ASCII));
            known.set(false);
            at.set(moved.getLocalSocketAddress());
            assertThatExceptionOfType(ConfigException.class)
                    .isThrownBy(sender::reopen)
                    .withMessage("log: no name")
                    .matches(ConfigException::mayPass);
            assertThat(sender.isUp()).isFalse();
            sender.offer(line);
            assertThat(next(old)).as("where it was").endsWith(" one\n");
            known.set(true);
            Await.until("it is known again", sender::isUp);
            sender.offer(line);
            assertThat(next(moved)).endsWith(" one\n");
            assertThat(sender.dropped()).isZero();
            Await.until(
                    "that is told",
                    () -> told.messages().equals(List.of("WARNING log: the lines go to 127.0.0.2 from now on")));
            sender.close();
        }
    }

    @Test
    void nobody_looks_up_the_name_of_a_log_that_is_closed() {
        var known = new AtomicBoolean(true);
        var sender = new PenlogdSender<LoggedRequest>(
                "collector:10000",
                new Trouble("log"),
                LoggedRequest::toPenlogdLine,
                _ -> {
                    if (!known.getAndSet(false)) {
                        throw ConfigException.passing("no name");
                    }
                    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9);
                },
                to -> DatagramChannel.open().connect(to),
                System::nanoTime);
        assertThatExceptionOfType(ConfigException.class).isThrownBy(sender::reopen);
        sender.close();
        Await.until(
                "its thread ends",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("pen-log-name")));
    }

    private static SocketAddress sender(DatagramSocket penlogd) throws IOException {
        var datagram = new DatagramPacket(new byte[2048], 2048);
        penlogd.receive(datagram);
        return datagram.getSocketAddress();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:",
                ":9999",
                "localhost:0",
                "localhost:65536",
                "localhost:nosuchservice",
                "a:b/c",
                "::1:9999",
                "[::1:9999",
                "no.such.host.invalid:9999"
            })
    void what_is_no_destination_is_said(String destination) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> AccessLog.open(destination).close())
                .withMessageStartingWith("log \"" + destination + "\": ");
    }
}
