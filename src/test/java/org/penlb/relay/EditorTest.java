package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.Future;
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
        ByteBuf twice = Unpooled.buffer(2 * bytes.remaining());
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            twice.writeByte(bytes.get(i)).writeByte(bytes.get(i));
        }
        return twice;
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

    private static void end(Socket server) throws IOException {
        if (server.getInputStream().read() < 0) {
            throw new AssertionError("an orderly end: the request looks whole");
        }
    }
}
