package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.testing.Await;
import org.penlb.testing.PenProcess;
import org.penlb.testing.UdpEchoServer;
import org.penlb.testing.UdpVisitor;

/** Sessions of UDP clients end, and there are never more than are allowed. */
@Timeout(120)
class UdpSessionsIT {
    private static PenProcess pen(UdpEchoServer server, String... more) {
        List<String> options = new ArrayList<>(List.of("-U", "--event-loops", "1"));
        options.addAll(List.of(more));
        return PenProcess.start(List.of(), options, List.of(server.address()));
    }

    /** The address by which the server sees this client. */
    private static SocketAddress sessionOf(UdpVisitor client, UdpEchoServer server)
            throws IOException, InterruptedException {
        server.senders.clear();
        assertThat(client.ask()).isEqualTo(server.name());
        return Await.next(server.senders);
    }

    @Test
    void the_oldest_idle_one_gives_way() throws IOException, InterruptedException {
        try (var server = new UdpEchoServer("s0");
                PenProcess pen = pen(server, "-x", "3");
                var a = new UdpVisitor("127.0.0.1", pen.address());
                var b = new UdpVisitor("127.0.0.1", pen.address());
                var c = new UdpVisitor("127.0.0.1", pen.address());
                var d = new UdpVisitor("127.0.0.1", pen.address())) {
            SocketAddress ofA = sessionOf(a, server);
            SocketAddress ofB = sessionOf(b, server);
            SocketAddress ofC = sessionOf(c, server);
            assertThat(sessionOf(a, server)).as("its session goes on").isEqualTo(ofA);
            int full = pen.sockets();
            sessionOf(d, server);
            assertThat(sessionOf(c, server)).as("not the oldest").isEqualTo(ofC);
            assertThat(sessionOf(a, server)).as("the first, but not idle").isEqualTo(ofA);
            assertThat(sessionOf(b, server)).as("it gave way").isNotEqualTo(ofB);
            Await.until("no more sockets than when it was full", () -> pen.sockets() <= full);
        }
    }

    @Test
    void idle_ones_end() throws IOException, InterruptedException {
        List<UdpVisitor> clients = new ArrayList<>();
        try (var server = new UdpEchoServer("s0");
                PenProcess pen = pen(server, "-O", "session_timeout 1");
                var first = new UdpVisitor("127.0.0.1", pen.address())) {
            SocketAddress before = sessionOf(first, server);
            int open = pen.datagramSockets();
            for (int i = 0; i < 200; i++) {
                clients.add(new UdpVisitor("127.0.1." + (i + 1), pen.address()));
                clients.getLast().ask();
            }
            Await.until("all have ended", () -> pen.datagramSockets() < open);
            assertThat(sessionOf(first, server)).as("a new session").isNotEqualTo(before);
        } finally {
            clients.forEach(UdpVisitor::close);
        }
    }

    @Test
    void one_in_use_does_not_end() throws IOException, InterruptedException {
        try (var server = new UdpEchoServer("s0");
                PenProcess pen = pen(server, "-O", "session_timeout 6");
                var idle = new UdpVisitor("127.0.0.2", pen.address());
                var busy = new UdpVisitor("127.0.0.1", pen.address())) {
            SocketAddress session = sessionOf(busy, server);
            int one = pen.datagramSockets();
            sessionOf(idle, server);
            // The other one was idle for longer than the busy one ever is when this comes true.
            Await.until("the idle session has ended", () -> {
                ask(busy);
                return pen.datagramSockets() <= one;
            });
            assertThat(sessionOf(busy, server)).isEqualTo(session);
        }
    }

    private static void ask(UdpVisitor client) {
        try {
            client.ask();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
