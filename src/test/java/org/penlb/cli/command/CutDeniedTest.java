package org.penlb.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Visitor;

/** Connections that are open stay when access lists change, unless the operator says {@code cut}. */
@Timeout(120)
class CutDeniedTest {
    private final EchoServer first = new EchoServer("s0");
    private final EchoServer second = new EchoServer("s1");
    private final PenHere pen = PenHere.controlled(List.of("-r"), List.of(first.address(), second.address()));

    @AfterEach
    void close() {
        pen.close();
        first.close();
        second.close();
    }

    private Socket client(String from) throws IOException {
        Socket client = Visitor.connect(from, pen.address());
        Visitor.nameFrom(client);
        return client;
    }

    private static void assertOpen(Socket client) throws IOException {
        client.getOutputStream().write('x');
        assertThat(client.getInputStream().read()).isEqualTo('x');
    }

    private static void assertReset(Socket client) {
        assertThatThrownBy(() -> client.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    @Test
    void whom_the_clients_list_denies() throws IOException {
        pen.say("client_acl 1");
        try (Socket denied = client("127.0.0.2");
                Socket also = client("127.0.0.2");
                Socket other = client("127.0.0.3")) {
            assertThat(pen.say("acl 1 deny 127.0.0.2 255.255.255.255")).isEmpty();
            assertOpen(denied);
            assertThat(pen.say("acl 1 cut")).isEqualTo("2 connections are ended\n");
            assertReset(denied);
            assertReset(also);
            assertOpen(other);
            assertThat(pen.say("acl 1 deny 127.0.0.3 cut")).isEqualTo("1 connection is ended\n");
            assertReset(other);
        }
    }

    @Test
    void whom_a_servers_list_denies_at_this_server_only() throws IOException {
        pen.say("server 0 acl 2");
        try (Socket at0 = client("127.0.0.2");
                Socket at1 = client("127.0.0.2")) {
            assertThat(pen.say("acl 2 deny 127.0.0.0 255.255.255.0 cut")).isEqualTo("1 connection is ended\n");
            assertReset(at0);
            assertOpen(at1);
            assertThat(pen.say("acl 2 cut")).isEqualTo("0 connections are ended\n");
        }
    }

    @Test
    void what_is_no_rule_changes_nothing() {
        assertThat(pen.say("acl 1 deny cut")).contains("ends too early");
        assertThat(pen.say("acl 11 cut")).contains("access list");
    }
}
