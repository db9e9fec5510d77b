package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.FastClose;
import org.penlb.testing.Await;

/** Ends that are connected but not joined yet: what came meanwhile is not lost, what is given up leaves nothing. */
@Timeout(60)
class WaitingTest {
    private static final byte[] FIRST_WORDS = "first words".getBytes(StandardCharsets.US_ASCII);

    private final BlockingQueue<End> clients = new LinkedBlockingQueue<>();
    private final BlockingQueue<End> servers = new LinkedBlockingQueue<>();
    private final BlockingQueue<Relay> over = new LinkedBlockingQueue<>();

    private Socket client(Stage stage) throws IOException {
        Acceptor acceptor = stage.call(
                () -> stage.transport.listen(Stage.ANYWHERE, Stage.LISTEN, new Stage.Places(9), clients::add));
        return Stage.connect(acceptor.localAddress());
    }

    private End dial(Stage stage, SocketAddress server) throws InterruptedException {
        stage.run(() -> stage.dial(server, Stage.DIAL, new DialListener() {
            @Override
            public void connected(End end) {
                servers.add(end);
            }

            @Override
            public void failed(Fault fault, String reason) {
                // the wait for an end fails the test
            }
        }));
        return Await.next(servers);
    }

    private Relay join(Stage stage, End client, End server) {
        return stage.call(() -> stage.transport.join(client, server, FastClose.OFF, Inspection.NONE, over::add));
    }

    @ParameterizedTest
    @EnumSource
    void what_a_client_sent_before_waits_for_the_server(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = client(stage)) {
            client.getOutputStream().write(FIRST_WORDS);
            client.shutdownOutput();
            End accepted = Await.next(clients);
            End dialled = dial(stage, listening.getLocalSocketAddress());
            try (Socket server = Stage.accept(listening)) {
                stage.letLoopLook();
                assertThat(server.getInputStream().available()).isZero();
                join(stage, accepted, dialled);
                assertThat(server.getInputStream().readAllBytes()).isEqualTo(FIRST_WORDS);
            }
            assertThat(Await.next(over).toServer()).isEqualTo(FIRST_WORDS.length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_server_may_speak_first_and_leave(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = client(stage)) {
            End accepted = Await.next(clients);
            End dialled = dial(stage, listening.getLocalSocketAddress());
            try (Socket server = Stage.accept(listening)) {
                server.getOutputStream().write(FIRST_WORDS);
            }
            join(stage, accepted, dialled);
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(FIRST_WORDS);
            client.shutdownOutput();
            assertThat(Await.next(over).fromServer()).isEqualTo(FIRST_WORDS.length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_reset_while_it_waited_is_no_orderly_end_to_the_server(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = client(stage)) {
            End accepted = Await.next(clients);
            End dialled = dial(stage, listening.getLocalSocketAddress());
            client.getOutputStream().write(FIRST_WORDS);
            client.setSoLinger(true, 0);
            client.close();
            join(stage, accepted, dialled);
            try (Socket server = Stage.accept(listening)) {
                assertThatThrownBy(() -> server.getInputStream().readAllBytes())
                        .isInstanceOf(SocketException.class)
                        .hasMessageContaining("reset");
            }
            Await.next(over);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_half_close_while_waiting_is_no_reset(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                Socket client = client(stage)) {
            End accepted = Await.next(clients);
            BlockingQueue<String> gone = new LinkedBlockingQueue<>();
            stage.run(() -> accepted.onGone(() -> gone.add("gone")));
            client.shutdownOutput();
            if (kind != Stage.Kind.CHANNEL_NIO) { // java.nio hears nothing of a channel that it does not read
                Await.until("the half-close is heard", () -> stage.call(accepted::hungUp));
            }
            stage.run(accepted::close);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            stage.letLoopLook();
            assertThat(gone).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CHANNEL_NIO")
    void a_waiting_connection_to_a_server_knows_that_the_server_left(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            End dialled = dial(stage, listening.getLocalSocketAddress());
            Socket server = Stage.accept(listening);
            assertThat(stage.call(dialled::hungUp)).isFalse();
            server.close();
            Await.until("the server is gone", () -> stage.call(dialled::hungUp));
            stage.run(dialled::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void closing_and_resetting_an_end_again_does_nothing(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                Socket first = client(stage);
                Socket second = client(stage)) {
            End closed = Await.next(clients);
            End reset = Await.next(clients);
            stage.run(() -> {
                closed.close();
                closed.reset();
                closed.close();
                reset.reset();
                reset.reset();
                reset.close();
            });
            stage.run(() -> {
                closed.reset();
                reset.reset();
            });
            assertThat(first.getInputStream().read()).isEqualTo(-1);
            assertThatThrownBy(() -> second.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
    }
}
