package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.FastClose;
import org.penlb.config.IpAddress;
import org.penlb.testing.Await;

/** What is different with Unix sockets: a close is seen both ways at once, and there is no reset and no address. */
@Timeout(60)
class UnixTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private UnixDomainSocketAddress behind;

    @SuppressWarnings("NullAway.Init")
    private UnixDomainSocketAddress before;

    @BeforeEach
    void names() {
        behind = UnixDomainSocketAddress.of(folder.resolve("server"));
        before = UnixDomainSocketAddress.of(folder.resolve("pen"));
    }

    private ServerSocketChannel server() throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(behind);
    }

    private static void write(SocketChannel to, String text) throws IOException {
        to.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String readAll(SocketChannel from) throws IOException {
        var buffer = ByteBuffer.allocate(100);
        while (from.read(buffer) >= 0) {
            // to the end
        }
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
    }

    private static long skipAll(SocketChannel from) throws IOException {
        var buffer = ByteBuffer.allocateDirect(1 << 16);
        long length = 0;
        for (int n = from.read(buffer); n >= 0; n = from.read(buffer.clear())) {
            length += n;
        }
        return length;
    }

    @ParameterizedTest
    @EnumSource
    void passes_a_half_close_on_either_way(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                var listening = server()) {
            stage.proxy(before, behind, FastClose.OFF);
            try (var client = SocketChannel.open(before);
                    var server = listening.accept()) {
                write(client, "question");
                client.shutdownOutput();
                assertThat(readAll(server)).isEqualTo("question");
                write(server, "answer");
                server.shutdownOutput();
                assertThat(readAll(client)).isEqualTo("answer");
                Await.next(stage.over);
            }
            try (var client = SocketChannel.open(before);
                    var server = listening.accept()) {
                write(server, "greeting");
                server.shutdownOutput();
                assertThat(readAll(client)).isEqualTo("greeting");
                write(client, "thanks");
                client.shutdownOutput();
                assertThat(readAll(server)).isEqualTo("thanks");
                Await.next(stage.over);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_message_arrives_whole_whose_sender_has_left(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                var listening = server()) {
            stage.proxy(before, behind, FastClose.OFF);
            for (int i = 0; i < 50; i++) {
                SocketChannel client = SocketChannel.open(before);
                write(client, "fire and forget");
                client.close();
                try (var server = listening.accept()) {
                    assertThat(readAll(server)).isEqualTo("fire and forget");
                }
                Await.next(stage.over);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void bulk_arrives_whole_whose_sender_has_left(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                var listening = server()) {
            stage.proxy(before, behind, FastClose.OFF);
            SocketChannel client = SocketChannel.open(before);
            try (var server = listening.accept()) {
                long written = BackPressureTest.floodUntilBlocked(client);
                client.close();
                assertThat(skipAll(server)).isEqualTo(written);
            }
            assertThat(Await.next(stage.over).toServer()).isPositive();
        }
    }

    /** With java.nio nothing is heard of a peer after its half-close, and the end waits for the server's next word. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CHANNEL_NIO")
    void a_client_that_leaves_ends_the_wait_for_the_answer(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                var listening = server()) {
            stage.proxy(before, behind, FastClose.OFF);
            for (boolean halfCloseFirst : new boolean[] {true, false}) {
                SocketChannel client = SocketChannel.open(before);
                try (var server = listening.accept()) {
                    write(client, "question");
                    if (halfCloseFirst) {
                        client.shutdownOutput();
                        assertThat(readAll(server)).isEqualTo("question");
                    }
                    client.close();
                    Await.next(stage.over);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void has_no_address(Stage.Kind kind) throws Exception {
        var peers = new LinkedBlockingQueue<IpAddress>();
        try (var stage = new Stage(kind)) {
            Acceptor acceptor =
                    stage.call(() -> stage.transport.listen(before, Stage.LISTEN, new Stage.Places(99), end -> {
                        peers.add(end.peer());
                        end.close();
                    }));
            assertThat(acceptor.localAddress()).isEqualTo(before);
            for (int i = 0; i < 50; i++) {
                try (var client = SocketChannel.open(before)) {
                    assertThat(Await.next(peers)).isEqualTo(IpAddress.UNIX);
                    assertThat(readAll(client)).isEmpty();
                }
            }
            stage.run(acceptor::close);
        }
    }
}
