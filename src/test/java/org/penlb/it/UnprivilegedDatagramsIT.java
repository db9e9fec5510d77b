package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.testing.PenProcess;
import org.penlb.testing.UdpEchoServer;
import org.penlb.testing.UdpVisitor;

/** Datagrams of a process that may not do more than others: that is how it works after a start by root, too. */
@Timeout(120)
class UnprivilegedDatagramsIT {
    @Test
    void relays_for_a_user_without_privileges() throws IOException {
        List<String> options = new ArrayList<>(List.of("-U", "--event-loops", "2"));
        if ("root".equals(System.getProperty("user.name"))) {
            options.addAll(List.of("-u", "nobody"));
        }
        try (var server = new UdpEchoServer("s");
                PenProcess pen = PenProcess.startAt("127.0.0.1:0", List.of(), options, List.of(server.address()));
                var client = new UdpVisitor("127.0.0.1", pen.address())) {
            client.send("datagram");
            assertThat(client.receiveText()).isEqualTo("s datagram");
        }
    }
}
