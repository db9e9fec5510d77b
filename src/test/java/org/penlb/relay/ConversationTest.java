package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.testing.Await;
import org.penlb.testing.Payload;

/** Bytes that code of ours reads and writes: each in order, each half-close told and passed on. */
@Timeout(120)
class ConversationTest {
    private static final class Echo extends Conversing {
        @Override
        public void received(StreamPort port, ByteBuffer bytes) {
            super.received(port, bytes);
            port.write(bytes);
        }

        @Override
        public void ended(StreamPort port) {
            super.ended(port);
            port.shutdownOutput();
        }
    }

    private static byte[] counting(int length) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    @ParameterizedTest
    @EnumSource
    void a_message_may_be_cut_anywhere(Stage.Kind kind) throws Exception {
        byte[] message = counting(40);
        try (var stage = new Stage(kind)) {
            var echo = new Echo();
            Acceptor acceptor = echo.acceptor(stage, Stage.ANYWHERE);
            try (Socket client = Stage.connect(acceptor.localAddress())) {
                client.setTcpNoDelay(true);
                for (int cut = 0; cut <= message.length; cut++) {
                    long before = echo.length;
                    client.getOutputStream().write(message, 0, cut);
                    long first = before + cut;
                    Await.until("the first part is there", () -> echo.length == first);
                    client.getOutputStream().write(message, cut, message.length - cut);
                    assertThat(client.getInputStream().readNBytes(message.length))
                            .as("cut at %d", cut)
                            .isEqualTo(message);
                }
                client.shutdownOutput();
                assertThat(client.getInputStream().read()).isEqualTo(-1);
                assertThat(Await.next(echo.closed)).isSameAs(Await.next(echo.ports));
                assertThat(echo.ended).hasSize(1);
                assertThat(echo.broken).isEmpty();
            }
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bulk_comes_back_byte_for_byte(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind)) {
            var echo = new Echo();
            Acceptor acceptor = echo.acceptor(stage, Stage.ANYWHERE);
            try (Socket client = Stage.connect(acceptor.localAddress())) {
                Future<Payload> sent = Payload.beside(() -> Payload.send(client, 20_000_001, 1));
                assertThat(Payload.receive(client)).isEqualTo(Payload.of(sent));
                assertThat(echo.received()).isEqualTo(Payload.of(sent));
                Await.next(echo.closed);
            }
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_answer_may_follow_the_peers_end(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind)) {
            var receiver = new Conversing();
            Acceptor acceptor = receiver.acceptor(stage, Stage.ANYWHERE);
            try (Socket client = Stage.connect(acceptor.localAddress())) {
                client.getOutputStream().write(counting(7));
                client.shutdownOutput();
                StreamPort port = Await.next(receiver.ended);
                assertThat(receiver.bytes()).isEqualTo(counting(7));
                byte[] answer = counting(3_000_000);
                stage.run(() -> {
                    port.write(answer, 0, answer.length);
                    port.shutdownOutput();
                });
                assertThat(client.getInputStream().readAllBytes()).isEqualTo(answer);
                assertThat(Await.next(receiver.closed)).isSameAs(port);
            }
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_peer_may_go_on_after_our_end(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind)) {
            var receiver = new Conversing();
            Acceptor acceptor = receiver.acceptor(stage, Stage.ANYWHERE);
            try (Socket client = Stage.connect(acceptor.localAddress())) {
                StreamPort port = Await.next(receiver.ports);
                stage.run(() -> {
                    port.write(counting(9), 0, 9);
                    port.shutdownOutput();
                    assertThatThrownBy(() -> port.write(new byte[1], 0, 1)).isInstanceOf(IllegalStateException.class);
                });
                assertThat(client.getInputStream().readAllBytes()).isEqualTo(counting(9));
                Payload sent = Payload.send(client, 5_000_000, 1);
                assertThat(Await.next(receiver.closed)).isSameAs(port);
                assertThat(receiver.received()).isEqualTo(sent);
                assertThat(receiver.ended).hasSize(1);
            }
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_was_sent_and_ended_before_anybody_listened_is_heard(Stage.Kind kind) throws Exception {
        BlockingQueue<End> accepted = new LinkedBlockingQueue<>();
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = stage.call(
                    () -> stage.transport.listen(Stage.ANYWHERE, Stage.LISTEN, new Stage.Places(9), accepted::add));
            try (Socket client = Stage.connect(acceptor.localAddress())) {
                client.getOutputStream().write(counting(5000));
                client.shutdownOutput();
                End end = Await.next(accepted);
                var echo = new Echo();
                stage.run(() -> {
                    stage.transport.converse(end, echo);
                    assertThat(echo.length).as("told before it returned").isZero();
                });
                assertThat(client.getInputStream().readAllBytes()).isEqualTo(counting(5000));
                Await.next(echo.closed);
            }
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_is_written_in_one_turn_leaves_together(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                Arena arena = Arena.ofConfined()) {
            var receiver = new Conversing();
            Acceptor acceptor = receiver.acceptor(stage, Stage.ANYWHERE);
            byte[] expected = counting(250);
            MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_BYTE, expected);
            byte[] copied = memory.toArray(ValueLayout.JAVA_BYTE);
            try (Socket client = Stage.connect(acceptor.localAddress())) {
                StreamPort port = Await.next(receiver.ports);
                for (int round = 0; round < 50; round++) {
                    stage.run(() -> {
                        for (int i = 0; i < 250; i += 5) {
                            switch (i % 3) {
                                case 0 -> port.write(copied, i, 5);
                                case 1 -> port.write(ByteBuffer.wrap(copied, i, 5));
                                default -> port.write(MemorySegment.ofArray(copied), i, 5);
                            }
                        }
                        assertThat(port.pending()).isEqualTo(250);
                    });
                    var got = new byte[1000];
                    assertThat(client.getInputStream().read(got)).isEqualTo(250);
                    assertThat(got).startsWith(expected);
                    assertThat(stage.call(port::pending)).isZero();
                }
                stage.run(port::close);
            }
            assertThat(receiver.writable).as("never held back").isEmpty();
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_dialled_server_is_talked_to(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            var echo = new Echo();
            stage.run(() -> stage.dial(listening.getLocalSocketAddress(), Stage.DIAL, new DialListener() {
                @Override
                public void connected(End server) {
                    echo.ports.add(stage.transport.converse(server, echo));
                }

                @Override
                public void failed(Fault fault, String reason) {
                    throw new IllegalStateException(reason);
                }
            }));
            try (Socket server = Stage.accept(listening)) {
                Future<Payload> sent = Payload.beside(() -> Payload.send(server, 300_000, 1));
                assertThat(Payload.receive(server)).isEqualTo(Payload.of(sent));
                assertThat(Await.next(echo.closed)).isSameAs(Await.next(echo.ports));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_unix_socket_is_talked_to(Stage.Kind kind, @TempDir Path folder) throws IOException, InterruptedException {
        var address = UnixDomainSocketAddress.of(folder.resolve("pen"));
        try (var stage = new Stage(kind)) {
            var echo = new Echo();
            Acceptor acceptor = echo.acceptor(stage, address);
            try (var client = SocketChannel.open(address)) {
                client.write(ByteBuffer.wrap(counting(1000)));
                client.shutdownOutput();
                var got = ByteBuffer.allocate(2000);
                while (client.read(got) >= 0) {
                    // to the end
                }
                assertThat(got.flip()).isEqualTo(ByteBuffer.wrap(counting(1000)));
                Await.next(echo.closed);
            }
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_is_shown_cannot_be_changed(Stage.Kind kind) throws Exception {
        BlockingQueue<Throwable> refused = new LinkedBlockingQueue<>();
        try (var stage = new Stage(kind)) {
            var receiver = new Conversing() {
                @Override
                public void received(StreamPort port, ByteBuffer bytes) {
                    try {
                        bytes.put(0, (byte) 1);
                    } catch (ReadOnlyBufferException e) {
                        refused.add(e);
                    }
                    port.close();
                }
            };
            Acceptor acceptor = receiver.acceptor(stage, Stage.ANYWHERE);
            try (Socket client = Stage.connect(acceptor.localAddress())) {
                client.getOutputStream().write(1);
                assertThat(Await.next(refused)).isNotNull();
                Await.next(receiver.closed);
            }
            stage.run(acceptor::close);
        }
    }
}
