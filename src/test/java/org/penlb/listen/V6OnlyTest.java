package org.penlb.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.RelayKind;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Families;
import org.penlb.testing.Ports;
import org.penlb.testing.UdpEchoServer;
import org.penlb.testing.UdpVisitor;
import org.penlb.testing.Visitor;

/** Listeners at [::] that leave IPv4 to others, over real sockets and over each relay. */
@Timeout(60)
class V6OnlyTest {
    @BeforeEach
    void there_is_ipv6() {
        Families.assumeIpv6();
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    private static JsonObject six(JsonObject service) {
        return service.put("v6only", true);
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void two_services_share_a_port_by_family(RelayKind relay) throws IOException {
        int port = Ports.free();
        try (var four = new EchoServer("four");
                var six = new EchoServer("six");
                var _ = JsonPen.start(
                        relay,
                        JsonPen.service("four", "tcp://0.0.0.0:" + port, four.address()),
                        six(JsonPen.service("six", "tcp://[::]:" + port, six.address())))) {
            assertThat(Visitor.visit("127.0.0.1", at("127.0.0.1", port))).isEqualTo("four");
            assertThat(Visitor.visit("::1", at("::1", port))).isEqualTo("six");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void nobody_answers_ipv4(RelayKind relay) throws IOException {
        int port = Ports.free();
        try (var server = new EchoServer("six");
                var _ = JsonPen.start(relay, six(JsonPen.service("six", "tcp://[::]:" + port, server.address())))) {
            assertThat(Visitor.visit("::1", at("::1", port))).isEqualTo("six");
            assertThatThrownBy(() -> Visitor.visit("127.0.0.1", at("127.0.0.1", port)))
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void unless_it_is_said_both_families_come_in(RelayKind relay) throws IOException {
        int port = Ports.free();
        try (var server = new EchoServer("both");
                var _ = JsonPen.start(relay, JsonPen.service("both", "tcp://[::]:" + port, server.address()))) {
            assertThat(Visitor.visit("::1", at("::1", port))).isEqualTo("both");
            assertThat(Visitor.visit("127.0.0.1", at("127.0.0.1", port))).isEqualTo("both");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void datagrams_go_by_family_too(RelayKind relay) throws IOException {
        int port = Ports.free();
        try (var four = new UdpEchoServer("four");
                var six = new UdpEchoServer("six");
                var _ = JsonPen.start(
                        relay,
                        six(JsonPen.service("six", "udp://[::]:" + port, six.address())),
                        JsonPen.service("four", "udp://0.0.0.0:" + port, four.address()));
                var here = new UdpVisitor("127.0.0.1", at("127.0.0.1", port));
                var there = new UdpVisitor("::1", at("::1", port))) {
            assertThat(here.ask()).startsWith("four");
            assertThat(there.ask()).startsWith("six");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void dns_goes_by_family_over_udp_and_tcp(RelayKind relay) throws IOException {
        int port = Ports.free();
        try (var four = new EchoServer("four");
                var six = new EchoServer("six");
                var _ = JsonPen.start(
                        relay,
                        JsonPen.service("plain", "tcp://0.0.0.0:" + port, four.address()),
                        six(JsonPen.service("names", "udp://[::]:" + port, six.address())
                                .put("protocol", "dns")
                                .put(
                                        "dns",
                                        new JsonObject().put("check", new JsonObject().put("interval", "never")))))) {
            assertThat(Visitor.visit("127.0.0.1", at("127.0.0.1", port)))
                    .as("TCP over IPv4 is the other service's")
                    .isEqualTo("four");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_port_that_is_taken_is_told(RelayKind relay) {
        int port = Ports.free();
        JsonObject service = six(JsonPen.service("six", "tcp://[::]:" + port, "127.0.0.1:1"));
        try (var _ = JsonPen.start(relay, service)) {
            assertThatThrownBy(() -> JsonPen.start(relay, service).close())
                    .hasMessageContaining("listener \"[::]:" + port + "\"");
        }
    }
}
