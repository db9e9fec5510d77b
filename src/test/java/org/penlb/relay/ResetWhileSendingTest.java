package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.FastClose;
import org.penlb.testing.Await;

/**
 * A reset is told once, to whichever call comes first (tcp(7)). If that is a send, the next receive says only that there is no
 * more, as after an orderly end. What comes on both sides between two looks of the event loop is met in that order.
 */
@Timeout(60)
class ResetWhileSendingTest {
    private static final byte[] LAST_WORDS = "last words".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BULK = new byte[300_000];

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static void assertReset(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    /** The one who sends hears of the other's reset, at a time when the relay has heard of neither. */
    private static void sendThenReset(Stage stage, Socket sender, byte[] bytes, Socket resetting) {
        stage.call(() -> {
            sender.getOutputStream().write(bytes);
            reset(resetting);
            return true;
        });
        assertReset(sender);
    }

    @ParameterizedTest
    @EnumSource
    void a_servers_reset_met_by_what_the_client_sends_goes_on_as_a_reset(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = stage.clientOf(listening);
                Socket server = Stage.accept(listening)) {
            Await.next(stage.started);
            sendThenReset(stage, client, LAST_WORDS, server);
            assertThat(Await.next(stage.over).isResetByServer()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_clients_reset_met_by_what_the_server_sends_goes_on_as_a_reset(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = stage.clientOf(listening);
                Socket server = Stage.accept(listening)) {
            Await.next(stage.started);
            sendThenReset(stage, server, LAST_WORDS, client);
            assertThat(Await.next(stage.over).isResetByServer()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_servers_reset_met_by_bulk_goes_on_as_a_reset(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = stage.clientOf(listening);
                Socket server = Stage.accept(listening)) {
            Await.next(stage.started);
            client.getOutputStream().write(BULK); // spliced from its second part on
            server.getInputStream().skipNBytes(BULK.length);
            sendThenReset(stage, client, new byte[100_000], server);
            Await.next(stage.over);
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_the_other_side_sent_before_its_reset_arrives_all_the_same(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = stage.clientOf(listening);
                Socket server = Stage.accept(listening)) {
            Await.next(stage.started);
            stage.call(() -> {
                client.getOutputStream().write(LAST_WORDS);
                server.getOutputStream().write(LAST_WORDS);
                reset(server);
                return true;
            });
            assertThat(client.getInputStream().readNBytes(LAST_WORDS.length)).isEqualTo(LAST_WORDS);
            assertReset(client);
            Await.next(stage.over);
        }
    }

    /** A server that has said all before it resets has ended in order, whoever meets the reset. */
    @ParameterizedTest
    @EnumSource
    void an_answer_that_ended_in_order_before_the_reset_is_whole(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = stage.clientOf(listening);
                Socket server = Stage.accept(listening)) {
            Await.next(stage.started);
            stage.call(() -> {
                client.getOutputStream().write(LAST_WORDS);
                server.getOutputStream().write(LAST_WORDS);
                server.shutdownOutput();
                reset(server);
                return true;
            });
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(LAST_WORDS);
            client.close();
            Await.next(stage.over);
        }
    }

    /**
     * What is left of the answer waits in the relay and before it, and the client goes on sending to nobody. The channel relay
     * closes on it then: Netty does not read on for nobody.
     */
    @ParameterizedTest
    @EnumSource(names = "SOCKET")
    void an_answer_that_ended_in_order_is_whole_for_a_slow_client_too(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                var listening = ServerSocketChannel.open().bind(Stage.ANYWHERE)) {
            Acceptor proxy = stage.proxy(Stage.ANYWHERE, listening.getLocalAddress(), FastClose.OFF);
            try (var client = Stage.connect(proxy.localAddress());
                    var server = listening.accept()) {
                Relay relay = Await.next(stage.started);
                long length = 0;
                while (stage.call(relay::pendingToClient) == 0) {
                    length += server.write(ByteBuffer.allocate(10_000));
                    long all = length;
                    Await.until(
                            "the relay has it",
                            () -> stage.call(() -> relay.fromServer() + relay.pendingToClient()) >= all);
                }
                length += server.write(ByteBuffer.allocate(10_000));
                stage.call(() -> {
                    server.shutdownOutput();
                    client.getOutputStream().write(LAST_WORDS);
                    server.setOption(StandardSocketOptions.SO_LINGER, 0);
                    server.close();
                    return true;
                });
                stage.letLoopLook();
                client.getOutputStream().write(BULK);
                assertThat(client.getInputStream().readAllBytes()).hasSize((int) length);
                client.close();
                Await.next(stage.over);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_server_that_resets_at_once_after_accepting_is_a_reset_to_the_client(Stage.Kind kind) throws Exception {
        for (int i = 0; i < 20; i++) { // whether the dial or the relay meets it is a matter of chance
            try (var stage = new Stage(kind);
                    ServerSocket listening = Stage.server();
                    Socket client = stage.clientOf(listening)) {
                client.getOutputStream().write(LAST_WORDS);
                reset(Stage.accept(listening));
                assertReset(client);
            }
        }
    }
}
