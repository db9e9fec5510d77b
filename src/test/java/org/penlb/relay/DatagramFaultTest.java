package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.relay.DatagramStage.at;

import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.relay.DatagramStage.Each;
import org.penlb.relay.DatagramStage.Kind;
import org.penlb.testing.Await;
import org.penlb.testing.Families;
import org.penlb.testing.UdpEchoServer;
import org.penlb.testing.UdpVisitor;

/** Servers that are gone, datagrams that the system does not take, receivers that stumble. */
@Timeout(120)
class DatagramFaultTest {
    private static final InetSocketAddress LOOPBACK = at("127.0.0.1");

    @ParameterizedTest
    @EnumSource
    void a_server_that_is_gone_is_told_and_may_come_back(Kind kind) throws Exception {
        for (String loopback : Families.loopbacks()) {
            var ear = new DatagramEar();
            try (var stage = new DatagramStage(kind)) {
                var server = new UdpEchoServer("", at(loopback));
                DatagramPort port = stage.connect(server.socketAddress(), ear);
                stage.run(() -> port.send(new byte[7], 7));
                assertThat(Await.next(ear.lengths)).isEqualTo(7);
                server.close();
                for (int i = 0; i < 3; i++) {
                    stage.run(() -> port.send(new byte[7], 7));
                    assertThat(Await.next(ear.reasons)).isEqualTo("connection refused");
                }
                try (var _ = new UdpEchoServer("", server.socketAddress())) {
                    stage.run(() -> port.send(new byte[8], 8));
                    assertThat(Await.next(ear.lengths)).isEqualTo(8);
                }
            }
        }
    }

    /** Loopback answers at once: the second datagram meets the error of the first, while somebody listens already. */
    @ParameterizedTest
    @EnumSource
    void an_old_error_does_not_cost_the_datagram_that_meets_it(Kind kind) throws Exception {
        var ear = new DatagramEar();
        try (var stage = new DatagramStage(kind)) {
            var server = new UdpEchoServer("", LOOPBACK);
            server.close();
            DatagramPort port = stage.connect(server.socketAddress(), ear);
            UdpEchoServer back = stage.call(() -> {
                port.send(new byte[1], 1);
                var listening = new UdpEchoServer("", server.socketAddress());
                port.send(new byte[2], 2);
                return listening;
            });
            try (back) {
                assertThat(Await.next(ear.lengths)).isEqualTo(2);
                assertThat(Await.next(ear.reasons)).isEqualTo("connection refused");
                assertThat(stage.call(port::takeDropped)).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void errors_of_clients_that_are_gone_do_not_stop_a_listening_port(Kind kind) throws Exception {
        try (var stage = new DatagramStage(kind)) {
            DatagramPort port = stage.listen(LOOPBACK, (Each) (p, batch, slot) -> {
                Peer gone = new Peer();
                gone.copy(batch.peer(slot));
                gone.from(gone.high(), gone.low(), 9, 0); // the discard service, which nobody has
                for (int i = 0; i < 100; i++) {
                    p.send(batch, slot, gone);
                }
                p.send(batch, slot, batch.peer(slot));
            });
            try (var client = new UdpVisitor(port.localAddress())) {
                for (int i = 1; i < 20; i++) {
                    assertThat(client.exchange(new byte[i])).hasSize(i);
                }
            }
            assertThat(stage.call(port::takeDropped)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_the_system_does_not_take_is_counted_and_the_rest_goes_on(Kind kind) throws Exception {
        var tooLong = new byte[DatagramBatch.LONGEST + 1];
        var ear = new DatagramEar();
        try (var stage = new DatagramStage(kind);
                var server = new UdpEchoServer("", LOOPBACK)) {
            DatagramPort listening = stage.listen(LOOPBACK, (Each) (p, batch, slot) -> {
                p.send(tooLong, tooLong.length, batch.peer(slot));
                p.send(batch, slot, batch.peer(slot));
            });
            DatagramPort port = stage.connect(server.socketAddress(), ear);
            stage.run(() -> {
                port.send(new byte[1], 1);
                port.send(tooLong, tooLong.length);
                port.send(new byte[2], 2);
            });
            assertThat(Await.next(ear.lengths)).isEqualTo(1);
            assertThat(Await.next(ear.lengths)).isEqualTo(2);
            assertThat(stage.call(port::takeDropped)).isEqualTo(1);
            assertThat(ear.reasons).isEmpty();
            try (var client = new UdpVisitor(listening.localAddress())) {
                assertThat(client.exchange(new byte[5])).hasSize(5);
            }
            assertThat(stage.call(listening::takeDropped)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_faults_of_one_port_are_its_own(Kind kind) throws Exception {
        try (var stage = new DatagramStage(kind)) {
            DatagramPort faulty = stage.listen(LOOPBACK, (Each) (port, batch, slot) -> {
                port.send(batch, slot, batch.peer(slot));
                throw new IllegalStateException("a fault of the caller's, as the test wants it");
            });
            DatagramPort sound = stage.listen(LOOPBACK, DatagramStage.ECHO);
            try (var one = new UdpVisitor(faulty.localAddress());
                    var other = new UdpVisitor(sound.localAddress())) {
                for (int round = 1; round < 4; round++) {
                    byte[] datagram = new byte[round];
                    stage.inOneRound(() -> {
                        one.send(datagram);
                        other.send(datagram);
                        return true;
                    });
                    assertThat(one.receive()).hasSize(round);
                    assertThat(other.receive()).hasSize(round);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_receiver_that_stumbles_over_an_error_goes_on(Kind kind) throws Exception {
        BlockingQueue<String> reasons = new LinkedBlockingQueue<>();
        try (var stage = new DatagramStage(kind)) {
            var server = new UdpEchoServer("", LOOPBACK);
            server.close();
            DatagramPort port = stage.connect(server.socketAddress(), new DatagramReceiver() {
                @Override
                public void received(DatagramPort p, DatagramBatch batch, int from, int to) {
                    // nobody sends
                }

                @Override
                public void unreachable(DatagramPort p, String reason) {
                    reasons.add(reason);
                    throw new IllegalStateException("a fault of the caller's, as the test wants it");
                }
            });
            for (int i = 0; i < 2; i++) {
                stage.run(() -> port.send(new byte[7], 7));
                Await.next(reasons);
            }
        }
    }

    /** Edges come once: one that is not acted upon, or acted upon for ever, shows here. */
    @Test
    void errors_and_floods_leave_the_event_loop_idle() throws Exception {
        var ear = new DatagramEar();
        try (var stage = new DatagramStage(Kind.MMSG)) {
            var server = new UdpEchoServer("", LOOPBACK);
            server.close();
            DatagramPort dead = stage.connect(server.socketAddress(), ear);
            DatagramPort listening = stage.listen(LOOPBACK, DatagramStage.ECHO);
            stage.run(() -> {
                for (int i = 0; i < 200; i++) {
                    dead.send(new byte[7], 7);
                }
            });
            Await.next(ear.reasons);
            try (var client = new UdpVisitor(listening.localAddress())) {
                for (int i = 0; i < 200; i++) {
                    client.send(new byte[9]);
                }
                for (int i = 0; i < 200; i++) {
                    client.receive();
                }
            }
            Await.until("the event loop is idle", stage::isIdle);
            assertThat(ear.reasons.size()).isLessThan(200);
        }
    }
}
