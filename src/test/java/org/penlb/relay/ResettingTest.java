package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.FastClose;
import org.penlb.testing.Await;
import org.penlb.testing.Payload;

/** Resets that come at bad moments: right behind the last bytes, after an orderly end, towards a side that does not read. */
@Timeout(60)
class ResettingTest {
    private static final byte[] LAST_WORDS = "last words".getBytes(StandardCharsets.US_ASCII);
    private static final Callable<Boolean> NOTHING = () -> true;

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static void reset(SocketChannel socket) throws IOException {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        socket.close();
    }

    private static void assertReset(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    @ParameterizedTest
    @EnumSource
    void what_a_client_sent_right_before_its_reset_arrives(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = stage.clientOf(listening);
                Socket server = Stage.accept(listening)) {
            Await.next(stage.started);
            client.getOutputStream().write(LAST_WORDS);
            reset(client);
            assertThat(server.getInputStream().readNBytes(LAST_WORDS.length)).isEqualTo(LAST_WORDS);
            assertReset(server);
            Await.next(stage.over);
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_a_server_sent_right_before_its_reset_arrives(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = stage.clientOf(listening);
                Socket server = Stage.accept(listening)) {
            Await.next(stage.started);
            server.getOutputStream().write(LAST_WORDS);
            reset(server);
            assertThat(client.getInputStream().readNBytes(LAST_WORDS.length)).isEqualTo(LAST_WORDS);
            assertReset(client);
            Await.next(stage.over);
        }
    }

    /** A request, the end of it, and then the user presses the stop button: the server need not go on. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CHANNEL_NIO") // java.nio hears nothing after the end
    void a_clients_reset_after_its_end_ends_the_wait_for_the_answer(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = stage.clientOf(listening);
                Socket server = Stage.accept(listening)) {
            client.getOutputStream().write(LAST_WORDS);
            client.shutdownOutput();
            assertThat(server.getInputStream().readAllBytes()).isEqualTo(LAST_WORDS);
            reset(client);
            Await.next(stage.over);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CHANNEL_NIO", "SOCKET_WRAPPED", "SOCKET_TLS", "SOCKET_TLS_JDK"
            }) // a relay in front hears of it when it sends
    void a_servers_reset_after_its_end_ends_the_wait_for_the_client(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = stage.clientOf(listening);
                Socket server = Stage.accept(listening)) {
            server.getOutputStream().write(LAST_WORDS);
            server.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(LAST_WORDS);
            reset(server);
            Await.next(stage.over);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_reset_after_an_end_is_noticed_at_the_next_byte_at_the_latest(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = stage.clientOf(listening);
                Socket server = Stage.accept(listening)) {
            client.shutdownOutput();
            assertThat(server.getInputStream().read()).isEqualTo(-1);
            reset(client);
            assertThatThrownBy(() -> {
                        while (true) {
                            server.getOutputStream().write(LAST_WORDS);
                        }
                    })
                    .isInstanceOf(IOException.class);
            Await.next(stage.over);
        }
    }

    /** An upload that the server refuses: it answers early and closes, while the client goes on and on. */
    @ParameterizedTest
    @EnumSource
    void an_early_answer_reaches_a_client_that_is_still_sending(Stage.Kind kind) throws Exception {
        for (int read : new int[] {1, 100_000, 300_000}) { // how far the upload gets is a matter of chance: try more
            for (int round = 0; round < 10; round++) {
                answerEarly(kind, read, false);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_early_answer_reaches_a_client_that_was_held_back(Stage.Kind kind) throws Exception {
        for (int round = 0; round < 3; round++) {
            answerEarly(kind, 0, true);
        }
    }

    private static void answerEarly(Stage.Kind kind, int read, boolean stall) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            Acceptor proxy = stage.proxy(Stage.ANYWHERE, listening.getLocalSocketAddress(), FastClose.OFF);
            try (var client = SocketChannel.open((InetSocketAddress) proxy.localAddress());
                    Socket server = Stage.accept(listening)) {
                if (stall) { // in pieces, so that many wait to be written
                    BackPressureTest.fillUp(stage, Await.next(stage.started)::toServer, client, 10_000);
                }
                Future<Long> upload = Payload.beside(() -> writeUntilItFails(client));
                server.getInputStream().readNBytes(read);
                server.getOutputStream().write(LAST_WORDS);
                server.close(); // with bytes unread, so it is a reset
                Payload.of(upload);
                var answer = ByteBuffer.allocate(LAST_WORDS.length);
                readWhatThereIs(client, answer);
                assertThat(answer.array()).as("after %d bytes", read).isEqualTo(LAST_WORDS);
                Await.next(stage.over);
            }
        }
    }

    private static long writeUntilItFails(SocketChannel client) {
        var chunk = ByteBuffer.allocateDirect(100_000);
        long written = 0;
        try {
            while (true) {
                chunk.clear();
                written += client.write(chunk);
            }
        } catch (IOException _) {
            return written;
        }
    }

    private static void readWhatThereIs(SocketChannel from, ByteBuffer into) {
        try {
            while (into.hasRemaining() && from.read(into) >= 0) {
                // to the end
            }
        } catch (IOException _) {
            // the reset behind it
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_resets_while_the_server_does_not_read_leaves_no_orderly_end(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            Acceptor proxy = stage.proxy(Stage.ANYWHERE, listening.getLocalSocketAddress(), FastClose.OFF);
            try (var client = SocketChannel.open((InetSocketAddress) proxy.localAddress());
                    Socket server = Stage.accept(listening)) {
                BackPressureTest.floodUntilBlocked(client);
                reset(client);
                assertReset(server);
                Await.next(stage.over);
            }
        }
    }

    /** Its last bytes wait for the server when the client goes; what the server sends is what finds nobody there. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOCKET_TLS_JDK") // it would take minutes for that much
    void is_over_when_the_server_sends_much_to_a_client_that_is_gone_and_goes_too(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                var listening = ServerSocketChannel.open().bind(Stage.ANYWHERE)) {
            Acceptor proxy = stage.proxy(Stage.ANYWHERE, listening.getLocalAddress(), FastClose.OFF);
            try (var client = SocketChannel.open((InetSocketAddress) proxy.localAddress());
                    var server = listening.accept()) {
                growWindow(client, server.socket());
                growWindow(server, client.socket());
                BackPressureTest.floodUntilBlocked(client);
                reset(client);
                passRound(stage);
                try {
                    BackPressureTest.floodUntilBlocked(server);
                    reset(server);
                } catch (IOException _) {
                    // reset already: nobody is there for what it sends
                }
                Await.next(stage.over);
            }
        }
    }

    /** The kernel lets a side send more ahead once it has seen that much is read. */
    private static void growWindow(SocketChannel from, Socket to) throws Exception {
        int length = 64 << 20;
        Future<Integer> sent = Payload.beside(() -> {
            var chunk = ByteBuffer.allocateDirect(1 << 20);
            for (int i = 0; i < length; i += chunk.capacity()) {
                chunk.clear();
                while (chunk.hasRemaining()) {
                    from.write(chunk);
                }
            }
            return length;
        });
        to.getInputStream().skipNBytes(length);
        Payload.of(sent);
    }

    /** The last that is read of the server comes before its reset, the question what state it is in after that. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOCKET_TLS_JDK") // it would take minutes for that much
    void is_over_when_a_server_resets_while_it_is_read_and_the_client_goes_too(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                var listening = ServerSocketChannel.open().bind(Stage.ANYWHERE)) {
            var resetAtNextBytes = new AtomicReference<>(NOTHING);
            stage.tap = onServersBytes(() -> resetAtNextBytes.getAndSet(NOTHING).call());
            Acceptor proxy = stage.proxy(Stage.ANYWHERE, listening.getLocalAddress(), FastClose.OFF);
            try (var client = SocketChannel.open((InetSocketAddress) proxy.localAddress());
                    var server = listening.accept()) {
                Relay relay = Await.next(stage.started);
                writeUntilSomeIsPending(stage, relay, client);
                client.shutdownOutput();
                BackPressureTest.fillUp(stage, relay::fromServer, server, 10_000);
                resetAtNextBytes.set(() -> {
                    reset(server);
                    return true;
                });
                server.shutdownOutput(); // has epoll's channel read although the client takes nothing
                passRound(stage);
                reset(client);
                passRound(stage);
                resetAtNextBytes.set(NOTHING);
                server.close(); // where the end was not heard of, nothing was read
                Await.next(stage.over);
            }
        }
    }

    /** Leaves some bytes unsent in the relay, since the server does not read, and the relay ready to take more. */
    private static void writeUntilSomeIsPending(Stage stage, Relay relay, SocketChannel client) throws IOException {
        long written = 0;
        while (stage.call(relay::pendingToServer) == 0) {
            written += client.write(ByteBuffer.allocate(10_000));
            long all = written;
            Await.until("the relay has it", () -> stage.call(() -> relay.toServer() + relay.pendingToServer()) >= all);
        }
    }

    private static void passRound(Stage stage) {
        stage.run(() -> {});
        stage.run(() -> {}); // a round of events lies between the two
    }

    private static Tap onServersBytes(Callable<Boolean> action) {
        return new Tap() {
            @Override
            public void fromClient(ByteBuffer bytes, long fromServer) {}

            @Override
            public boolean seesServer() {
                return true;
            }

            @Override
            public void fromServer(ByteBuffer bytes) {
                try {
                    action.call();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }
}
