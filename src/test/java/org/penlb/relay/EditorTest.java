package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.testing.Await;
import org.penlb.testing.Payload;

/** What an editor makes of a client's bytes is what the server gets. */
@Timeout(60)
class EditorTest {
    private static final int LENGTH = 2_000_000;

    /** Each byte twice. */
    private static ByteBuf doubled(ByteBuffer bytes) {
        byte[] twice = new byte[2 * bytes.remaining()];
        for (int i = 0; i < twice.length; i++) {
            twice[i] = bytes.get(bytes.position() + i / 2);
        }
        return Unpooled.wrappedBuffer(twice);
    }

    @ParameterizedTest
    @EnumSource
    void the_server_gets_what_was_edited_and_the_client_what_was_sent(Stage.Kind kind) throws Exception {
        byte[] sent = new byte[LENGTH];
        new Random(1).nextBytes(sent);
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            stage.editor = (bytes, _) -> direct(doubled(bytes));
            try (Socket client = stage.clientOf(listening);
                    Socket server = Stage.accept(listening)) {
                Future<Boolean> up = Payload.beside(() -> write(client, sent));
                Future<Boolean> down = Payload.beside(() -> write(server, sent));
                Future<byte[]> atClient =
                        Payload.beside(() -> client.getInputStream().readAllBytes());
                byte[] atServer = server.getInputStream().readAllBytes();
                assertThat(atServer).isEqualTo(doubled(ByteBuffer.wrap(sent)).array());
                assertThat(Payload.of(atClient)).isEqualTo(sent);
                assertThat(Payload.of(up) && Payload.of(down)).isTrue();
                assertThat(Await.next(stage.over).toServer()).isEqualTo(2L * LENGTH);
            }
        }
    }

    /** Sockets send from memory that does not move. */
    private static ByteBuf direct(ByteBuf heap) {
        return Unpooled.directBuffer(heap.readableBytes()).writeBytes(heap);
    }

    private static boolean write(Socket to, byte[] bytes) throws IOException {
        to.getOutputStream().write(bytes);
        to.shutdownOutput();
        return true;
    }

    @ParameterizedTest
    @EnumSource
    void who_is_done_is_asked_no_more(Stage.Kind kind) throws Exception {
        byte[] sent = new byte[LENGTH];
        new Random(1).nextBytes(sent);
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            stage.editor = new Editor() {
                private boolean asked;

                @Override
                public ByteBuf edit(ByteBuffer bytes, long fromServer) {
                    assertThat(asked).as("asked again").isFalse();
                    asked = true;
                    return direct(doubled(bytes));
                }

                @Override
                public boolean isDone() {
                    return asked;
                }
            };
            try (Socket client = stage.clientOf(listening);
                    Socket server = Stage.accept(listening)) {
                client.getOutputStream().write(7);
                assertThat(server.getInputStream().readNBytes(2)).containsExactly(7, 7);
                Future<Boolean> up = Payload.beside(() -> write(client, sent));
                assertThat(server.getInputStream().readAllBytes()).isEqualTo(sent);
                assertThat(Payload.of(up)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_an_editor_refuses_ends_the_connection(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            stage.editor = (_, _) -> null;
            try (Socket client = stage.clientOf(listening);
                    Socket server = Stage.accept(listening)) {
                client.getOutputStream().write(1);
                assertThatThrownBy(() -> end(server))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("reset");
                Await.next(stage.over);
            }
        }
    }

    /** Lets everything pass up to the first zero, which is the client's last word. */
    private static final class UpToZero implements Editor {
        private boolean over;

        @Override
        public ByteBuf edit(ByteBuffer bytes, long fromServer) {
            assertThat(over).as("asked after the end").isFalse();
            int end = bytes.position();
            while (end < bytes.limit() && bytes.get(end) != 0) {
                end++;
            }
            over = end < bytes.limit();
            return Unpooled.directBuffer(bytes.remaining()).writeBytes(bytes.limit(end));
        }

        @Override
        public boolean isOver() {
            return over;
        }
    }

    @ParameterizedTest
    @EnumSource
    void behind_an_editors_last_word_nothing_goes_on_but_answers_come_back(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            stage.editor = new UpToZero();
            try (Socket client = stage.clientOf(listening);
                    Socket server = Stage.accept(listening)) {
                client.getOutputStream().write(new byte[] {1, 2, 0, 3});
                assertThat(server.getInputStream().readAllBytes()).containsExactly(1, 2);
                client.getOutputStream().write(4);
                server.getOutputStream().write(5);
                assertThat(client.getInputStream().read()).isEqualTo(5);
                Await.until("the event loop is idle", stage::isIdle);
                server.close();
                assertThat(Await.next(stage.over).toServer()).isEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SOCKET_WRAPPED", "SOCKET_TLS", "SOCKET_TLS_JDK"}) // three relays have room for all of it
    void what_came_before_arrives_even_if_the_server_is_slow(Stage.Kind kind) throws Exception {
        byte[] sent = new byte[4 * LENGTH];
        Arrays.fill(sent, (byte) 7);
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            listening.setReceiveBufferSize(4096);
            stage.editor = new UpToZero();
            try (Socket client = stage.clientOf(listening);
                    Socket server = Stage.accept(listening)) {
                Future<Boolean> up = Payload.beside(() -> {
                    client.getOutputStream().write(sent);
                    client.getOutputStream().write(new byte[] {0, 1});
                    return true;
                });
                Relay relay = Await.next(stage.started);
                Await.until("the server's socket is full", () -> stage.call(relay::pendingToServer) > 0);
                assertThat(server.getInputStream().readAllBytes()).isEqualTo(sent);
                assertThat(Payload.of(up)).isTrue();
            }
            assertThat(Await.next(stage.over).toServer()).isEqualTo(sent.length);
        }
    }

    /** The client's bytes behind its last word stay unread: to close the connection is to reset it then. */
    @ParameterizedTest
    @EnumSource
    void an_answer_arrives_that_comes_with_the_servers_end_when_the_client_says_its_last(Stage.Kind kind)
            throws Exception {
        byte[] answer = {5, 6, 7};
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            var behind = new AtomicReference<Callable<Boolean>>(() -> false);
            var upToZero = new UpToZero();
            stage.editor = new Editor() {
                @Override
                public ByteBuf edit(ByteBuffer bytes, long fromServer) {
                    unchecked(behind.get());
                    return upToZero.edit(bytes, fromServer);
                }

                @Override
                public boolean isOver() {
                    return upToZero.isOver();
                }
            };
            try (Socket client = stage.clientOf(listening);
                    Socket server = Stage.accept(listening)) {
                Await.next(stage.started);
                behind.set(() -> write(client, new byte[] {3, 4}));
                stage.call(
                        () -> { // so that the relay hears of both together
                            client.getOutputStream().write(0);
                            return write(server, answer);
                        });
                assertThat(client.getInputStream().readNBytes(answer.length)).isEqualTo(answer);
                Await.next(stage.over);
            }
        }
    }

    private static void unchecked(Callable<Boolean> action) {
        try {
            action.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_resets_after_its_last_word_is_noticed(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            stage.editor = new UpToZero();
            try (Socket client = stage.clientOf(listening);
                    Socket server = Stage.accept(listening)) {
                client.getOutputStream().write(0);
                assertThat(server.getInputStream().read()).isNegative();
                client.setSoLinger(true, 0);
                client.close();
                Await.next(stage.over);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void one_that_goes_ends_with_the_server(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            stage.editor = new UpToZero();
            try (Socket client = stage.clientOf(listening);
                    Socket server = Stage.accept(listening)) {
                client.getOutputStream().write(new byte[] {0, 1, 2});
                assertThat(server.getInputStream().read()).isNegative();
                client.getOutputStream().write(3);
                client.close();
                Await.until("the event loop is idle", stage::isIdle);
                server.close();
                Await.next(stage.over);
            }
        }
    }

    private static void end(Socket server) throws IOException {
        if (server.getInputStream().read() < 0) {
            throw new AssertionError("an orderly end: the request looks whole");
        }
    }
}
