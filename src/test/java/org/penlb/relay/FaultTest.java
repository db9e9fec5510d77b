package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.FastClose;
import org.penlb.testing.Await;

/** A fault in what one connection calls is that connection's alone. */
@Timeout(60)
class FaultTest {
    private static final int NEIGHBOURS = 50;

    /**
     * The fault and the neighbours' bytes are events of one round: the event loop is held while they come. Netty forgets the
     * rest of a round in which something is thrown at it, and what is edge-triggered is not said twice.
     */
    @ParameterizedTest
    @EnumSource
    void the_neighbours_of_the_same_round_go_on(Stage.Kind kind) throws Exception {
        BlockingQueue<End> accepted = new LinkedBlockingQueue<>();
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            Acceptor faulty = stage.call(
                    () -> stage.transport.listen(Stage.ANYWHERE, Stage.LISTEN, new Stage.Places(9), accepted::add));
            Acceptor proxy = stage.proxy(Stage.ANYWHERE, listening.getLocalSocketAddress(), FastClose.OFF);
            List<Socket> clients = new ArrayList<>();
            List<Socket> servers = new ArrayList<>();
            try (Socket resetting = Stage.connect(faulty.localAddress())) {
                End waiting = Await.next(accepted);
                stage.run(() -> waiting.onGone(() -> {
                    throw new IllegalStateException("a fault of the caller's, as the test wants it");
                }));
                for (int i = 0; i < NEIGHBOURS; i++) {
                    clients.add(Stage.connect(proxy.localAddress()));
                    servers.add(Stage.accept(listening));
                }
                var held = new CountDownLatch(1);
                var go = new CountDownLatch(1);
                var holding = Thread.ofVirtual()
                        .start(() -> stage.run(() -> {
                            held.countDown();
                            awaitQuietly(go);
                        }));
                held.await();
                resetting.setSoLinger(true, 0);
                resetting.close();
                for (Socket client : clients) {
                    client.getOutputStream().write('x');
                }
                go.countDown();
                holding.join();
                for (Socket server : servers) {
                    assertThat(server.getInputStream().read()).isEqualTo('x');
                }
                stage.run(waiting::close);
            } finally {
                for (Socket socket : clients) {
                    socket.close();
                }
                for (Socket socket : servers) {
                    socket.close();
                }
            }
            stage.run(faulty::close);
            stage.run(proxy::close);
        }
    }

    /** Both are over in one round, and the first one's listener fails. */
    @ParameterizedTest
    @EnumSource
    void those_that_end_beside_it_end_and_those_after(Stage.Kind kind) throws Exception {
        BlockingQueue<Relay> over = new LinkedBlockingQueue<>();
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = stage.call(() -> stage.transport.listen(
                    Stage.ANYWHERE,
                    Stage.LISTEN,
                    new Stage.Places(9),
                    end -> stage.transport.answer(end, new byte[1], relay -> {
                        over.add(relay);
                        throw new IllegalStateException("a fault of the listener's, as the test wants it");
                    })));
            try (Socket one = Stage.connect(acceptor.localAddress());
                    Socket other = Stage.connect(acceptor.localAddress())) {
                stage.run(() -> {}); // both were accepted
                stage.call(() -> {
                    one.shutdownOutput();
                    other.shutdownOutput();
                    return true;
                });
                assertThat(one.getInputStream().read()).isNegative();
                assertThat(other.getInputStream().read()).isNegative();
                Await.next(over);
                Await.next(over);
            }
            try (Socket later = Stage.connect(acceptor.localAddress())) {
                later.shutdownOutput();
                assertThat(later.getInputStream().read()).isNegative();
                Await.next(over);
            }
            stage.run(acceptor::close);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
