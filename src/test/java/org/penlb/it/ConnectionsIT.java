package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.cli.command.PenHere;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Payload;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Visitor;

/** Many connections, one after another and at once: none refused, nothing left over. */
@Timeout(180)
class ConnectionsIT {
    private static final int IN_A_ROW = 5_000;
    private static final int AT_ONCE = 2_000;
    private static final int WARM_UP = 100;

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    void serves_5000_one_after_another_and_2000_at_once(String relay) throws IOException, InterruptedException {
        try (var s0 = new EchoServer("s0");
                var s1 = new EchoServer("s1");
                PenProcess pen = PenProcess.start(
                        List.of(), List.of("-r", "--relay", relay), List.of(s0.address(), s1.address()))) {
            visit(pen, WARM_UP); // some descriptors are opened once, when they are first needed
            int before = pen.descriptors();

            visit(pen, IN_A_ROW);
            Await.until("as many descriptors as before", () -> pen.descriptors() <= before);

            List<Socket> held = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                held.add(Visitor.connect("127.0.0.1", pen.address()));
            }
            for (Socket client : held) {
                assertThat(Visitor.nameFrom(client)).startsWith("s");
            }
            assertThat(pen.descriptors()).isGreaterThanOrEqualTo(2 * AT_ONCE);
            for (Socket client : held) {
                client.getOutputStream().write(42);
            }
            for (Socket client : held) {
                assertThat(client.getInputStream().read()).isEqualTo(42);
                client.close();
            }
            Await.until("as many descriptors as before", () -> pen.descriptors() <= before);
            assertThat(pen.terminate()).isZero();
        }
    }

    private static void visit(PenProcess pen, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo(i % 2 == 0 ? "s0" : "s1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-x 50", "-x 1", "-O pending_max 1", "-m 1", "-q 300"})
    void clients_beyond_a_limit_wait_and_none_is_dropped(String option) throws Exception {
        List<String> options = option.startsWith("-O")
                ? List.of("-O", "pending_max 1")
                : List.of(option.split(" ")[0], option.split(" ")[1]);
        try (var server = new EchoServer("s0");
                PenHere pen = PenHere.start(options, List.of(server.address()))) {
            List<Future<String>> clients = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Socket client = Visitor.connect("127.0.0.1", pen.address()); // the kernel takes them all
                clients.add(Payload.beside(() -> {
                    try (client) {
                        return Visitor.nameFrom(client);
                    }
                }));
            }
            for (Future<String> client : clients) {
                assertThat(Payload.of(client)).isEqualTo("s0");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    void a_table_of_three_forgets_only_the_least_recently_used_of_four(String relay) throws IOException {
        try (var s0 = new EchoServer("s0");
                var s1 = new EchoServer("s1");
                var s2 = new EchoServer("s2");
                var s3 = new EchoServer("s3");
                PenHere pen = PenHere.start(
                        List.of("-c", "3", "--relay", relay),
                        List.of(s0.address(), s1.address(), s2.address(), s3.address()))) {
            assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("s0");
            assertThat(Visitor.visit("127.0.0.2", pen.address())).isEqualTo("s1");
            assertThat(Visitor.visit("127.0.0.3", pen.address())).isEqualTo("s2");
            assertThat(Visitor.visit("127.0.0.1", pen.address()))
                    .as("again, from another port")
                    .isEqualTo("s0");
            assertThat(Visitor.visit("127.0.0.4", pen.address()))
                    .as("number 2 gives way")
                    .isEqualTo("s3");
            assertThat(Visitor.visit("127.0.0.3", pen.address())).isEqualTo("s2");
            assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("s0");
            assertThat(Visitor.visit("127.0.0.4", pen.address())).isEqualTo("s3");
            assertThat(Visitor.visit("127.0.0.2", pen.address()))
                    .as("forgotten, so its turn")
                    .isEqualTo("s0");
        }
    }
}
