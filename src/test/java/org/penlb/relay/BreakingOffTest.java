package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.FastClose;
import org.penlb.testing.Await;

/** What is broken off from outside does not look whole; what had ended by itself before does. */
@Timeout(60)
class BreakingOffTest {
    private static final byte[] WORDS = "so far".getBytes(StandardCharsets.US_ASCII);

    private static void assertReset(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    @ParameterizedTest
    @EnumSource
    void both_sides_see_a_reset_and_the_listener_hears_of_it_once(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = stage.clientOf(listening);
                Socket server = Stage.accept(listening)) {
            Relay relay = Await.next(stage.started);
            stage.run(relay::reset);
            stage.run(relay::reset);
            assertReset(client);
            assertReset(server);
            assertThat(Await.next(stage.over)).isSameAs(relay);
            stage.letLoopLook();
            assertThat(stage.over).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_was_passed_on_before_is_read_before_the_reset(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = stage.clientOf(listening);
                Socket server = Stage.accept(listening)) {
            Relay relay = Await.next(stage.started);
            server.getOutputStream().write(WORDS);
            assertThat(client.getInputStream().readNBytes(WORDS.length)).isEqualTo(WORDS);
            stage.run(relay::reset);
            assertReset(client);
            assertReset(server);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_download_with_much_on_its_way_is_a_reset(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                var listening = ServerSocketChannel.open().bind(Stage.ANYWHERE)) {
            Acceptor proxy = stage.proxy(Stage.ANYWHERE, listening.getLocalAddress(), FastClose.OFF);
            try (Socket client = Stage.connect(proxy.localAddress());
                    var server = listening.accept()) {
                Relay relay = Await.next(stage.started);
                BackPressureTest.floodUntilBlocked(server);
                stage.run(relay::reset);
                assertReset(client);
                assertThatThrownBy(() -> server.read(ByteBuffer.allocate(1)))
                        .isInstanceOf(SocketException.class)
                        .hasMessageContaining("reset");
            }
        }
    }

    /** A request, the end of it, half an answer: the request is whole, the answer is not. */
    @ParameterizedTest
    @EnumSource
    void half_an_answer_to_a_client_that_had_said_all_is_a_reset(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = stage.clientOf(listening);
                Socket server = Stage.accept(listening)) {
            Relay relay = Await.next(stage.started);
            client.getOutputStream().write(WORDS);
            client.shutdownOutput();
            assertThat(server.getInputStream().readAllBytes()).isEqualTo(WORDS);
            server.getOutputStream().write(WORDS);
            assertThat(client.getInputStream().readNBytes(WORDS.length)).isEqualTo(WORDS);
            stage.run(relay::reset);
            assertReset(client);
            assertThatThrownBy(() -> {
                        while (true) {
                            server.getOutputStream().write(WORDS);
                        }
                    })
                    .isInstanceOf(SocketException.class);
        }
    }

    /** The answer has ended by itself: none of it is taken back, though the client has not read it yet. */
    @ParameterizedTest
    @EnumSource
    void an_answer_that_had_ended_is_whole_although_the_client_had_not(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            Acceptor proxy = stage.proxy(Stage.ANYWHERE, listening.getLocalSocketAddress(), FastClose.OFF);
            try (var client = new Socket()) {
                client.setReceiveBufferSize(4096); // so that much of it waits in the kernel
                client.setSoTimeout((int) Stage.LONG.toMillis());
                client.connect(proxy.localAddress());
                try (Socket server = Stage.accept(listening)) {
                    Relay relay = Await.next(stage.started);
                    server.getOutputStream().write(new byte[100_000]);
                    server.shutdownOutput();
                    Await.until("all is handed on", () -> stage.call(relay::fromServer) == 100_000);
                    // which of several relays in a row is one of the last to do
                    Await.until("the end, too", () -> hasSentItsEnd(client.getPort(), client.getLocalPort()));
                    stage.run(relay::reset);
                    assertThat(client.getInputStream().readAllBytes()).hasSize(100_000);
                    assertReset(server);
                }
            }
        }
    }

    /** Whether the socket between these ports has sent all that it will, whatever the other one has read of it. */
    private static boolean hasSentItsEnd(int from, int to) {
        String ports = "[0-9A-F]+:%04X [0-9A-F]+:%04X ".formatted(from, to);
        Pattern ended = Pattern.compile(ports + "0[45] "); // FIN_WAIT1, FIN_WAIT2
        try {
            return ended.matcher(Files.readString(Path.of("/proc/net/tcp"))).find()
                    || ended.matcher(Files.readString(Path.of("/proc/net/tcp6")))
                            .find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
