package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.FastClose;
import org.penlb.testing.Payload;

/**
 * A byte that was sent as urgent (tcp(7)) is not part of the stream, as little as with a direct connection whose reader did
 * not ask for it. What comes behind it is, though a receive stops there.
 */
@Timeout(60)
class UrgentDataTest {
    @ParameterizedTest
    @EnumSource
    void what_follows_it_is_passed_on(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                var places = new Opening(stage, listening);
                Socket client = Stage.connect(places.acceptor.localAddress())) {
            client.setTcpNoDelay(true);
            client.getOutputStream().write("before".getBytes(StandardCharsets.US_ASCII));
            client.sendUrgentData('!');
            client.getOutputStream().write("behind".getBytes(StandardCharsets.US_ASCII));
            places.open(); // now all of it waits to be read
            try (Socket server = Stage.accept(listening)) {
                assertThat(server.getInputStream().readNBytes(12)).asString().isEqualTo("beforebehind");
                client.shutdownOutput();
                assertThat(server.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void bulk_on_both_sides_of_it_is_whole(Stage.Kind kind) throws Exception {
        int half = 3_000_000;
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = stage.clientOf(listening);
                Socket server = Stage.accept(listening)) {
            Future<Boolean> sent = Payload.beside(() -> {
                OutputStream out = client.getOutputStream();
                out.write(filled(half, 'a'));
                client.sendUrgentData('!');
                out.write(filled(half, 'b'));
                client.shutdownOutput();
                return true;
            });
            byte[] received = server.getInputStream().readAllBytes();
            assertThat(sent.get()).isTrue();
            assertThat(received).hasSize(2 * half);
            assertThat(received[half - 1]).isEqualTo((byte) 'a');
            assertThat(received[half]).isEqualTo((byte) 'b');
        }
    }

    private static byte[] filled(int length, char with) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }

    /** A proxy that lets nobody in at first. */
    private static final class Opening implements AutoCloseable {
        final Stage.Places places = new Stage.Places(0);
        final Acceptor acceptor;
        private final Stage stage;

        Opening(Stage stage, ServerSocket server) {
            this.stage = stage;
            this.acceptor = stage.proxy(Stage.ANYWHERE, server.getLocalSocketAddress(), FastClose.OFF, places);
        }

        void open() {
            places.leave();
            stage.run(acceptor::resume);
        }

        @Override
        public void close() {
            stage.run(acceptor::close);
        }
    }
}
