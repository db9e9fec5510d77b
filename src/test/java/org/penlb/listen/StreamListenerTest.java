package org.penlb.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.balance.Server;
import org.penlb.config.RelayKind;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** What the penctl commands of the README promise, over real sockets and over each relay. */
@Timeout(60)
class StreamListenerTest {
    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void closes_a_connection_that_was_idle_for_too_long(RelayKind relay) throws IOException {
        try (EchoServers farm = EchoServers.of(relay, 1, "idle_timeout 1");
                Socket client = farm.client()) {
            assertThat(Visitor.nameFrom(client)).isEqualTo("s0");
            Await.until("no connection is left", () -> {
                farm.sweep();
                return farm.service().openConnections() == 0;
            });
            assertReset(client);
        }
    }

    /** No answer looks whole that is not. */
    private static void assertReset(Socket client) {
        assertThatThrownBy(() -> client.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_connection_that_talks_is_not_idle(RelayKind relay) throws IOException {
        try (EchoServers farm = EchoServers.of(relay, 1, "idle_timeout 1")) {
            while (!talks(farm, TimeUnit.SECONDS.toNanos(2))) {
                // this machine was busy with other things for as long as it takes to be idle
            }
        }
    }

    /** False if it was closed behind a pause that nobody meant to make. */
    private static boolean talks(EchoServers farm, long nanos) throws IOException {
        try (Socket client = farm.client()) {
            assertThat(Visitor.nameFrom(client)).isEqualTo("s0");
            client.setSoTimeout(200);
            long longestPause = 0;
            long begin = System.nanoTime();
            for (long last = begin; last - begin < nanos; ) {
                boolean open = isEchoed(client);
                farm.sweep();
                long now = System.nanoTime();
                longestPause = Math.max(longestPause, now - last);
                last = now;
                if (!open) {
                    assertThat(longestPause).as("pause before it was closed").isGreaterThan(nanos / 4);
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether what it says comes back, and it stays open. */
    private static boolean isEchoed(Socket client) throws IOException {
        try {
            client.getOutputStream().write('x');
            int answer = client.getInputStream().read();
            while (answer == 'x') {
                answer = client.getInputStream().read();
            }
            assertThat(answer).as("end of the stream").isEqualTo(-1);
            return false;
        } catch (SocketTimeoutException _) {
            return true; // nothing more for now; it may talk on
        } catch (SocketException _) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void keeps_connections_ready_and_makes_up_for_used_ones(RelayKind relay) throws IOException, InterruptedException {
        try (EchoServers farm = EchoServers.of(relay, 2, "idlers 4")) {
            farm.sweep();
            for (int i = 0; i < 2; i++) {
                farm.server(0).accepted.take();
                farm.server(1).accepted.take();
            }
            assertThat(farm.service().openConnections()).isZero();
            assertThat(farm.visit()).isEqualTo("s0");
            farm.sweep();
            farm.server(0).accepted.take(); // the one that replaces the used one
            Await.until(
                    "only ready connections are left, which do not count",
                    () -> farm.service().balancer().table().servers().stream()
                            .allMatch(server -> server.connections() == 0));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void connects_from_the_source_address(RelayKind relay) throws IOException, InterruptedException {
        try (EchoServers farm = EchoServers.of(relay, 1, "source 127.0.0.77")) {
            assertThat(farm.visit()).isEqualTo("s0");
            Socket seen = farm.server(0).accepted.take();
            assertThat(seen.getInetAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.77"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void answers_http_itself_as_a_dummy(RelayKind relay) throws IOException {
        try (EchoServers farm = EchoServers.of(relay, 0, "dummy");
                Socket client = farm.client()) {
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            String reply = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(reply)
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("\r\nContent-Length: 11\r\n")
                    .endsWith("This is pen");
            Await.until("no connection is left", () -> farm.service().openConnections() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_dummy_that_is_undeployed_leaves_nobody_waiting(RelayKind relay) throws IOException {
        Socket client;
        try (EchoServers farm = EchoServers.of(relay, 0, "dummy")) {
            client = farm.client();
            Await.until("the client is in", () -> farm.service().clients().accepted() == 1);
        }
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        client.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void closes_both_sides_when_the_client_closes_with_fastclose(RelayKind relay) throws IOException {
        try (EchoServers farm = EchoServers.of(relay, 1, "tcp_fastclose down");
                Socket client = farm.client()) {
            assertThat(Visitor.nameFrom(client)).isEqualTo("s0");
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void lets_clients_wait_while_the_limit_is_reached_and_drops_none(RelayKind relay) throws IOException {
        try (EchoServers farm = EchoServers.of(relay, 1, "conn_max 2")) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                clients.add(farm.client()); // the kernel accepts them all
            }
            for (Socket client : clients) {
                assertThat(Visitor.nameFrom(client)).isEqualTo("s0");
                assertThat(farm.service().openConnections()).isLessThanOrEqualTo(2);
                client.close();
            }
            Await.until("no connection is left", () -> farm.service().openConnections() == 0);
            assertThat(farm.service().clients().accepted()).isEqualTo(20);
            assertThat(farm.service().clients().refused()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void counts_bytes_while_a_connection_is_open(RelayKind relay) throws IOException {
        try (EchoServers farm = EchoServers.of(relay, 1);
                Socket client = farm.client()) {
            client.getOutputStream().write(new byte[1000]);
            assertThat(client.getInputStream().readNBytes(1003)).hasSize(1003);
            Server server = farm.service().balancer().table().servers().getFirst();
            Await.until("bytes to the server are counted", () -> server.sent() == 1000);
            Await.until("bytes from the server are counted", () -> server.received() == 1003);
            assertThat(farm.service().openConnections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void fails_over_while_the_first_bytes_wait(RelayKind relay) throws IOException {
        try (var alive = new EchoServer("alive");
                EchoServers farm =
                        EchoServers.over(relay, List.of("127.0.0.1:" + Ports.free(), alive.address()), "roundrobin");
                Socket client = farm.client()) {
            client.getOutputStream().write("first bytes".getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("alive\nfirst bytes");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_server_that_resets_whom_it_accepts_is_a_reset_to_the_client(RelayKind relay) throws IOException {
        for (int i = 0; i < 5; i++) { // whether the dial or the relay hears of it is a matter of chance
            try (var server = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
                    EchoServers farm = EchoServers.over(relay, List.of("127.0.0.1:" + server.getLocalPort()));
                    Socket client = farm.client()) {
                client.getOutputStream().write('x');
                try (Socket accepted = server.accept()) {
                    accepted.setSoLinger(true, 0);
                }
                assertReset(client);
                Await.until("no connection is left", () -> farm.service().openConnections() == 0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void closes_a_client_that_nobody_takes(RelayKind relay) throws IOException {
        try (EchoServers farm = EchoServers.over(relay, List.of("127.0.0.1:" + Ports.free()))) {
            assertThat(farm.visit()).isEmpty();
            Await.until("no connection is left", () -> farm.service().openConnections() == 0);
            assertThat(farm.service().clients().refused()).isEqualTo(1);
            assertThat(farm.service().pendingConnections()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void sends_a_denied_client_away(RelayKind relay) throws IOException {
        try (EchoServers farm = EchoServers.of(relay, 1, "acl 1 deny 127.0.0.9", "client_acl 1")) {
            assertThat(farm.visitFrom("127.0.0.8")).isEqualTo("s0");
            assertThat(farm.visitFrom("127.0.0.9")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void ends_everything_when_it_is_undeployed(RelayKind relay) throws IOException {
        Socket client;
        try (EchoServers farm = EchoServers.of(relay, 1)) {
            client = farm.client();
            assertThat(Visitor.nameFrom(client)).isEqualTo("s0");
        }
        assertReset(client);
        client.close();
    }
}
