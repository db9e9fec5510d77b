package org.penlb.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Objects;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.balance.Server;
import org.penlb.config.RelayKind;
import org.penlb.listen.EchoServers;
import org.penlb.relay.Addressed;
import org.penlb.service.ConnectionStages;
import org.penlb.service.Preface;
import org.penlb.service.Router;
import org.penlb.testing.Await;

/** What a server gets before the client's bytes, over real sockets and over each relay. Servers send back what they get. */
@Timeout(60)
class ServerPrefaceTest {
    private static final Preface PROXY = ServerPrefaceTest::proxyLine;

    /** Both addresses and ports of the client's side, as version 1 of the PROXY protocol tells them. */
    private static byte[] proxyLine(Addressed client, Server server) {
        InetSocketAddress local = Objects.requireNonNull(client.localAddress());
        return line(client.peer().toString(), client.peerPort(), local).getBytes(US_ASCII);
    }

    private static String line(String client, int port, InetSocketAddress local) {
        return "PROXY TCP4 %s %s %d %d\r\n"
                .formatted(client, local.getAddress().getHostAddress(), port, local.getPort());
    }

    private static String lineOf(Socket client) {
        return line(client.getLocalAddress().getHostAddress(), client.getLocalPort(), (InetSocketAddress)
                client.getRemoteSocketAddress());
    }

    private static void prefaced(EchoServers farm) {
        farm.service().stages(new ConnectionStages(null, Router.BY_ADDRESS, PROXY));
    }

    private static String allThatComes(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), US_ASCII);
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_server_gets_the_clients_addresses_first_and_once(RelayKind relay) throws IOException {
        try (EchoServers farm = EchoServers.of(relay, 1)) {
            prefaced(farm);
            try (Socket client = farm.clientFrom("127.0.0.9")) {
                client.getOutputStream().write("hello".getBytes(US_ASCII));
                client.shutdownOutput();
                assertThat(allThatComes(client))
                        .isEqualTo("s0\n" + lineOf(client) + "hello")
                        .contains("127.0.0.9");
            }
            Await.until("it is over", () -> farm.service().openConnections() == 0);
            assertThat(farm.service().totals().servers().sent())
                    .as("of the client")
                    .isEqualTo(5);
        }
    }

    /** A server that speaks first would wait for ever otherwise. */
    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_server_gets_it_though_the_client_says_nothing(RelayKind relay) throws IOException {
        try (EchoServers farm = EchoServers.of(relay, 1)) {
            prefaced(farm);
            try (Socket client = farm.client()) {
                String expected = "s0\n" + lineOf(client);
                assertThat(client.getInputStream().readNBytes(expected.length()))
                        .asString(US_ASCII)
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_second_server_gets_it_when_the_first_one_fails(RelayKind relay) throws IOException {
        try (EchoServers farm = EchoServers.of(relay, 2, "roundrobin", "blacklist 0")) {
            prefaced(farm);
            farm.server(0).kill();
            for (int i = 0; i < 2; i++) {
                try (Socket client = farm.client()) {
                    client.getOutputStream().write("hello".getBytes(US_ASCII));
                    client.shutdownOutput();
                    assertThat(allThatComes(client)).isEqualTo("s1\n" + lineOf(client) + "hello");
                }
            }
            assertThat(farm.service().balancer().table().servers().getFirst().failures())
                    .isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_warm_connection_gets_it_when_it_is_used(RelayKind relay) throws IOException {
        try (EchoServers farm = EchoServers.of(relay, 1, "idlers 1")) {
            prefaced(farm);
            Server server = farm.service().balancer().table().servers().getFirst();
            Await.until("it is warm", () -> server.connecting().snapshot().count() == 1);
            try (Socket client = farm.client()) {
                client.getOutputStream().write("hello".getBytes(US_ASCII));
                client.shutdownOutput();
                assertThat(allThatComes(client)).isEqualTo("s0\n" + lineOf(client) + "hello");
            }
            assertThat(server.served()).isEqualTo(1);
            assertThat(server.connecting().snapshot().count())
                    .as("no dial but for the next warm one")
                    .isLessThanOrEqualTo(2);
        }
    }
}
