package org.penlb.cli.logtools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.testing.Await;
import org.penlb.testing.Families;

class PenlogTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String input, String... arguments) throws IOException {
        Path file = Files.writeString(folder.resolve("in"), input);
        try (var in = new FileInputStream(file.toFile())) {
            return new Penlog(in, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)).run(arguments);
        }
    }

    private static DatagramSocket penlogd(String address) throws IOException {
        var socket = new DatagramSocket(0, InetAddress.ofLiteral(address));
        socket.setSoTimeout((int) Await.LONG.toMillis());
        return socket;
    }

    private static DatagramPacket next(DatagramSocket at) throws IOException {
        var packet = new DatagramPacket(new byte[70_000], 70_000);
        at.receive(packet);
        return packet;
    }

    private static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), UTF_8);
    }

    @Test
    void each_line_is_a_datagram() throws IOException {
        try (DatagramSocket penlogd = penlogd("127.0.0.1")) {
            assertThat(run("one\ntwo", "127.0.0.1", Integer.toString(penlogd.getLocalPort())))
                    .isZero();
            assertThat(text(next(penlogd))).isEqualTo("one\n");
            assertThat(text(next(penlogd))).isEqualTo("two\n");
            assertThat(err.size()).isZero();
        }
    }

    @Test
    void the_third_argument_is_the_address_to_send_from() throws IOException {
        try (DatagramSocket penlogd = penlogd("127.0.0.1")) {
            run("one\n", "localhost", Integer.toString(penlogd.getLocalPort()), "127.0.0.5");
            assertThat(next(penlogd).getAddress().getHostAddress()).isEqualTo("127.0.0.5");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "[::1]"})
    void an_address_of_ipv6_needs_no_brackets(String host) throws IOException {
        Families.assumeIpv6();
        try (DatagramSocket penlogd = penlogd("::1")) {
            assertThat(run("one\n", host, Integer.toString(penlogd.getLocalPort())))
                    .isZero();
            assertThat(text(next(penlogd))).isEqualTo("one\n");
        }
    }

    @Test
    void nobody_there_is_told_with_what_was_not_sent() throws IOException {
        int port;
        try (DatagramSocket gone = penlogd("127.0.0.1")) {
            port = gone.getLocalPort();
        }
        assertThat(run("one\n".repeat(100), "127.0.0.1", Integer.toString(port)))
                .isZero();
        assertThat(err.toString(UTF_8))
                .contains("penlog: log \"127.0.0.1:" + port + "\": nobody listens there\n")
                .contains(" lines were not sent\n");
    }

    @ParameterizedTest
    @CsvSource({
        "no.such.host.invalid, 9, , 'log \"no.such.host.invalid:9\": \"no.such.host.invalid\" is not the name of a host'",
        "127.0.0.1, 9, 192.0.2.1, 'my_ip \"192.0.2.1\" is no address of this machine'",
        "127.0.0.1, 0, , 'log \"127.0.0.1:0\": the port is missing (expected: host:port)'",
    })
    void where_nothing_can_be_sent_it_says_why(String host, String port, String from, String reason)
            throws IOException {
        String[] arguments = from == null ? new String[] {host, port} : new String[] {host, port, from};
        assertThat(run("", arguments)).isOne();
        assertThat(err.toString(UTF_8)).isEqualTo("penlog: " + reason + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "host 1 2 3", "-x host 1", "--hlep"})
    void a_bad_command_line_gets_the_usage(String line) throws IOException {
        assertThat(run("", line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("Usage: penlog host port [my_ip]");
    }

    @Test
    void help_and_version() throws IOException {
        assertThat(run("", "--help")).isZero();
        assertThat(run("", "--version")).isZero();
        assertThat(out.toString(UTF_8))
                .startsWith("Usage: penlog host port [my_ip]")
                .contains("\nPen for Vert.x ");
    }
}
