package org.penlb.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.testing.Await;
import org.penlb.testing.UdpVisitor;

/** A client that a command denies has no session any more, though its server goes on talking. */
@Timeout(120)
class DeniedSessionsTest {
    @Test
    void a_server_that_goes_on_talking_is_not_heard_by_a_client_that_is_denied_now() throws Exception {
        try (var server = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
                var pen = PenHere.controlled(List.of("-U"), List.of("127.0.0.1:" + server.getLocalPort()));
                var denied = new UdpVisitor("127.0.0.2", pen.address());
                var other = new UdpVisitor("127.0.0.3", pen.address())) {
            DatagramPacket toDenied = pushFor(server, denied, "a");
            DatagramPacket toOther = pushFor(server, other, "b");
            pen.say("acl 1 deny 127.0.0.2");
            pen.say("client_acl 1");
            Await.until("its session has ended", () -> pen.say("counters").contains("sessions open 1 "));
            server.send(toDenied);
            server.send(toOther);
            assertThat(other.receiveText()).isEqualTo("b");
            assertThat(denied.hasReceived()).isFalse();
        }
    }

    /** What the server says to a client from now on, which has heard it once. */
    private static DatagramPacket pushFor(DatagramSocket server, UdpVisitor client, String text) throws Exception {
        client.send(text);
        var packet = new DatagramPacket(new byte[100], 100);
        server.receive(packet);
        server.send(packet);
        assertThat(client.receiveText()).isEqualTo(text);
        return new DatagramPacket(text.getBytes(StandardCharsets.US_ASCII), 1, packet.getSocketAddress());
    }
}
