package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.testing.Await;
import org.penlb.testing.Payload;

/** Who taps a connection sees every byte once and in order, and cannot harm it. */
@Timeout(60)
class TapTest {
    private static final int LENGTH = 3_000_000;

    /** Keeps what it sees. */
    private static final class Recorder implements Tap {
        final ByteArrayOutputStream fromClient = new ByteArrayOutputStream();
        final ByteArrayOutputStream fromServer = new ByteArrayOutputStream();
        final List<Long> serverBytes = Collections.synchronizedList(new ArrayList<>());
        final boolean both;
        volatile boolean over;

        Recorder(boolean both) {
            this.both = both;
        }

        @Override
        public void fromClient(ByteBuffer bytes, long fromServerSoFar) {
            serverBytes.add(fromServerSoFar);
            keep(bytes, fromClient);
        }

        @Override
        public boolean seesServer() {
            return both;
        }

        @Override
        public void fromServer(ByteBuffer bytes) {
            keep(bytes, fromServer);
        }

        @Override
        public void over() {
            over = true;
        }

        private static void keep(ByteBuffer bytes, ByteArrayOutputStream in) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            in.writeBytes(copy);
        }
    }

    private static byte[] random(long seed) {
        byte[] bytes = new byte[LENGTH];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource
    void sees_every_byte_of_both_sides(Stage.Kind kind) throws Exception {
        passes(kind, new Recorder(true));
    }

    @ParameterizedTest
    @EnumSource
    void sees_the_client_alone_if_that_is_enough(Stage.Kind kind) throws Exception {
        passes(kind, new Recorder(false));
    }

    private static void passes(Stage.Kind kind, Recorder recorder) throws Exception {
        byte[] up = random(1);
        byte[] down = random(2);
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            stage.tap = recorder;
            try (Socket client = stage.clientOf(listening);
                    Socket server = Stage.accept(listening)) {
                Future<Boolean> sent = Payload.beside(() -> write(client, up));
                Future<Boolean> answered = Payload.beside(() -> write(server, down));
                Future<byte[]> atServer =
                        Payload.beside(() -> server.getInputStream().readAllBytes());
                assertThat(client.getInputStream().readAllBytes()).isEqualTo(down);
                assertThat(Payload.of(atServer)).isEqualTo(up);
                assertThat(Payload.of(sent) && Payload.of(answered)).isTrue();
                Await.next(stage.over);
            }
        }
        assertThat(recorder.fromClient.toByteArray()).isEqualTo(up);
        assertThat(recorder.fromServer.toByteArray()).isEqualTo(recorder.both ? down : new byte[0]);
        assertThat(recorder.serverBytes).isSorted();
        assertThat(recorder.over).isTrue();
    }

    private static boolean write(Socket to, byte[] bytes) throws Exception {
        to.getOutputStream().write(bytes);
        to.shutdownOutput();
        return true;
    }

    @ParameterizedTest
    @EnumSource
    void one_that_fails_is_taken_off(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            stage.tap = (_, _) -> {
                throw new IllegalStateException("a fault of the tap's, as the test wants it");
            };
            try (Socket client = stage.clientOf(listening);
                    Socket server = Stage.accept(listening)) {
                for (int i = 0; i < 3; i++) {
                    client.getOutputStream().write(i);
                    assertThat(server.getInputStream().read()).isEqualTo(i);
                }
            }
        }
    }
}
