package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.penlb.relay.DatagramStage.at;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.relay.DatagramStage.Kind;
import org.penlb.testing.Await;
import org.penlb.testing.UdpEchoServer;
import org.penlb.testing.UdpVisitor;

/** How ports open and close. */
@Timeout(120)
class DatagramPortTest {
    private static final InetSocketAddress LOOPBACK = at("127.0.0.1");
    /** What the JVM opens at its first datagram and keeps. */
    private static final int KEPT_DESCRIPTORS = 4;

    @ParameterizedTest
    @EnumSource
    void nothing_is_read_before_the_port_is_told_to(Kind kind) throws Exception {
        var early = new DatagramEar();
        var other = new DatagramEar();
        try (var stage = new DatagramStage(kind)) {
            DatagramPort port = stage.bind(LOOPBACK, false, early);
            DatagramPort later = stage.listen(LOOPBACK, other);
            try (var client = new UdpVisitor(port.localAddress());
                    var witness = new UdpVisitor(later.localAddress())) {
                client.send(new byte[3]);
                client.send(new byte[4]);
                witness.send(new byte[1]);
                Await.next(other.lengths);
                assertThat(early.lengths).isEmpty();
                stage.run(port::resume);
                assertThat(Await.next(early.lengths)).isEqualTo(3);
                assertThat(Await.next(early.lengths)).isEqualTo(4);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_port_in_use_is_an_error(Kind kind) throws Exception {
        try (var stage = new DatagramStage(kind)) {
            InetSocketAddress taken =
                    stage.bind(LOOPBACK, false, DatagramStage.DEAF).localAddress();
            int before = DatagramStage.descriptors();
            for (boolean shared : new boolean[] {false, true}) {
                assertThatThrownBy(() -> stage.bind(taken, shared, DatagramStage.DEAF))
                        .hasRootCauseInstanceOf(IOException.class)
                        .hasMessageContaining("in use");
            }
            Await.until("the descriptors are back", () -> DatagramStage.descriptors() <= before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_address_of_others_is_an_error(Kind kind) {
        try (var stage = new DatagramStage(kind)) {
            assertThatThrownBy(() -> stage.bind(at("192.0.2.1"), false, DatagramStage.DEAF))
                    .hasMessageContaining("annot assign requested address");
            assertThatThrownBy(() -> stage.bind(
                            InetSocketAddress.createUnresolved("nowhere.invalid", 53), false, DatagramStage.DEAF))
                    .hasMessageContaining("nowhere.invalid is not resolved");
            assertThatThrownBy(() -> stage.call(() -> stage.transport.connect(
                            at("127.0.0.1", 53), InetAddress.ofLiteral("192.0.2.1"), DatagramStage.DEAF)))
                    .hasMessageContaining("annot assign requested address");
        }
    }

    /** Both ports have datagrams in the same round, more than one system call brings. */
    @ParameterizedTest
    @EnumSource
    void whoever_closes_a_port_in_the_middle_hears_nothing_more_of_it(Kind kind) throws Exception {
        var calls = new AtomicInteger();
        List<DatagramPort> pair = new ArrayList<>();
        DatagramReceiver closing = new DatagramReceiver() {
            @Override
            public void received(DatagramPort port, DatagramBatch batch, int from, int to) {
                calls.incrementAndGet();
                pair.forEach(DatagramPort::close);
                port.send(batch, from, batch.peer(from));
                port.send(new byte[1], 1, batch.peer(from));
                pair.forEach(DatagramPort::close);
            }

            @Override
            public void unreachable(DatagramPort port, String reason) {
                calls.incrementAndGet();
            }
        };
        int before = DatagramStage.descriptors();
        try (var stage = new DatagramStage(kind);
                var server = new UdpEchoServer("", LOOPBACK)) {
            pair.add(stage.listen(LOOPBACK, closing));
            pair.add(stage.listen(LOOPBACK, closing));
            try (var one = new UdpVisitor(pair.get(0).localAddress());
                    var other = new UdpVisitor(pair.get(1).localAddress());
                    var witness = new UdpVisitor(
                            stage.relay(LOOPBACK, server.socketAddress()).localAddress())) {
                stage.inOneRound(() -> {
                    for (int i = 0; i < 150; i++) {
                        one.send(new byte[1]);
                        other.send(new byte[1]);
                    }
                    return true;
                });
                assertThat(witness.exchange(new byte[6])).hasSize(6);
                assertThat(calls).hasValue(1);
                assertThat(one.hasReceived()).isFalse();
                assertThat(other.hasReceived()).isFalse();
            }
        }
        Await.until("the descriptors are back", () -> DatagramStage.descriptors() <= before + KEPT_DESCRIPTORS);
    }

    @ParameterizedTest
    @EnumSource
    void ports_come_and_go_and_leave_nothing(Kind kind) throws Exception {
        try (var stage = new DatagramStage(kind);
                var server = new UdpEchoServer("", LOOPBACK)) {
            var ear = new DatagramEar();
            come(stage, server.socketAddress(), ear); // what is loaded and opened at the first time
            int before = DatagramStage.descriptors();
            for (int i = 0; i < 100; i++) {
                come(stage, server.socketAddress(), ear);
            }
            Await.until("as many descriptors as before", () -> DatagramStage.descriptors() <= before);
            assertThat(ear.reasons).isEmpty();
        }
    }

    /** A hundred ports, each of which hears its echo. */
    private static void come(DatagramStage stage, InetSocketAddress server, DatagramEar ear) throws Exception {
        List<DatagramPort> ports = stage.call(() -> IntStream.range(0, 100)
                .mapToObj(_ -> {
                    try {
                        return stage.transport.connect(server, null, ear);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList());
        stage.run(() -> ports.forEach(port -> port.send(new byte[5], 5)));
        for (var _ : ports) {
            assertThat(Await.next(ear.lengths)).isEqualTo(5);
        }
        stage.run(() -> ports.forEach(DatagramPort::close));
    }
}
