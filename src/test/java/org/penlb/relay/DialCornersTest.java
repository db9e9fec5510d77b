package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.testing.Await;

/** Dials that are given up at once, and a server whose backlog is full. */
@Timeout(60)
class DialCornersTest {
    private final BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();

    private Dial dial(Stage stage, SocketAddress server, Duration timeout) {
        return stage.transport.dial(server, new DialOptions(timeout, null, true, false), new DialListener() {
            @Override
            public void connected(End end) {
                end.close();
                outcomes.add("connected");
            }

            @Override
            public void failed(Fault fault, String reason) {
                outcomes.add(fault + ": " + reason);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void a_dial_that_is_given_up_at_once_is_closed_and_not_heard_of(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket server = Stage.server()) {
            stage.run(() -> {
                Dial dial = dial(stage, server.getLocalSocketAddress(), Stage.LONG);
                dial.cancel();
                dial.cancel();
            });
            stage.run(() -> {});
            stage.run(() -> dial(stage, server.getLocalSocketAddress(), Stage.LONG));
            assertThat(Await.next(outcomes)).isEqualTo("connected");
            stage.letLoopLook();
            assertThat(outcomes).isEmpty();
            Stage.accept(server).close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void giving_up_what_has_ended_does_nothing(Stage.Kind kind) throws Exception {
        BlockingQueue<End> ends = new LinkedBlockingQueue<>();
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            Dial dial = stage.call(() ->
                    stage.transport.dial(listening.getLocalSocketAddress(), Stage.DIAL, new DialListener() {
                        @Override
                        public void connected(End end) {
                            ends.add(end);
                        }

                        @Override
                        public void failed(Fault fault, String reason) {
                            outcomes.add(reason);
                        }
                    }));
            End end = Await.next(ends);
            stage.run(dial::cancel);
            stage.letLoopLook();
            try (Socket server = Stage.accept(listening)) {
                server.setSoTimeout(50); // what was closed on the loop has closed it by now
                assertThat(isOpen(server))
                        .as("the end belongs to whom it was given")
                        .isTrue();
                stage.run(end::close);
                server.setSoTimeout((int) Stage.LONG.toMillis());
                assertThat(isOpen(server)).isFalse();
            }
            assertThat(outcomes).isEmpty();
        }
    }

    private static boolean isOpen(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() >= 0;
        } catch (java.net.SocketTimeoutException _) {
            return true;
        }
    }

    @ParameterizedTest
    @EnumSource
    void others_go_on_when_a_listener_fails(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket server = Stage.server()) {
            stage.run(() -> stage.transport.dial(server.getLocalSocketAddress(), Stage.DIAL, new DialListener() {
                @Override
                public void connected(End end) {
                    end.close();
                    outcomes.add("fails");
                    throw new IllegalStateException("a fault of the caller's, as the test wants it");
                }

                @Override
                public void failed(Fault fault, String reason) {
                    outcomes.add(reason);
                }
            }));
            assertThat(Await.next(outcomes)).isEqualTo("fails");
            stage.run(() -> dial(stage, server.getLocalSocketAddress(), Stage.LONG));
            assertThat(Await.next(outcomes)).isEqualTo("connected");
        }
    }

    @ParameterizedTest
    @EnumSource
    void says_why_in_few_words(Stage.Kind kind) throws Exception {
        SocketAddress closed;
        try (ServerSocket server = Stage.server()) {
            closed = server.getLocalSocketAddress();
        }
        try (var stage = new Stage(kind)) {
            stage.run(() -> dial(stage, closed, Stage.LONG));
            assertThat(Await.next(outcomes)).isEqualTo("SERVER: connection refused");
        }
    }

    /** The kernel does not let a Unix client wait, as it does for TCP: it says EAGAIN. That is no server that is down. */
    @ParameterizedTest
    @EnumSource
    void a_unix_server_that_is_busy_is_waited_for(Stage.Kind kind, @TempDir Path folder) throws Exception {
        var address = UnixDomainSocketAddress.of(folder.resolve("busy"));
        List<SocketChannel> fill = new ArrayList<>();
        try (var stage = new Stage(kind);
                var server =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address, 1)) {
            fill.add(SocketChannel.open(address));
            fill.add(SocketChannel.open(address));
            stage.run(() -> dial(stage, address, Duration.ofMillis(200)));
            assertThat(Await.next(outcomes)).isEqualTo("SERVER: no answer within 200 ms");
            stage.run(() -> dial(stage, address, Stage.LONG));
            server.accept().close();
            assertThat(Await.next(outcomes)).isEqualTo("connected");
        } finally {
            for (SocketChannel client : fill) {
                client.close();
            }
        }
    }
}
