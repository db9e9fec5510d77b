package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.IpAddress;
import org.penlb.testing.Await;
import org.penlb.testing.Families;

/** A listener with fewer places than clients, and listeners beside each other. */
@Timeout(60)
class AcceptLimitTest {
    private static final byte[] REQUEST = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REPLY = "hello".getBytes(StandardCharsets.US_ASCII);

    private final BlockingQueue<End> accepted = new LinkedBlockingQueue<>();

    private static Acceptor listen(Stage stage, AcceptLimit gate, Consumer<End> onAccept) {
        return stage.call(() -> stage.transport.listen(Stage.ANYWHERE, Stage.LISTEN, gate, onAccept));
    }

    @ParameterizedTest
    @EnumSource
    void a_place_is_only_taken_while_there_is_a_client(Stage.Kind kind) throws Exception {
        var gate = new Stage.Places(5);
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = listen(stage, gate, accepted::add);
            stage.run(acceptor::resume); // accepts nobody
            assertThat(gate.free).hasValue(5);
            try (Socket _ = Stage.connect(acceptor.localAddress())) {
                End end = Await.next(accepted);
                Await.until("one place is taken", () -> gate.free.get() == 4);
                stage.run(() -> {
                    acceptor.resume();
                    acceptor.resume();
                });
                assertThat(gate.free).hasValue(4);
                stage.run(end::close);
            }
            stage.run(acceptor::close);
            assertThat(gate.free)
                    .as("the client's place is its owner's to give back")
                    .hasValue(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everybody_is_served_through_a_few_places(Stage.Kind kind) throws Exception {
        var gate = new Stage.Places(3);
        List<Acceptor> acceptors = new ArrayList<>();
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = listen(
                    stage,
                    gate,
                    end -> stage.transport.answer(end, REPLY, _ -> {
                        gate.leave();
                        acceptors.forEach(Acceptor::resume);
                    }));
            stage.run(() -> acceptors.add(acceptor));
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                clients.add(Stage.connect(acceptor.localAddress()));
            }
            for (Socket client : clients) {
                client.getOutputStream().write(REQUEST);
                assertThat(client.getInputStream().readAllBytes()).isEqualTo(REPLY);
                client.close();
            }
            Await.until("all places are free", () -> gate.free.get() == 3);
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_before_a_shut_gate_waits_unread_and_is_let_in_later(Stage.Kind kind) throws Exception {
        var gate = new Stage.Places(0);
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = listen(stage, gate, end -> stage.transport.answer(end, REPLY, _ -> {}));
            try (Socket client = Stage.connect(acceptor.localAddress())) {
                client.getOutputStream().write(REQUEST);
                stage.run(acceptor::resume); // still shut
                stage.run(() -> {
                    gate.leave();
                    acceptor.resume();
                });
                assertThat(client.getInputStream().readAllBytes()).isEqualTo(REPLY);
            }
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void clients_that_waited_in_vain_learn_that_the_listener_is_closed(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = listen(stage, new Stage.Places(0), accepted::add);
            try (Socket first = Stage.connect(acceptor.localAddress());
                    Socket second = Stage.connect(acceptor.localAddress())) {
                stage.run(acceptor::close);
                assertThat(isClosed(first)).isTrue();
                assertThat(isClosed(second)).isTrue();
            }
            assertThat(accepted).isEmpty();
        }
    }

    private static boolean isClosed(Socket client) {
        try {
            return client.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_listener_may_be_closed_by_whom_it_gives_a_client(Stage.Kind kind) throws Exception {
        List<Acceptor> acceptors = new ArrayList<>();
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = listen(stage, new Stage.Places(9), end -> {
                acceptors.forEach(Acceptor::close);
                end.close();
                accepted.add(end);
            });
            stage.run(() -> acceptors.add(acceptor));
            try (Socket client = Stage.connect(acceptor.localAddress())) {
                Await.next(accepted);
                assertThat(isClosed(client)).isTrue();
            }
            stage.run(acceptor::close);
            stage.run(acceptor::resume);
            // java.nio lets go of a listening socket with its next select
            Await.until("nobody listens", () -> isRefused(acceptor.localAddress()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_listener_goes_on_when_whom_it_gives_a_client_fails(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = listen(stage, new Stage.Places(9), end -> {
                accepted.add(end);
                if (accepted.size() == 1) {
                    throw new IllegalStateException("a fault of the caller's, as the test wants it");
                }
            });
            try (Socket _ = Stage.connect(acceptor.localAddress());
                    Socket _ = Stage.connect(acceptor.localAddress())) {
                Await.until("both were accepted", () -> accepted.size() == 2);
                for (End end : accepted) {
                    stage.run(end::close);
                }
            }
            stage.run(acceptor::close);
        }
    }

    private static boolean isRefused(SocketAddress address) {
        try {
            Stage.connect(address).close();
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_ipv4_client_of_an_ipv6_listener_has_its_ipv4_address(Stage.Kind kind) throws Exception {
        Families.assumeIpv6();
        InetAddress any = Inet6Address.ofLiteral("::");
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = stage.call(() -> stage.transport.listen(
                    new InetSocketAddress(any, 0), Stage.LISTEN, new Stage.Places(9), accepted::add));
            int port = ((InetSocketAddress) acceptor.localAddress()).getPort();
            for (String address : List.of("127.0.0.1", "::1")) {
                try (Socket _ = Stage.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port))) {
                    End end = Await.next(accepted);
                    assertThat(end.peer()).isEqualTo(IpAddress.parse(address));
                    stage.run(end::close);
                }
            }
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void event_loops_share_an_address_only_if_all_say_so(Stage.Kind kind) throws Exception {
        var shared = new ListenOptions(100, 1, new BindOptions(true, false), true, true);
        try (var one = new Stage(kind);
                var two = new Stage(kind)) {
            Acceptor first =
                    one.call(() -> one.transport.listen(Stage.ANYWHERE, shared, new Stage.Places(999), accepted::add));
            Acceptor second = two.call(
                    () -> two.transport.listen(first.localAddress(), shared, new Stage.Places(999), accepted::add));
            assertThat(second.localAddress()).isEqualTo(first.localAddress());
            assertThatThrownBy(() -> two.call(() -> two.transport.listen(
                            first.localAddress(), Stage.LISTEN, new Stage.Places(1), accepted::add)))
                    .hasMessageContaining("in use");
            one.run(first::close);
            // java.nio closes the descriptor with the loop's next turn; until then some clients are lost with it
            Await.until("the other loop serves alone", () -> comesIn(first.localAddress()));
            two.run(accepted.remove()::close);
            two.run(second::close);
        }
    }

    private boolean comesIn(SocketAddress address) {
        try (Socket client = Stage.connect(address)) {
            client.setSoTimeout(100);
            int _ = client.getInputStream().read();
            return !accepted.isEmpty();
        } catch (SocketTimeoutException _) {
            return !accepted.isEmpty();
        } catch (IOException _) {
            return false;
        }
    }
}
