package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.relay.DatagramStage.at;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.relay.DatagramStage.Each;
import org.penlb.relay.DatagramStage.Kind;
import org.penlb.testing.Await;
import org.penlb.testing.UdpVisitor;

/** What nobody reads in time is thrown away by the kernel, and told where it says so. */
@Timeout(120)
class DatagramOverflowTest {
    private static final InetSocketAddress LOOPBACK = at("127.0.0.1");
    /** Together more than any buffer of ours. */
    private static final int MANY = 1000;

    private static final int LARGE = 60_000;

    /** Where nothing tells the descriptor, nobody can ask. */
    private static final Kind SILENT = Kind.CHANNEL_NIO;

    @ParameterizedTest
    @EnumSource
    void a_listening_port_tells_once_what_overflowed(Kind kind) throws Exception {
        var came = new AtomicInteger();
        try (var stage = new DatagramStage(kind)) {
            DatagramPort port = stage.bind(LOOPBACK, false, (Each) (_, _, _) -> came.incrementAndGet());
            assertThat(stage.call(port::takeOverflowed)).isZero();
            try (var client = new UdpVisitor(port.localAddress())) {
                for (int i = 0; i < MANY; i++) {
                    client.send(new byte[LARGE]);
                }
            }
            long overflowed = stage.call(port::takeOverflowed);
            assertThat(stage.call(port::takeOverflowed)).isZero();
            stage.run(port::resume);
            if (kind == SILENT) {
                assertThat(overflowed).isZero();
            } else {
                assertThat(overflowed).isPositive();
                Await.until("the others came", () -> came.get() + overflowed == MANY);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_listening_port_tells_about_how_many_wait_behind_a_full_batch(Kind kind) throws Exception {
        List<Integer> waiting = new CopyOnWriteArrayList<>();
        var came = new AtomicInteger();
        try (var stage = new DatagramStage(kind)) {
            DatagramReceiver receiver = (port, _, from, to) -> {
                waiting.add(port.waiting());
                came.addAndGet(to - from);
            };
            DatagramPort port = stage.bind(LOOPBACK, false, receiver);
            try (var client = new UdpVisitor(port.localAddress())) {
                for (int i = 0; i < MANY; i++) {
                    client.send(new byte[20]);
                }
                stage.run(port::resume);
                Await.until("all came", () -> came.get() == MANY);
                client.send(new byte[20]);
                Await.until("one more came", () -> came.get() == MANY + 1);
            }
        }
        if (kind == SILENT) {
            assertThat(waiting).containsOnly(0);
        } else {
            assertThat(waiting.getFirst()).isBetween(MANY / 2, 2 * MANY);
            assertThat(waiting.getLast()).isZero();
        }
    }

    /** At 50,000 a second, while the machine or our own start keeps us from reading. Only root may ask for so much. */
    @Test
    @EnabledIf("isRoot")
    void what_comes_within_200_ms_finds_room() throws Exception {
        int come = 10_000;
        for (int length : new int[] {30, 512, 1200}) {
            try (var stage = new DatagramStage(Kind.MMSG)) {
                DatagramPort port = stage.bind(LOOPBACK, false, DatagramStage.DEAF);
                try (var client = new UdpVisitor(port.localAddress())) {
                    for (int i = 0; i < come; i++) {
                        client.send(new byte[length]);
                    }
                    assertThat(stage.call(port::takeOverflowed))
                            .as("of %d bytes", length)
                            .isZero();
                }
            }
        }
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    @ParameterizedTest
    @EnumSource
    void a_connected_port_does_the_same(Kind kind) throws Exception {
        var came = new AtomicInteger();
        try (var stage = new DatagramStage(kind);
                var server = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            DatagramPort port = stage.connect(
                    (InetSocketAddress) server.getLocalSocketAddress(), (Each) (_, _, _) -> came.incrementAndGet());
            var large = new DatagramPacket(new byte[LARGE], LARGE, port.localAddress());
            stage.inOneRound(() -> {
                for (int i = 0; i < MANY; i++) {
                    server.send(large);
                }
                return null;
            });
            long overflowed = stage.call(port::takeOverflowed);
            if (kind == SILENT) {
                assertThat(overflowed).isZero();
            } else {
                assertThat(overflowed).isPositive();
                Await.until("the others came", () -> came.get() + overflowed == MANY);
            }
            stage.run(port::close);
            assertThat(stage.call(port::takeOverflowed)).isZero();
        }
    }
}
