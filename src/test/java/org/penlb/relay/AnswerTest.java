package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.testing.Await;

/** Requests that a transport answers itself, well-formed or not. */
@Timeout(60)
class AnswerTest {
    /** Less than what the kernel's buffers have room for between two sockets of one machine. */
    private static final long BODY = 1 << 20;

    private static final byte[] REPLY = "hello".getBytes(StandardCharsets.US_ASCII);

    private final BlockingQueue<Relay> started = new LinkedBlockingQueue<>();
    private final BlockingQueue<Relay> over = new LinkedBlockingQueue<>();

    private Socket client(Stage stage) throws Exception {
        return Stage.connect(answering(stage).localAddress());
    }

    private Acceptor answering(Stage stage) {
        return stage.call(() -> stage.transport.listen(
                Stage.ANYWHERE,
                Stage.LISTEN,
                new Stage.Places(9),
                end -> started.add(stage.transport.answer(end, REPLY, over::add))));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @EnumSource
    void a_head_in_single_bytes_is_a_head(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                Socket client = client(stage)) {
            client.setTcpNoDelay(true);
            for (byte b : ascii("GET / HTTP/1.0\r\nHost: x\r\n\r\n")) {
                client.getOutputStream().write(b);
            }
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(REPLY);
            client.close();
            assertThat(Await.next(over).fromServer()).isEqualTo(REPLY.length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_head_without_an_end_is_answered_after_8_kib(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                Socket client = client(stage)) {
            client.getOutputStream().write(ascii("x".repeat(8 * 1024)));
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(REPLY);
            client.close();
            Await.next(over);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_body_behind_the_head_is_drained_and_does_not_cost_the_reply(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                Socket client = client(stage)) {
            client.getOutputStream().write(ascii("POST / HTTP/1.0\r\n\r\n"));
            client.getOutputStream().write(new byte[3_000_000]);
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(REPLY);
            Await.next(over);
            stage.letLoopLook();
            assertThat(over).as("told once").isEmpty();
        }
    }

    /** The two are ready in one round of events, the one with the body first. */
    @ParameterizedTest
    @EnumSource
    void a_large_body_lets_others_have_their_turn(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind)) {
            var address = (InetSocketAddress) answering(stage).localAddress();
            try (var uploading = SocketChannel.open(address)) {
                Relay upload = Await.next(started);
                try (var asking = SocketChannel.open(address)) {
                    Relay request = Await.next(started);
                    stage.call(() -> {
                        uploading.write(ByteBuffer.wrap(ascii("POST / HTTP/1.0\r\n\r\n")));
                        assertThat(writeWhatFits(uploading)).isGreaterThan(BODY);
                        uploading.shutdownOutput();
                        asking.write(ByteBuffer.wrap(ascii("GET / HTTP/1.0\r\n\r\n")));
                        return asking.shutdownOutput();
                    });
                    assertThat(Await.next(over)).isSameAs(request);
                    assertThat(Await.next(over)).isSameAs(upload);
                }
            }
        }
    }

    /** Writes as much as the kernel takes with nobody reading. */
    private static long writeWhatFits(SocketChannel to) throws IOException {
        to.configureBlocking(false);
        var chunk = ByteBuffer.allocate(1 << 16);
        long written = 0;
        for (int n = 1; n > 0; n = to.write(chunk.clear())) {
            written += n;
        }
        to.configureBlocking(true);
        return written;
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_resets_is_forgotten(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                Socket client = client(stage)) {
            client.getOutputStream().write(ascii("GET /"));
            client.setSoLinger(true, 0);
            client.close();
            assertThat(Await.next(over).fromServer()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_reply_is_given_up_on_demand(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind)) {
            try (Socket client = client(stage)) {
                Relay relay = Await.next(started);
                stage.run(() -> {
                    relay.reset();
                    relay.reset();
                    assertThat(over)
                            .as("nobody is told from within his own call")
                            .isEmpty();
                });
                assertThat(client.getInputStream().read()).isEqualTo(-1);
                assertThat(Await.next(over)).isSameAs(relay);
                stage.letLoopLook();
                assertThat(over).isEmpty();
            }
        }
    }
}
