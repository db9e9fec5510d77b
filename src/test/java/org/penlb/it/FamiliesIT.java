package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Families;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Visitor;

/** Clients and servers of every address family meet. */
@Timeout(60)
class FamiliesIT {
    private static final String V6 = "::1";

    /** Answers every connection with its name, and with what came to the half-close. */
    private static void serve(ServerSocketChannel listening, String name) {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    try (SocketChannel client = listening.accept()) {
                        byte[] asked = Channels.newInputStream(client).readAllBytes();
                        Channels.newOutputStream(client)
                                .write((name + " " + new String(asked, StandardCharsets.US_ASCII))
                                        .getBytes(StandardCharsets.US_ASCII));
                    }
                }
            } catch (IOException _) {
                // closed
            }
        });
    }

    /** Asks, closes its direction, and reads to the end. */
    private static String ask(SocketAddress balancer) throws IOException {
        try (SocketChannel client = SocketChannel.open(balancer)) {
            Channels.newOutputStream(client).write("hello".getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            return new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static ServerSocketChannel unixServer(Path path) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    void unix_sockets_on_both_sides_with_a_half_close(String relay, @TempDir Path folder) throws IOException {
        Path one = folder.resolve("1.sock");
        Path two = folder.resolve("2.sock");
        Path pens = folder.resolve("pen.sock");
        try (var s1 = unixServer(one);
                var s2 = unixServer(two)) {
            serve(s1, "one");
            serve(s2, "two");
            List<String> servers = List.of(one.toString(), two.toString());
            try (var _ = PenProcess.startAt(pens.toString(), List.of(), List.of("-r", "--relay", relay), servers)) {
                var balancer = UnixDomainSocketAddress.of(pens);
                assertThat(List.of(ask(balancer), ask(balancer), ask(balancer)))
                        .containsExactly("one hello", "two hello", "one hello");
            }
            assertThat(pens).as("killed without a chance to remove it").exists();
            try (var pen = PenProcess.startAt(pens.toString(), List.of(), List.of("--relay", relay), servers)) {
                var balancer = UnixDomainSocketAddress.of(pens);
                assertThat(List.of(ask(balancer), ask(balancer)))
                        .as("all clients of a Unix socket are one")
                        .containsExactly("one hello", "one hello");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    void a_unix_server_that_is_gone_is_failed_over(String relay, @TempDir Path folder) throws IOException {
        Path gone = folder.resolve("gone.sock");
        unixServer(gone).close();
        Path never = folder.resolve("never.sock");
        try (var alive = new EchoServer("alive");
                PenProcess pen = PenProcess.start(
                        List.of(),
                        List.of("--relay", relay),
                        List.of(gone.toString(), never.toString(), alive.address()))) {
            assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("alive");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    void ipv4_and_ipv6_clients_and_servers(String relay) throws IOException {
        Families.assumeIpv6();
        try (var s6 = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.ofLiteral(V6), 0));
                var s4 = new EchoServer("four")) {
            serve(s6, "six");
            int port = ((InetSocketAddress) s6.getLocalAddress()).getPort();
            for (String listener : List.of(":::0", "[::]:0")) {
                try (PenProcess pen = PenProcess.startAt(
                        listener,
                        List.of(),
                        List.of("-r", "--relay", relay, "-O", "acl 1 deny 127.0.0.2", "-O", "client_acl 1"),
                        List.of("[::1]:" + port, s4.address()))) {
                    var six = new InetSocketAddress(InetAddress.ofLiteral(V6), pen.port());
                    assertThat(ask(six)).isEqualTo("six hello");
                    assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("four");
                    assertThat(Visitor.visit("127.0.0.2", pen.address()))
                            .as("an IPv4 client of an IPv6 listener is still an IPv4 client to the access list")
                            .isEmpty();
                    assertThat(ask(pen.address())).isEqualTo("six hello");
                    try (var client = new Socket(six.getAddress(), six.getPort())) {
                        assertThat(Visitor.nameFrom(client)).isEqualTo("four");
                    }
                }
            }
        }
    }
}
