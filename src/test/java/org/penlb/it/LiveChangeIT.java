package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** Commands that come at an awkward time. */
@Timeout(120)
class LiveChangeIT {
    private static String idlers(CommandedPen pen) {
        try {
            return pen.say("idlers");
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    void ready_connections_that_come_when_nobody_wants_them_any_more_are_forgotten(String relay)
            throws IOException, InterruptedException {
        List<Socket> queued = new ArrayList<>();
        try (var slow = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            for (int i = 0; i < 2; i++) { // its backlog is full then: who connects waits
                queued.add(new Socket(slow.getInetAddress(), slow.getLocalPort()));
            }
            try (var pen = CommandedPen.here(
                    List.of("-t", "60", "--relay=" + relay), List.of("127.0.0.1:" + slow.getLocalPort()))) {
                pen.say("idlers 3");
                Await.until("three are on their way", () -> idlers(pen).equals("Idlers: 3/3\n"));
                pen.say("idlers 0");
                for (int i = 0; i < 5; i++) {
                    queued.add(slow.accept());
                }
                Await.until("none is counted", () -> idlers(pen).equals("Idlers: 0/0\n"));
            }
        } finally {
            for (Socket socket : queued) {
                socket.close();
            }
        }
    }

    @Test
    void a_listener_that_cannot_be_moved_says_where_to() throws IOException, InterruptedException {
        try (var s0 = new EchoServer("s0");
                var pen = CommandedPen.here(List.of(), List.of(s0.address()))) {
            assertThat(pen.say("listen " + s0.address()))
                    .isEqualTo("listener \"" + s0.address() + "\": the port is in use by another program\n");
            assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("s0");
        }
    }

    @Test
    void nobody_comes_in_by_a_new_door_while_it_ends() throws IOException, InterruptedException {
        try (var s0 = new EchoServer("s0");
                var pen = ControlledPen.start(List.of("--grace=60"), List.of(s0.address()));
                Socket client = Visitor.connect("127.0.0.1", pen.address())) {
            assertThat(Visitor.nameFrom(client)).isEqualTo("s0");
            new ProcessBuilder("kill", String.valueOf(pen.process.pid()))
                    .start()
                    .waitFor();
            Await.until(
                    "it listens no more", () -> Ports.listeners(pen.address().getPort()) == 0);
            String door = "127.0.0.1:" + Ports.free();
            assertThat(pen.say("listen " + door))
                    .isEqualTo("listener \"" + door + "\": Pen is ending, and takes no more clients\n");
        }
    }
}
