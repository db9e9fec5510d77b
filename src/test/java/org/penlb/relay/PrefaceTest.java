package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.FastClose;
import org.penlb.testing.Await;
import org.penlb.testing.Payload;

/** Bytes of ours that a server gets before anything of the client. */
@Timeout(60)
class PrefaceTest {
    private final BlockingQueue<End> clients = new LinkedBlockingQueue<>();
    private final BlockingQueue<End> warm = new LinkedBlockingQueue<>();
    private final BlockingQueue<Relay> started = new LinkedBlockingQueue<>();
    private final BlockingQueue<Relay> over = new LinkedBlockingQueue<>();

    private Acceptor acceptor(Stage stage, ServerSocket servers) {
        stage.run(() -> stage.dial(servers.getLocalSocketAddress(), Stage.DIAL, new DialListener() {
            @Override
            public void connected(End server) {
                warm.add(server);
            }

            @Override
            public void failed(Fault fault, String reason) {
                throw new IllegalStateException(reason);
            }
        }));
        return stage.call(
                () -> stage.transport.listen(Stage.ANYWHERE, Stage.LISTEN, new Stage.Places(9), clients::add));
    }

    private void join(Stage stage, byte[] preface) throws InterruptedException {
        End client = Await.next(clients);
        End server = Await.next(warm);
        stage.run(() ->
                started.add(stage.transport.join(client, server, FastClose.OFF, Inspection.NONE, preface, over::add)));
    }

    private static byte[] counting(int length) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 7);
        }
        return bytes;
    }

    @ParameterizedTest
    @EnumSource
    void leaves_before_the_client_says_anything_on_a_warm_connection(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket servers = Stage.server()) {
            Acceptor acceptor = acceptor(stage, servers);
            try (Socket server = Stage.accept(servers);
                    Socket client = Stage.connect(acceptor.localAddress())) {
                join(stage, counting(107));
                assertThat(server.getInputStream().readNBytes(107)).isEqualTo(counting(107));
                server.getOutputStream().write(5);
                assertThat(client.getInputStream().read()).isEqualTo(5);
                assertThat(stage.call(Await.next(started)::toServer)).isZero();
                Payload sent = Payload.send(client, 300_000, 1);
                assertThat(Payload.receive(server)).isEqualTo(sent);
                server.shutdownOutput();
                assertThat(Await.next(over).toServer()).isEqualTo(300_000);
            }
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void comes_before_what_the_client_and_the_server_had_sent_already(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket servers = Stage.server()) {
            Acceptor acceptor = acceptor(stage, servers);
            try (Socket server = Stage.accept(servers);
                    Socket client = Stage.connect(acceptor.localAddress())) {
                server.getOutputStream().write(counting(50));
                client.getOutputStream().write(counting(9));
                client.shutdownOutput();
                join(stage, new byte[] {42});
                assertThat(client.getInputStream().readNBytes(50)).isEqualTo(counting(50));
                assertThat(server.getInputStream().read()).isEqualTo(42);
                assertThat(server.getInputStream().readAllBytes()).isEqualTo(counting(9));
                server.shutdownOutput();
                assertThat(Await.next(over).toServer()).isEqualTo(9);
            }
            stage.run(acceptor::close);
        }
    }

    /** More than a server with a tiny window takes at once, so that it leaves in many parts. */
    @ParameterizedTest
    @EnumSource
    void survives_a_server_that_takes_it_in_parts(Stage.Kind kind) throws Exception {
        byte[] preface = counting(8 << 20);
        try (var stage = new Stage(kind);
                var servers = new ServerSocket()) {
            servers.setReceiveBufferSize(2048);
            servers.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Acceptor acceptor = acceptor(stage, servers);
            try (Socket server = Stage.accept(servers);
                    Socket client = Stage.connect(acceptor.localAddress())) {
                client.getOutputStream().write(counting(100));
                client.shutdownOutput();
                join(stage, preface);
                Relay relay = Await.next(started);
                if (kind == Stage.Kind.SOCKET) { // a channel counts what waits in it
                    assertThat(stage.call(relay::toServer))
                            .as("behind the preface")
                            .isZero();
                }
                assertThat(stage.call(relay::pendingToServer)).isPositive();
                assertThat(server.getInputStream().readNBytes(preface.length)).isEqualTo(preface);
                assertThat(server.getInputStream().readAllBytes()).isEqualTo(counting(100));
                server.shutdownOutput();
                assertThat(Await.next(over).toServer()).isEqualTo(100);
            }
            stage.run(acceptor::close);
        }
    }
}
