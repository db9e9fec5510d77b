package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.testing.Await;
import org.penlb.testing.Payload;

/** Conversations with a peer that is slow, that floods, that is gone, and with a receiver that fails. */
@Timeout(120)
class ConversationPressureTest {
    /** More than the kernel holds between two sockets of one machine. */
    private static final int MUCH = 32 << 20;

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @ParameterizedTest
    @EnumSource
    void what_a_slow_reader_does_not_take_waits_for_it(Stage.Kind kind) throws Exception {
        var much = new byte[MUCH];
        try (var stage = new Stage(kind)) {
            var receiver = new Conversing();
            Acceptor acceptor = receiver.acceptor(stage, Stage.ANYWHERE);
            try (Socket client = Stage.connect(acceptor.localAddress())) {
                StreamPort port = Await.next(receiver.ports);
                stage.run(() -> port.write(much, 0, MUCH));
                assertThat(stage.call(port::pending)).isPositive();
                assertThat(receiver.writable).isEmpty();
                stage.run(() -> port.write(new byte[] {1, 2, 3}, 0, 3));
                client.getInputStream().skipNBytes(MUCH);
                assertThat(client.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
                assertThat(Await.next(receiver.writable)).isSameAs(port);
                assertThat(stage.call(port::pending)).isZero();
                stage.run(() -> {});
                assertThat(receiver.writable).as("told once").isEmpty();
                stage.run(port::close);
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void who_pauses_is_not_flooded_and_misses_nothing(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind)) {
            var receiver = new Conversing() {
                @Override
                public void received(StreamPort port, ByteBuffer bytes) {
                    super.received(port, bytes);
                    port.pauseReading();
                }
            };
            Acceptor acceptor = receiver.acceptor(stage, Stage.ANYWHERE);
            try (var client = SocketChannel.open((InetSocketAddress) acceptor.localAddress())) {
                StreamPort port = Await.next(receiver.ports);
                long written = BackPressureTest.floodUntilBlocked(client);
                client.shutdownOutput();
                assertThat(receiver.length).isPositive().isLessThan(1 << 20);
                assertThat(receiver.ended).isEmpty();
                Await.until("all has come", () -> {
                    stage.run(port::resumeReading);
                    return receiver.length == written;
                });
                Await.until("the end is told", () -> {
                    stage.run(port::resumeReading);
                    return !receiver.ended.isEmpty();
                });
                stage.run(port::close);
                Await.next(receiver.closed);
            }
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_flood_lets_others_have_their_turn(Stage.Kind kind) throws Exception {
        var flooding = new AtomicBoolean(true);
        try (var stage = new Stage(kind)) {
            var sink = new Conversing();
            var echo = new Conversing() {
                @Override
                public void received(StreamPort port, ByteBuffer bytes) {
                    port.write(bytes);
                }
            };
            Acceptor flooded = sink.acceptor(stage, Stage.ANYWHERE);
            Acceptor acceptor = echo.acceptor(stage, Stage.ANYWHERE);
            try (Socket flood = Stage.connect(flooded.localAddress());
                    Socket client = Stage.connect(acceptor.localAddress())) {
                Future<Boolean> flooder = Payload.beside(() -> {
                    var chunk = new byte[1 << 20];
                    while (flooding.get()) {
                        flood.getOutputStream().write(chunk);
                    }
                    flood.shutdownOutput();
                    return true;
                });
                for (int i = 0; i < 200; i++) {
                    client.getOutputStream().write(i);
                    assertThat(client.getInputStream().read()).isEqualTo(i);
                }
                assertThat(flooder.isDone())
                        .as("the flood went on all the while")
                        .isFalse();
                flooding.set(false);
                assertThat(Payload.of(flooder)).isTrue();
                stage.run(Await.next(sink.ended)::close);
                stage.run(Await.next(echo.ports)::close);
            }
            stage.run(flooded::close);
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_last_words_before_a_reset_are_heard_and_then_the_reset(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind)) {
            var receiver = new Conversing();
            Acceptor acceptor = receiver.acceptor(stage, Stage.ANYWHERE);
            Socket client = Stage.connect(acceptor.localAddress());
            StreamPort port = Await.next(receiver.ports);
            client.getOutputStream().write(new byte[] {4, 5, 6});
            reset(client);
            assertThat(Await.next(receiver.broken)).isEqualTo("connection reset");
            assertThat(Await.next(receiver.closed)).isSameAs(port);
            assertThat(receiver.bytes()).containsExactly(4, 5, 6);
            assertThat(receiver.ended).isEmpty();
            stage.run(() -> {
                port.write(new byte[1], 0, 1);
                port.shutdownOutput();
                port.resumeReading();
                port.reset();
                port.close();
            });
            stage.run(() -> {});
            assertThat(receiver.closed).as("told once").isEmpty();
            assertThat(receiver.broken).as("told once").isEmpty();
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CHANNEL_NIO") // java.nio hears nothing after the end
    void a_reset_after_the_peers_end_is_told(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind)) {
            var receiver = new Conversing();
            Acceptor acceptor = receiver.acceptor(stage, Stage.ANYWHERE);
            Socket client = Stage.connect(acceptor.localAddress());
            client.shutdownOutput();
            Await.next(receiver.ended);
            reset(client);
            assertThat(Await.next(receiver.broken)).isEqualTo("connection reset");
            Await.next(receiver.closed);
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_peer_that_resets_while_much_is_pending_ends_it(Stage.Kind kind) throws Exception {
        var much = new byte[MUCH];
        try (var stage = new Stage(kind)) {
            var receiver = new Conversing();
            Acceptor acceptor = receiver.acceptor(stage, Stage.ANYWHERE);
            Socket client = Stage.connect(acceptor.localAddress());
            StreamPort port = Await.next(receiver.ports);
            stage.run(() -> port.write(much, 0, MUCH));
            client.getOutputStream().write(7);
            reset(client);
            Await.next(receiver.broken);
            Await.next(receiver.closed);
            assertThat(receiver.bytes()).containsExactly(7);
            assertThat(stage.call(port::pending)).isZero();
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_reset_of_ours_is_a_reset_to_the_peer(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind)) {
            var receiver = new Conversing();
            Acceptor acceptor = receiver.acceptor(stage, Stage.ANYWHERE);
            try (Socket client = Stage.connect(acceptor.localAddress())) {
                StreamPort port = Await.next(receiver.ports);
                stage.run(port::reset);
                Assertions.assertThatThrownBy(() -> client.getInputStream().read())
                        .isInstanceOf(SocketException.class)
                        .hasMessageContaining("reset");
                assertThat(Await.next(receiver.closed)).isSameAs(port);
                assertThat(receiver.broken).isEmpty();
            }
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_close_right_after_a_write_sends_what_the_system_takes(Stage.Kind kind) throws Exception {
        var much = new byte[MUCH];
        try (var stage = new Stage(kind)) {
            var receiver = new Conversing();
            Acceptor acceptor = receiver.acceptor(stage, Stage.ANYWHERE);
            for (int length : new int[] {1, 1000, MUCH}) {
                try (Socket client = Stage.connect(acceptor.localAddress())) {
                    StreamPort port = Await.next(receiver.ports);
                    stage.run(() -> {
                        port.write(much, 0, length);
                        port.close();
                        assertThat(receiver.closed)
                                .as("told within its own call")
                                .isEmpty();
                    });
                    assertThat(Await.next(receiver.closed)).isSameAs(port);
                    long got = Payload.receive(client).length();
                    assertThat(got).isPositive();
                    assertThat(got).isEqualTo(length < MUCH ? length : got).isLessThan(MUCH);
                }
            }
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_receiver_that_fails_costs_its_own_port_alone(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind)) {
            var faulty = new Conversing() {
                @Override
                public void received(StreamPort port, ByteBuffer bytes) {
                    throw new IllegalStateException("a fault of the receiver's, as the test wants it");
                }

                @Override
                public void ended(StreamPort port) {
                    throw new IllegalStateException("a fault of the receiver's, as the test wants it");
                }
            };
            Acceptor acceptor = faulty.acceptor(stage, Stage.ANYWHERE);
            try (Socket one = Stage.connect(acceptor.localAddress());
                    Socket other = Stage.connect(acceptor.localAddress());
                    Socket third = Stage.connect(acceptor.localAddress())) {
                one.getOutputStream().write(1);
                assertThatThrownBy(one.getInputStream()::read).hasMessage("Connection reset");
                other.shutdownOutput();
                assertThatThrownBy(other.getInputStream()::read).hasMessage("Connection reset");
                Await.next(faulty.closed);
                Await.next(faulty.closed);
                for (StreamPort port : faulty.ports) {
                    stage.run(() -> port.write(new byte[] {9}, 0, 1));
                }
                assertThat(third.getInputStream().read()).isEqualTo(9);
                for (StreamPort port : faulty.ports) {
                    stage.run(port::close);
                }
                assertThat(Await.next(faulty.closed)).isNotNull();
            }
            assertThat(faulty.broken).isEmpty();
            stage.run(acceptor::close);
        }
    }
}
