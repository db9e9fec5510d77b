package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** Servers, listener and data path of a running pen are changed with Debian's penctl, while clients are there. */
@Timeout(120)
class ReconfigurationIT {
    @BeforeAll
    static void there_is_a_penctl() {
        Program.find("penctl", "pen");
    }

    @Test
    void a_drained_server_keeps_its_connections_and_loses_its_clients() throws IOException, InterruptedException {
        try (var s0 = new EchoServer("s0");
                var s1 = new EchoServer("s1");
                var pen = CommandedPen.here(List.of(), List.of(s0.address(), s1.address()));
                Socket open = Visitor.connect("127.0.0.1", pen.address())) {
            assertThat(Visitor.nameFrom(open)).isEqualTo("s0");
            pen.say("server 0 drain");
            assertThat(pen.visit()).isEqualTo("s1");
            assertThat(pen.visit()).isEqualTo("s1");
            assertThat(pen.say("explain 127.0.0.9")).endsWith("-> server 1 " + s1.address() + "\n");
            assertThat(Visitor.echoes(open)).isTrue();
            assertThat(pen.say("servers"))
                    .contains("port " + s0.port() + " conn 1")
                    .contains(" drain\n");

            pen.say("server 0 remove");
            assertThat(Visitor.echoes(open)).isTrue();
            assertThat(pen.say("servers")).doesNotContain("port " + s0.port());
            assertThat(pen.visit()).isEqualTo("s1");

            pen.say("server 1 drain");
            assertThat(pen.visit()).isEmpty();
            pen.say("server 1 up");
            assertThat(pen.visit()).isEqualTo("s1");

            pen.say("server add " + s0.address());
            assertThat(pen.say("servers")).contains("\n2 addr 127.0.0.1 port " + s0.port() + " conn 0");
        }
    }

    @Test
    void the_listener_moves_and_open_connections_stay() throws IOException, InterruptedException {
        int elsewhere = Ports.free(InetAddress.ofLiteral("0.0.0.0"));
        var moved = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), elsewhere);
        try (var s0 = new EchoServer("s0");
                var pen = CommandedPen.here(List.of(), List.of(s0.address()));
                Socket open = Visitor.connect("127.0.0.1", pen.address())) {
            assertThat(Visitor.nameFrom(open)).isEqualTo("s0");
            assertThat(pen.say("listen 127.0.0.1:" + elsewhere)).isEqualTo("127.0.0.1:" + elsewhere + "\n");
            assertThat(Ports.listeners(pen.address().getPort())).isZero();
            assertThat(Visitor.visit("127.0.0.1", moved)).isEqualTo("s0");
            assertThat(Visitor.echoes(open)).isTrue();

            // of the same port, so that the old one is in the way
            assertThat(pen.say("listen 0.0.0.0:" + elsewhere)).isEqualTo("0.0.0.0:" + elsewhere + "\n");
            assertThat(Visitor.visit("127.0.0.1", moved)).isEqualTo("s0");
            // an address that cannot be had leaves the old one
            assertThat(pen.say("listen 192.0.2.1:" + elsewhere)).contains("this machine does not have that address");
            assertThat(Visitor.visit("127.0.0.1", moved)).isEqualTo("s0");
            assertThat(Visitor.echoes(open)).isTrue();
        }
    }

    /** Who waits at a door that was closed must not be called in the place of those at the new one. */
    @Test
    void a_place_goes_to_the_new_listener() throws Exception {
        int elsewhere = Ports.free();
        var moved = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), elsewhere);
        try (var s0 = new EchoServer("s0");
                var pen = CommandedPen.here(List.of("-x", "1"), List.of(s0.address()));
                Socket served = Visitor.connect("127.0.0.1", pen.address())) {
            assertThat(Visitor.nameFrom(served)).isEqualTo("s0");
            try (Socket waiting = Visitor.connect("127.0.0.1", pen.address())) {
                assertThat(waiting.isConnected()).isTrue();
                Await.until("the old listener has seen it", () -> pen.says("connection 0", "state = 2"));
                pen.say("listen 127.0.0.1:" + elsewhere);
            }
            try (Socket next = Visitor.connect("127.0.0.1", moved)) {
                served.close();
                assertThat(Visitor.nameFrom(next)).isEqualTo("s0");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    void a_transparent_service_shows_servers_the_clients_own_address(String relay) throws Exception {
        try (var s0 = new EchoServer("s0");
                var pen = CommandedPen.here(List.of("--relay", relay, "-O", "idlers 1"), List.of(s0.address()))) {
            assertThat(pen.say("transparent")).isEmpty();
            Await.until("nobody is kept ready", () -> pen.says("idlers", "Idlers: 0/1\n"));
            s0.accepted.clear();
            assertThat(Visitor.visit("127.0.0.5", pen.address())).isEqualTo("s0");
            assertThat(Await.next(s0.accepted).getInetAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.5"));
            pen.say("no transparent");
            assertThat(Visitor.visit("127.0.0.6", pen.address())).isEqualTo("s0");
            assertThat(Await.next(s0.accepted).getInetAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
        }
    }

    @Test
    void connections_are_kept_ready_as_many_as_are_wanted() throws Exception {
        try (var s0 = new EchoServer("s0");
                var pen = CommandedPen.here(List.of(), List.of(s0.address()))) {
            pen.say("idlers 5");
            Await.until("five are ready", () -> pen.says("idlers", "Idlers: 5/5\n"));
            pen.say("idlers 2");
            Await.until("two are left", () -> pen.says("idlers", "Idlers: 2/2\n"));
            pen.say("idlers 4");
            Await.until("four are ready", () -> pen.says("idlers", "Idlers: 4/4\n"));
            pen.say("idlers 0");
            Await.until("none is left", () -> pen.says("idlers", "Idlers: 0/0\n"));
            assertThat(pen.say("idlers 1000000")).contains("more than the");
        }
    }
}
