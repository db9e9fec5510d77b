package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.FastClose;
import org.penlb.config.IpAddress;
import org.penlb.testing.Await;

/** Clients come in one by one as the gate has room. */
@Timeout(60)
class AcceptingTest {
    private static final byte[] REPLY = "hello".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @EnumSource
    void accepts_as_many_as_the_gate_has_room_for_and_the_others_in_turn(Stage.Kind kind) throws Exception {
        BlockingQueue<End> accepted = new LinkedBlockingQueue<>();
        var gate = new Stage.Places(2);
        try (var stage = new Stage(kind)) {
            Acceptor acceptor =
                    stage.call(() -> stage.transport.listen(Stage.ANYWHERE, Stage.LISTEN, gate, accepted::add));
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                clients.add(Stage.connect(acceptor.localAddress())); // the kernel takes them all
            }
            for (int i = 0; i < 10; i++) {
                End end = Await.next(accepted);
                Await.until("the gate is full or nobody is left", () -> gate.free.get() == 0 || accepted.isEmpty());
                stage.run(end::close);
                stage.run(() -> {
                    gate.leave();
                    acceptor.resume();
                });
            }
            for (Socket client : clients) {
                assertThat(client.getInputStream().read()).isEqualTo(-1);
                client.close();
            }
            assertThat(accepted).isEmpty();
            Await.until("all places are free", () -> gate.free.get() == 2);
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void knows_who_the_client_is(Stage.Kind kind) throws Exception {
        BlockingQueue<End> accepted = new LinkedBlockingQueue<>();
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = stage.call(
                    () -> stage.transport.listen(Stage.ANYWHERE, Stage.LISTEN, new Stage.Places(9), accepted::add));
            try (var client = new Socket()) {
                client.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.55"), 0));
                client.connect(acceptor.localAddress());
                End end = Await.next(accepted);
                assertThat(end.peer()).isEqualTo(IpAddress.parse("127.0.0.55"));
                stage.run(end::close);
            }
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void open_connections_outlive_the_listener(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            Acceptor acceptor = stage.proxy(Stage.ANYWHERE, listening.getLocalSocketAddress(), FastClose.OFF);
            try (Socket client = Stage.connect(acceptor.localAddress());
                    Socket server = Stage.accept(listening)) {
                Await.next(stage.started);
                stage.run(acceptor::close);
                client.getOutputStream().write(5);
                assertThat(server.getInputStream().read()).isEqualTo(5);
                assertThatThrownBy(() -> Stage.connect(acceptor.localAddress())).isInstanceOf(IOException.class);
            }
            Await.next(stage.over);
        }
    }

    @ParameterizedTest
    @EnumSource
    void takes_all_clients_of_a_unix_socket_for_one(Stage.Kind kind, @TempDir Path folder) throws Exception {
        BlockingQueue<IpAddress> peers = new LinkedBlockingQueue<>();
        var address = UnixDomainSocketAddress.of(folder.resolve("pen"));
        try (var stage = new Stage(kind)) {
            Acceptor acceptor =
                    stage.call(() -> stage.transport.listen(address, Stage.LISTEN, new Stage.Places(50), end -> {
                        peers.add(end.peer());
                        end.close();
                    }));
            for (int i = 0; i < 50; i++) {
                SocketChannel.open(address).close();
                assertThat(Await.next(peers)).isEqualTo(IpAddress.UNIX);
            }
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void says_that_an_address_is_in_use(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket taken = Stage.server()) {
            assertThatThrownBy(() -> stage.call(() -> stage.transport.listen(
                            taken.getLocalSocketAddress(), Stage.LISTEN, new Stage.Places(1), End::close)))
                    .hasRootCauseInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
        }
    }

    @ParameterizedTest
    @EnumSource
    void tells_when_a_waiting_client_resets(Stage.Kind kind) throws Exception {
        BlockingQueue<End> gone = new LinkedBlockingQueue<>();
        BlockingQueue<End> accepted = new LinkedBlockingQueue<>();
        try (var stage = new Stage(kind)) {
            Acceptor acceptor =
                    stage.call(() -> stage.transport.listen(Stage.ANYWHERE, Stage.LISTEN, new Stage.Places(9), end -> {
                        end.onGone(() -> gone.add(end));
                        accepted.add(end);
                    }));
            Socket client = Stage.connect(acceptor.localAddress());
            End end = Await.next(accepted);
            client.setSoLinger(true, 0);
            client.close();
            if (kind != Stage.Kind.CHANNEL_NIO) { // java.nio hears nothing of a channel that it does not read
                assertThat(Await.next(gone)).isSameAs(end);
            }
            stage.run(end::close);
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void answers_a_request_itself(Stage.Kind kind) throws Exception {
        BlockingQueue<Relay> over = new LinkedBlockingQueue<>();
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = stage.call(() -> stage.transport.listen(
                    Stage.ANYWHERE,
                    Stage.LISTEN,
                    new Stage.Places(9),
                    end -> stage.transport.answer(end, REPLY, over::add)));
            try (Socket client = Stage.connect(acceptor.localAddress())) {
                client.getOutputStream().write("GET / HTTP/1.0\r\n".getBytes(StandardCharsets.US_ASCII));
                client.getOutputStream().write("\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(client.getInputStream().readAllBytes()).isEqualTo(REPLY);
            }
            assertThat(Await.next(over).fromServer()).isEqualTo(REPLY.length);
            try (Socket silent = Stage.connect(acceptor.localAddress())) {
                silent.shutdownOutput();
                assertThat(silent.getInputStream().readAllBytes()).isEmpty();
            }
            Await.next(over);
            stage.run(acceptor::close);
        }
    }
}
