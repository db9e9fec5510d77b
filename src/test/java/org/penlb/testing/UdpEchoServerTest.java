package org.penlb.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server and the client of the UDP tests among themselves, without Pen between them. */
@Timeout(60)
class UdpEchoServerTest {
    private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");

    @Test
    void it_says_its_name_falls_silent_dies_and_comes_back() throws IOException {
        var address = new InetSocketAddress(HOST, Ports.freeForBoth());
        try (var server = new UdpEchoServer("s0", address);
                var client = new UdpVisitor("127.0.0.2", address)) {
            assertThat(client.ask()).isEqualTo("s0");
            server.silence();
            assertThat(client.tryAsk()).isEmpty();
            Await.until("it has read both", () -> server.count() == 2);
            assertThat(server.senders).hasSize(2);
            server.kill();
            assertThat(Ports.takesDatagrams(address.getPort())).isFalse();
            assertThat(client.tryAsk()).isEmpty();
            server.revive();
            assertThat(Ports.takesDatagrams(address.getPort())).isTrue();
            assertThat(client.ask()).isEqualTo("s0");
        }
    }

    @Test
    void without_a_name_it_sends_back_every_byte() throws IOException {
        var address = new InetSocketAddress(HOST, Ports.freeForBoth());
        var largest = new byte[65_507];
        new Random(1).nextBytes(largest);
        try (var _ = new UdpEchoServer("", address);
                var client = new UdpVisitor("127.0.0.1", address)) {
            client.send(largest);
            assertThat(client.receive()).isEqualTo(largest);
            client.send(new byte[0]);
            assertThat(client.receive()).isEmpty();
        }
    }
}
