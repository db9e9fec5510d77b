package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.cli.command.PenHere;
import org.penlb.testing.EchoServer;
import org.penlb.testing.UdpEchoServer;
import org.penlb.testing.UdpVisitor;
import org.penlb.testing.Visitor;

/** When all servers have failed, the first that is back serves the next client, however long a failure is remembered. */
class AllServersFailedIT {
    private static final String[] FOR_AN_HOUR = {"-b", "3600"};

    private static String visit(PenHere pen) throws IOException {
        return Visitor.visit("127.0.0.1", pen.address());
    }

    @Test
    void the_next_connection_after_a_server_is_back_is_served() throws IOException {
        try (var s0 = new EchoServer("s0");
                var s1 = new EchoServer("s1");
                PenHere pen = PenHere.start(List.of(FOR_AN_HOUR), List.of(s0.address(), s1.address()))) {
            assertThat(visit(pen)).isEqualTo("s0");
            s0.kill();
            s1.kill();
            assertThat(visit(pen)).as("nobody is there").isEmpty();
            s1.revive();
            assertThat(visit(pen)).isEqualTo("s1");
            assertThat(visit(pen)).isEqualTo("s1");
        }
    }

    @Test
    void servers_that_are_restarted_one_after_the_other_lose_no_client() throws IOException {
        try (var s0 = new EchoServer("s0");
                var s1 = new EchoServer("s1");
                PenHere pen = PenHere.start(List.of(FOR_AN_HOUR), List.of(s0.address(), s1.address()))) {
            assertThat(visit(pen)).isEqualTo("s0");
            for (int round = 0; round < 3; round++) {
                s0.kill();
                assertThat(visit(pen)).isEqualTo("s1");
                s0.revive();
                s1.kill();
                assertThat(visit(pen))
                        .as("left alone, but there is nobody else")
                        .isEqualTo("s0");
                s1.revive();
                assertThat(visit(pen)).isEqualTo("s0");
            }
        }
    }

    @Test
    void the_next_datagram_after_a_server_is_back_is_answered() throws IOException {
        try (var s0 = new UdpEchoServer("s0");
                var s1 = new UdpEchoServer("s1");
                PenHere pen = PenHere.start(
                        List.of("-U", "-b", "3600", "--event-loops", "1"), List.of(s0.address(), s1.address()));
                var client = new UdpVisitor("127.0.0.1", pen.address())) {
            assertThat(client.ask()).isEqualTo("s0");
            s0.kill();
            s1.kill();
            for (int i = 0; i < 3; i++) {
                assertThat(client.tryAsk()).isEmpty();
            }
            s1.revive();
            assertThat(client.ask()).isEqualTo("s1");
            s0.revive();
            s1.kill();
            assertThat(client.ask()).as("left alone, but there is nobody else").isEqualTo("s0");
        }
    }
}
