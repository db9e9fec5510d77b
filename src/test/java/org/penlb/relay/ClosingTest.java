package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.FastClose;
import org.penlb.testing.Await;

/** How a connection ends in order: each direction for itself, or both at once. */
@Timeout(60)
class ClosingTest {
    private static final byte[] LAST_WORDS = "last words".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @EnumSource
    void without_fast_close_the_servers_close_leaves_the_other_direction_open(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = stage.clientOf(listening, FastClose.OFF);
                Socket server = Stage.accept(listening)) {
            server.getOutputStream().write(LAST_WORDS);
            server.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(LAST_WORDS);
            client.getOutputStream().write(7);
            assertThat(server.getInputStream().read()).isEqualTo(7);
            stage.letLoopLook();
            assertThat(stage.over).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void fast_close_up_ends_both_when_the_server_closes(Stage.Kind kind) throws Exception {
        for (FastClose mode : new FastClose[] {FastClose.UP, FastClose.BOTH}) {
            try (var stage = new Stage(kind);
                    ServerSocket listening = Stage.server();
                    Socket client = stage.clientOf(listening, mode);
                    Socket server = Stage.accept(listening)) {
                server.getOutputStream().write(LAST_WORDS);
                server.shutdownOutput();
                assertThat(client.getInputStream().readAllBytes()).isEqualTo(LAST_WORDS);
                assertThat(server.getInputStream().read()).isEqualTo(-1);
                Await.next(stage.over);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void fast_close_down_ends_both_when_the_client_closes(Stage.Kind kind) throws Exception {
        for (FastClose mode : new FastClose[] {FastClose.DOWN, FastClose.BOTH}) {
            try (var stage = new Stage(kind);
                    ServerSocket listening = Stage.server();
                    Socket client = stage.clientOf(listening, mode);
                    Socket server = Stage.accept(listening)) {
                client.getOutputStream().write(LAST_WORDS);
                client.shutdownOutput();
                assertThat(server.getInputStream().readAllBytes()).isEqualTo(LAST_WORDS);
                assertThat(client.getInputStream().read()).isEqualTo(-1);
                Await.next(stage.over);
            }
        }
    }

    /** To close a connection of which something is unread is to reset it, and what was not sent by then is gone. */
    @ParameterizedTest
    @EnumSource
    void fast_close_does_not_lose_the_clients_last_words_although_the_servers_are_unread(Stage.Kind kind)
            throws Exception {
        try (var stage = new Stage(kind);
                var listening = ServerSocketChannel.open().bind(Stage.ANYWHERE)) {
            Acceptor proxy = stage.proxy(Stage.ANYWHERE, listening.getLocalAddress(), FastClose.DOWN);
            try (var client = SocketChannel.open((InetSocketAddress) proxy.localAddress());
                    var server = listening.accept()) {
                BackPressureTest.floodUntilBlocked(server);
                stage.call(
                        () -> { // so that the relay hears of both together
                            client.write(ByteBuffer.wrap(LAST_WORDS));
                            return client.shutdownOutput();
                        });
                assertThat(server.socket().getInputStream().readNBytes(LAST_WORDS.length))
                        .isEqualTo(LAST_WORDS);
                Await.next(stage.over);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOCKET_TLS_JDK") // it would take minutes for that much
    void is_over_when_both_go_with_much_unread_and_unsent(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            Acceptor acceptor = stage.proxy(Stage.ANYWHERE, listening.getLocalSocketAddress(), FastClose.OFF);
            // Not every one meets the moment in which both ends have failed, and neither has been read to its end.
            for (int i = 0; i < 60; i++) {
                try (Socket client = Stage.connect(acceptor.localAddress());
                        Socket server = Stage.accept(listening)) {
                    Thread up = Thread.ofVirtual().start(() -> writeWithoutEnd(client));
                    Thread down = Thread.ofVirtual().start(() -> writeWithoutEnd(server));
                    client.getInputStream().readNBytes(100_000);
                    server.getInputStream().readNBytes(100_000);
                    client.close();
                    server.close();
                    up.join();
                    down.join();
                }
                Await.next(stage.over);
            }
            stage.run(acceptor::close);
        }
    }

    private static void writeWithoutEnd(Socket to) {
        try {
            while (true) {
                to.getOutputStream().write(new byte[100_000]);
            }
        } catch (IOException _) {
            // closed
        }
    }
}
