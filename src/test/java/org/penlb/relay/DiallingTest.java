package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.relay.DialListener.Fault;
import org.penlb.system.Privileges;
import org.penlb.testing.Await;

/** Connections to servers: made, refused, given up. */
@Timeout(60)
class DiallingTest {
    /** How a dial ended. */
    private record Outcome(boolean connected, Fault fault, String reason) {}

    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();

    private Dial dial(Stage stage, SocketAddress server, DialOptions options) {
        return stage.call(() -> dialOnLoop(stage, server, options));
    }

    private Dial dialOnLoop(Stage stage, SocketAddress server, DialOptions options) {
        int before = outcomes.size();
        Dial dial = stage.dial(server, options, new DialListener() {
            @Override
            public void connected(End end) {
                outcomes.add(new Outcome(true, Fault.SERVER, ""));
                end.close();
            }

            @Override
            public void failed(Fault fault, String reason) {
                outcomes.add(new Outcome(false, fault, reason));
            }
        });
        assertThat(outcomes).as("nobody is told before dial has returned").hasSize(before);
        return dial;
    }

    private static DialOptions within(Duration timeout) {
        return new DialOptions(timeout, null, true, true);
    }

    @ParameterizedTest
    @EnumSource
    void connects(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket server = Stage.server()) {
            dial(stage, server.getLocalSocketAddress(), within(Stage.LONG));
            assertThat(Await.next(outcomes).connected()).isTrue();
            Stage.accept(server).close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void says_that_the_server_refuses(Stage.Kind kind) throws Exception {
        SocketAddress closed;
        try (ServerSocket server = Stage.server()) {
            closed = server.getLocalSocketAddress();
        }
        try (var stage = new Stage(kind)) {
            dial(stage, closed, within(Stage.LONG));
            Outcome outcome = Await.next(outcomes);
            assertThat(outcome.fault()).isEqualTo(Fault.SERVER);
            assertThat(outcome.reason()).containsIgnoringCase("refused");
        }
    }

    @ParameterizedTest
    @EnumSource
    void says_that_the_server_accepted_and_reset_it_at_once(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket server = Stage.server()) {
            stage.run(() -> {
                dialOnLoop(stage, server.getLocalSocketAddress(), within(Stage.LONG));
                resetNext(server); // before the loop looks
            });
            Outcome outcome = Await.next(outcomes);
            if (!outcome.connected()) { // java.nio may connect at once on this loopback
                assertThat(outcome.fault()).isEqualTo(Fault.RESET);
                assertThat(outcome.reason()).containsIgnoringCase("connection reset");
            }
        }
    }

    private static void resetNext(ServerSocket server) {
        try (Socket accepted = server.accept()) {
            accepted.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void gives_a_server_up_that_does_not_answer(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                var hole = new BlackHole()) {
            dial(stage, hole.address(), within(Duration.ofMillis(150)));
            assertThat(Await.next(outcomes)).isEqualTo(new Outcome(false, Fault.SERVER, "no answer within 150 ms"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void timeouts_of_different_length_end_in_their_own_time(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                var hole = new BlackHole()) {
            stage.run(
                    () -> { // in one go, so that a pause of the machine shifts all of them
                        for (int millis : new int[] {400, 100, 300, 200}) {
                            dialOnLoop(stage, hole.address(), within(Duration.ofMillis(millis)));
                        }
                    });
            List<String> reasons = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                reasons.add(Await.next(outcomes).reason());
            }
            assertThat(reasons)
                    .containsExactly(
                            "no answer within 100 ms",
                            "no answer within 200 ms",
                            "no answer within 300 ms",
                            "no answer within 400 ms");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_cancelled_dial_is_not_heard_of_again(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                var hole = new BlackHole()) {
            Dial cancelled = dial(stage, hole.address(), within(Duration.ofMillis(50)));
            stage.run(cancelled::cancel);
            stage.run(cancelled::cancel);
            dial(stage, hole.address(), within(Duration.ofMillis(200)));
            assertThat(Await.next(outcomes).reason()).isEqualTo("no answer within 200 ms");
            assertThat(outcomes).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void says_that_a_unix_socket_is_not_there(Stage.Kind kind, @TempDir Path folder) throws Exception {
        try (var stage = new Stage(kind)) {
            dial(stage, UnixDomainSocketAddress.of(folder.resolve("nobody")), within(Stage.LONG));
            Outcome outcome = Await.next(outcomes);
            assertThat(outcome.fault()).isEqualTo(Fault.SERVER);
            assertThat(outcome.reason()).containsIgnoringCase("no such");
        }
    }

    @ParameterizedTest
    @EnumSource
    void connects_from_the_source_address(Stage.Kind kind) throws Exception {
        InetAddress source = InetAddress.ofLiteral("127.0.0.44");
        try (var stage = new Stage(kind);
                ServerSocket server = Stage.server()) {
            dial(stage, server.getLocalSocketAddress(), new DialOptions(Stage.LONG, source, true, false));
            assertThat(Await.next(outcomes).connected()).isTrue();
            try (Socket accepted = Stage.accept(server)) {
                assertThat(accepted.getInetAddress()).isEqualTo(source);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_source_address_of_another_machine_is_our_fault(Stage.Kind kind) throws Exception {
        InetAddress source = InetAddress.ofLiteral("192.0.2.1"); // RFC 5737: nobody's
        try (var stage = new Stage(kind);
                ServerSocket server = Stage.server()) {
            dial(stage, server.getLocalSocketAddress(), new DialOptions(Stage.LONG, source, true, false));
            Outcome outcome = Await.next(outcomes);
            assertThat(outcome.connected()).isFalse();
            assertThat(outcome.fault()).isEqualTo(Fault.OURS);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CHANNEL_NIO")
    void a_transparent_source_may_be_of_another_machine(Stage.Kind kind) throws Exception {
        assumeThat(Privileges.isRoot())
                .as("only root can use addresses of others")
                .isTrue();
        InetAddress source = InetAddress.ofLiteral("192.0.2.1");
        try (var stage = new Stage(kind);
                ServerSocket server = Stage.server()) {
            dial(
                    stage,
                    server.getLocalSocketAddress(),
                    within(Duration.ofMillis(200)).from(source));
            // the server's answer goes to the other machine, which nothing routes back to us here
            assertThat(Await.next(outcomes).reason()).isEqualTo("no answer within 200 ms");
        }
    }

    /** A server that accepts no SYN: its backlog is full. */
    private static final class BlackHole implements AutoCloseable {
        private final ServerSocket server;
        private final List<SocketChannel> fill = new ArrayList<>();

        BlackHole() throws IOException {
            server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            for (int i = 0; i < 4; i++) { // two of them get in
                SocketChannel client = SocketChannel.open();
                client.configureBlocking(false);
                client.connect(server.getLocalSocketAddress());
                fill.add(client);
            }
            Await.until(
                    "the backlog is full",
                    () -> fill.stream().filter(this::isConnected).count() == 2);
        }

        private boolean isConnected(SocketChannel client) {
            try {
                return client.finishConnect();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        InetSocketAddress address() {
            return (InetSocketAddress) server.getLocalSocketAddress();
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel client : fill) {
                client.close();
            }
            server.close();
        }
    }
}
