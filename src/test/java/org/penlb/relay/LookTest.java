package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.FastClose;
import org.penlb.relay.LookListener.Outcome;
import org.penlb.relay.LookListener.Verdict;
import org.penlb.testing.Await;
import org.penlb.testing.Payload;

/** A client's first bytes are seen before anything is decided, and afterwards it is as if nobody had looked. */
@Timeout(60)
class LookTest {
    private static final int MOST = 1000;

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();
    private final BlockingQueue<Look> looks = new LinkedBlockingQueue<>();

    private Acceptor looking(Stage stage, Duration patience, Function<String, Verdict> judge) {
        var listener = new LookListener() {
            @Override
            public Verdict seen(End client, ByteBuffer bytes) {
                String text = StandardCharsets.US_ASCII.decode(bytes).toString();
                seen.add(text);
                return judge.apply(text);
            }

            @Override
            public void over(End client, Outcome outcome) {
                outcomes.add(outcome);
                ends.add(client);
            }
        };
        return stage.call(() -> stage.transport.listen(
                Stage.ANYWHERE,
                Stage.LISTEN,
                new Stage.Places(99),
                end -> looks.add(stage.transport.look(end, MOST, patience, listener))));
    }

    private static Verdict untilBlank(String text) {
        return text.endsWith(" ") ? Verdict.ENOUGH : Verdict.MORE;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void finish(Stage stage, Acceptor acceptor, Outcome expected) throws InterruptedException {
        assertThat(Await.next(outcomes)).isEqualTo(expected);
        stage.run(Await.next(ends)::close);
        stage.run(acceptor::close);
        assertThat(outcomes).as("told once").isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void what_was_seen_byte_by_byte_is_relayed_as_if_nobody_had_looked(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket servers = Stage.server()) {
            Acceptor acceptor = looking(stage, Stage.LONG, LookTest::untilBlank);
            try (Socket client = Stage.connect(acceptor.localAddress())) {
                client.setTcpNoDelay(true);
                for (int i = 0; i < 4; i++) {
                    client.getOutputStream().write("abc ".charAt(i));
                    assertThat(Await.next(seen)).isEqualTo("abc ".substring(0, i + 1));
                }
                assertThat(Await.next(outcomes)).isEqualTo(Outcome.ENOUGH);
                client.getOutputStream().write(ascii("rest"));
                End end = Await.next(ends);
                BlockingQueue<Relay> over = new LinkedBlockingQueue<>();
                stage.run(() -> stage.dial(servers.getLocalSocketAddress(), Stage.DIAL, new DialListener() {
                    @Override
                    public void connected(End server) {
                        stage.transport.join(end, server, FastClose.OFF, Inspection.NONE, over::add);
                    }

                    @Override
                    public void failed(Fault fault, String reason) {
                        throw new IllegalStateException(reason);
                    }
                }));
                try (Socket server = Stage.accept(servers)) {
                    assertThat(server.getInputStream().readNBytes(8)).isEqualTo(ascii("abc rest"));
                    Payload sent = Payload.send(client, 100_000, 1);
                    assertThat(Payload.receive(server)).isEqualTo(sent);
                }
                assertThat(Await.next(over).toServer()).isEqualTo(100_008);
            }
            assertThat(seen).isEmpty();
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_part_of_what_was_seen_can_be_taken(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket servers = Stage.server()) {
            Acceptor acceptor = looking(stage, Stage.LONG, LookTest::untilBlank);
            try (Socket client = Stage.connect(acceptor.localAddress())) {
                client.setTcpNoDelay(true);
                client.getOutputStream().write(ascii("header"));
                assertThat(Await.next(seen)).isEqualTo("header");
                client.getOutputStream().write(ascii("rest "));
                assertThat(Await.next(outcomes)).isEqualTo(Outcome.ENOUGH);
                End end = Await.next(ends);
                assertThat(stage.<Boolean>call(() -> stage.transport.take(end, 2)))
                        .isTrue();
                assertThat(stage.<Boolean>call(() -> stage.transport.take(end, 6)))
                        .isTrue();
                assertThat(stage.<Boolean>call(() -> stage.transport.take(end, 0)))
                        .isTrue();
                BlockingQueue<Relay> over = new LinkedBlockingQueue<>();
                stage.run(() -> stage.dial(servers.getLocalSocketAddress(), Stage.DIAL, new DialListener() {
                    @Override
                    public void connected(End server) {
                        stage.transport.join(end, server, FastClose.OFF, Inspection.NONE, over::add);
                    }

                    @Override
                    public void failed(Fault fault, String reason) {
                        throw new IllegalStateException(reason);
                    }
                }));
                try (Socket server = Stage.accept(servers)) {
                    assertThat(server.getInputStream().readNBytes(3)).isEqualTo(ascii("st "));
                    Payload sent = Payload.send(client, 1_000_000, 1);
                    assertThat(Payload.receive(server)).isEqualTo(sent);
                }
                assertThat(Await.next(over).toServer()).isEqualTo(1_000_003);
            }
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void more_than_there_is_cannot_be_taken(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = looking(stage, Stage.LONG, LookTest::untilBlank);
            try (Socket client = Stage.connect(acceptor.localAddress())) {
                client.getOutputStream().write(ascii("abc "));
                assertThat(Await.next(outcomes)).isEqualTo(Outcome.ENOUGH);
                End end = Await.next(ends);
                assertThat(stage.<Boolean>call(() -> stage.transport.take(end, 5)))
                        .isFalse();
                stage.run(end::close);
            }
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_was_seen_is_conversed_with_up_to_an_end_that_came_early(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = looking(stage, Stage.LONG, LookTest::untilBlank);
            try (Socket client = Stage.connect(acceptor.localAddress())) {
                client.getOutputStream().write(ascii("all of it "));
                client.shutdownOutput();
                assertThat(Await.next(outcomes)).isEqualTo(Outcome.ENOUGH);
                End end = Await.next(ends);
                var receiver = new Conversing();
                StreamPort port = stage.call(() -> stage.transport.converse(end, receiver));
                Await.next(receiver.ended);
                assertThat(receiver.bytes()).isEqualTo(ascii("all of it "));
                stage.run(port::close);
                Await.next(receiver.closed);
            }
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void who_is_refused_is_told(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = looking(stage, Stage.LONG, _ -> Verdict.REFUSE);
            try (Socket client = Stage.connect(acceptor.localAddress())) {
                client.getOutputStream().write(1);
                finish(stage, acceptor, Outcome.REFUSED);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_more_is_shown_than_was_asked_for(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = looking(stage, Stage.LONG, _ -> Verdict.MORE);
            try (Socket client = Stage.connect(acceptor.localAddress())) {
                client.getOutputStream().write(new byte[MOST + 500]);
                assertThat(Await.next(outcomes)).isEqualTo(Outcome.TOO_LONG);
                assertThat(seen)
                        .isNotEmpty()
                        .allSatisfy(text -> assertThat(text.length()).isLessThanOrEqualTo(MOST));
                var receiver = new Conversing();
                End end = Await.next(ends);
                StreamPort port = stage.call(() -> stage.transport.converse(end, receiver));
                Await.until("all is there", () -> receiver.length == MOST + 500);
                stage.run(port::close);
            }
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_end_before_enough_is_told(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = looking(stage, Stage.LONG, _ -> Verdict.MORE);
            try (Socket client = Stage.connect(acceptor.localAddress())) {
                client.getOutputStream().write('x');
                assertThat(Await.next(seen)).isEqualTo("x");
                client.shutdownOutput();
                finish(stage, acceptor, Outcome.ENDED);
                assertThat(seen).as("nothing new").isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_reset_before_enough_is_told(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = looking(stage, Stage.LONG, _ -> Verdict.MORE);
            Socket client = Stage.connect(acceptor.localAddress());
            client.getOutputStream().write('x');
            Await.next(seen);
            client.setSoLinger(true, 0);
            client.close();
            finish(stage, acceptor, Outcome.RESET);
        }
    }

    @ParameterizedTest
    @EnumSource
    void patience_ends(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = looking(stage, Duration.ofMillis(50), _ -> Verdict.MORE);
            try (Socket _ = Stage.connect(acceptor.localAddress())) {
                finish(stage, acceptor, Outcome.TIMEOUT);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothing_is_told_of_a_look_that_was_given_up(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = looking(stage, Duration.ofMillis(50), _ -> Verdict.MORE);
            try (Socket given = Stage.connect(acceptor.localAddress())) {
                Look look = Await.next(looks);
                stage.run(look::cancel);
                try (Socket _ = Stage.connect(acceptor.localAddress())) { // its time is up after the other's
                    finish(stage, acceptor, Outcome.TIMEOUT);
                }
                assertThat(given.isClosed()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_listener_that_fails_costs_its_client(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = looking(stage, Stage.LONG, _ -> {
                throw new IllegalStateException("a fault of the listener's, as the test wants it");
            });
            try (Socket client = Stage.connect(acceptor.localAddress())) {
                client.getOutputStream().write(1);
                client.shutdownOutput();
                Await.next(seen);
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            } catch (java.net.SocketException _) {
                // closed with a byte unread is a reset
            }
            assertThat(Await.next(outcomes)).isEqualTo(Outcome.RESET);
            stage.run(acceptor::close);
            assertThat(outcomes).isEmpty();
        }
    }
}
