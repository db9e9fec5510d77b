package org.penlb.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.IpAddress;
import org.penlb.config.RelayKind;
import org.penlb.listen.EchoServers;
import org.penlb.service.AdmissionPolicy;
import org.penlb.service.Service;
import org.penlb.testing.Await;
import org.penlb.testing.Visitor;

/** A limit of connections per client, over real sockets and over each relay. */
@Timeout(60)
class AdmittedConnectionsTest {
    /** So many connections of each client at a time. */
    private record AtMost(int most, Map<IpAddress, Integer> open) implements AdmissionPolicy {
        AtMost(int most) {
            this(most, new ConcurrentHashMap<>());
        }

        @Override
        public boolean admitsConnection(IpAddress client) {
            if (open.getOrDefault(client, 0) >= most) {
                return false;
            }
            open.merge(client, 1, Integer::sum);
            return true;
        }

        @Override
        public void left(IpAddress client) {
            open.merge(client, -1, Integer::sum);
        }

        @Override
        public boolean admitsDatagram(IpAddress client) {
            throw new AssertionError("no datagrams here");
        }

        int openOf(String client) {
            return open.getOrDefault(IpAddress.parse(client), 0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_client_with_too_many_connections_is_closed_and_others_come_in(RelayKind relay) throws IOException {
        var policy = new AtMost(2);
        try (EchoServers farm = EchoServers.of(relay, 1)) {
            Service service = farm.service();
            service.admission(policy);
            try (Socket first = farm.clientFrom("127.0.0.8");
                    Socket second = farm.clientFrom("127.0.0.8")) {
                assertThat(Visitor.nameFrom(first)).isEqualTo("s0");
                assertThat(Visitor.nameFrom(second)).isEqualTo("s0");
                assertThat(farm.visitFrom("127.0.0.8")).isEmpty();
                assertThat(farm.visitFrom("127.0.0.9")).isEqualTo("s0");
                Await.until("the other is gone", () -> service.openConnections() == 2);
                assertThat(service.clients().notAdmitted()).isEqualTo(1);
                assertThat(service.clients().accepted())
                        .as("without the one that is kept out")
                        .isEqualTo(3);
                assertThat(service.clients().refused()).isZero();
                assertThat(service.totals().servers().connects()).isEqualTo(3);
                assertThat(service.pendingConnections()).isZero();
            }
            Await.until("they have left", () -> policy.openOf("127.0.0.8") == 0);
            assertThat(farm.visitFrom("127.0.0.8")).isEqualTo("s0");
            Await.until("all have left", () -> policy.openOf("127.0.0.8") == 0 && policy.openOf("127.0.0.9") == 0);
            assertThat(service.openConnections()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void whoever_is_kept_out_holds_no_place(RelayKind relay) throws IOException {
        try (EchoServers farm = EchoServers.of(relay, 1, "conn_max 1", "pending_max 1")) {
            farm.service().admission(new AtMost(0));
            for (int i = 0; i < 5; i++) {
                assertThat(farm.visit()).isEmpty();
            }
            assertThat(farm.service().clients().notAdmitted()).isEqualTo(5);
            farm.service().admission(AdmissionPolicy.EVERYBODY);
            assertThat(farm.visit()).isEqualTo("s0");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_connection_leaves_the_policy_that_admitted_it(RelayKind relay) throws IOException {
        var before = new AtMost(1);
        var after = new AtMost(1);
        try (EchoServers farm = EchoServers.of(relay, 1)) {
            farm.service().admission(before);
            try (Socket client = farm.client()) {
                assertThat(Visitor.nameFrom(client)).isEqualTo("s0");
                farm.service().admission(after);
                assertThat(before.openOf("127.0.0.1")).isEqualTo(1);
            }
            Await.until("it has left", () -> before.openOf("127.0.0.1") == 0);
            assertThat(after.open()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_client_that_nobody_takes_leaves_too(RelayKind relay) throws IOException {
        var policy = new AtMost(1);
        try (EchoServers farm = EchoServers.of(relay, 1)) {
            farm.service().admission(policy);
            farm.server(0).kill();
            assertThat(farm.visit()).isEmpty();
            Await.until("it has left", () -> policy.open().containsValue(0));
            assertThat(farm.service().clients().refused()).isEqualTo(1);
            assertThat(farm.service().clients().notAdmitted()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void clients_of_a_dummy_are_counted_too(RelayKind relay) throws IOException {
        var policy = new AtMost(1);
        try (EchoServers farm = EchoServers.of(relay, 0, "dummy")) {
            farm.service().admission(policy);
            try (Socket client = farm.client()) {
                Await.until("it is in", () -> policy.openOf("127.0.0.1") == 1);
                assertThat(farm.visit()).isEmpty();
                client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
                assertThat(Visitor.nameFrom(client)).isEqualTo("HTTP/1.1 200 OK");
            }
            Await.until("it has left", () -> policy.openOf("127.0.0.1") == 0);
            assertThat(farm.service().clients().notAdmitted()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void all_clients_of_a_unix_socket_are_one(RelayKind relay, @TempDir Path folder) throws IOException {
        var policy = new AtMost(1);
        Path socket = folder.resolve("pen.sock");
        var address = UnixDomainSocketAddress.of(socket);
        try (EchoServers farm = EchoServers.atUnix(relay, socket)) {
            farm.service().admission(policy);
            try (SocketChannel first = SocketChannel.open(address);
                    SocketChannel second = SocketChannel.open(address)) {
                assertThat(first.read(ByteBuffer.allocate(9))).isEqualTo("s0\n".length());
                assertThat(second.read(ByteBuffer.allocate(9))).isEqualTo(-1);
            }
            Await.until("it has left", () -> policy.open().containsValue(0));
            assertThat(farm.service().clients().notAdmitted()).isEqualTo(1);
        }
    }
}
