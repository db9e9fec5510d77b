package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.penlb.relay.DatagramStage.at;

import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.IpAddress;
import org.penlb.relay.DatagramStage.Each;
import org.penlb.relay.DatagramStage.Kind;
import org.penlb.testing.Await;
import org.penlb.testing.Families;
import org.penlb.testing.UdpEchoServer;
import org.penlb.testing.UdpVisitor;

/** Datagrams arrive whole, in order, at whom they are for. */
@Timeout(120)
class DatagramRelayTest {
    private static final int[] LENGTHS = {0, 1, 512, 1472, 9000, DatagramBatch.LONGEST, 0, 3};
    /** What loopback carries without loss while nobody reads. */
    private static final int BURST = 100;

    private static byte[] random(int length) {
        var bytes = new byte[length];
        new SplittableRandom(length).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource
    void every_length_arrives_byte_for_byte_both_ways(Kind kind) throws Exception {
        for (String loopback : Families.loopbacks()) {
            try (var stage = new DatagramStage(kind);
                    var server = new UdpEchoServer("", at(loopback));
                    var client = new UdpVisitor(
                            stage.relay(at(loopback), server.socketAddress()).localAddress())) {
                for (int length : LENGTHS) {
                    if (length == 0 && kind == Kind.CHANNEL_NIO) {
                        continue; // Netty does not send those there
                    }
                    assertThat(client.exchange(random(length))).isEqualTo(random(length));
                }
            }
        }
    }

    /** Less than the system's limit, which only root may pass. */
    @ParameterizedTest
    @EnumSource
    void a_socket_keeps_as_much_as_it_is_asked_to(Kind kind) throws Exception {
        try (var stage = new DatagramStage(kind)) {
            DatagramPort port = stage.bind(at("127.0.0.1"), false, DatagramStage.DEAF);
            stage.call(() -> {
                port.receiveBuffer(50_000);
                assertThat(port.receiveBuffer()).isEqualTo(50_000);
                port.receiveBuffer(100_000);
                assertThat(port.receiveBuffer()).isEqualTo(100_000);
                return port;
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MMSG,::,127.0.0.1", "CHANNEL_EPOLL,::,127.0.0.1", "CHANNEL_NIO,::,127.0.0.1",
        "MMSG,::,::1", "CHANNEL_EPOLL,::,::1", "CHANNEL_NIO,::,::1",
        "MMSG,0.0.0.0,127.0.0.1", "CHANNEL_EPOLL,0.0.0.0,127.0.0.1", "CHANNEL_NIO,0.0.0.0,127.0.0.1",
    })
    void both_families_meet_at_a_wildcard(Kind kind, String wildcard, String written) throws Exception {
        Families.assumeThereAre(wildcard, written);
        BlockingQueue<IpAddress> clients = new LinkedBlockingQueue<>();
        try (var stage = new DatagramStage(kind)) {
            DatagramPort port = stage.listen(at(wildcard), (Each) (p, batch, slot) -> {
                clients.add(batch.peer(slot).address());
                p.send(batch, slot, batch.peer(slot));
            });
            try (var client = new UdpVisitor(at(written, port.localAddress().getPort()))) {
                assertThat(client.exchange(random(100))).isEqualTo(random(100));
                assertThat(Await.next(clients)).isEqualTo(IpAddress.parse(written));
            }
        }
    }

    /** Netty's channels do not tell it. */
    @ParameterizedTest
    @CsvSource({"0.0.0.0,127.0.0.2", "::,127.0.0.2", "::,::1", "0.0.0.0,127.0.0.1"})
    void an_answer_leaves_from_the_address_that_was_written_to(String wildcard, String written) throws Exception {
        Families.assumeThereAre(wildcard, written);
        BlockingQueue<IpAddress> addresses = new LinkedBlockingQueue<>();
        try (var stage = new DatagramStage(Kind.MMSG)) {
            DatagramPort port = stage.listen(at(wildcard), (Each) (p, batch, slot) -> {
                Peer peer = batch.peer(slot);
                addresses.add(new IpAddress(peer.localHigh(), peer.localLow()));
                p.send(batch, slot, peer);
                p.send(new byte[] {7}, 1, peer);
            });
            try (var client = new UdpVisitor(at(written, port.localAddress().getPort()))) {
                assertThat(client.exchange(random(100))).isEqualTo(random(100));
                assertThat(client.receive()).containsExactly(7);
                assertThat(Await.next(addresses)).isEqualTo(IpAddress.parse(written));
            }
        }
    }

    /** The address of such a client means nothing without the interface, and neither does ours. */
    @ParameterizedTest
    @EnumSource
    void a_link_local_client_is_answered(Kind kind) throws Exception {
        Optional<Inet6Address> own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(a -> a instanceof Inet6Address && a.isLinkLocalAddress())
                .map(Inet6Address.class::cast)
                .findFirst();
        assumeTrue(own.isPresent(), "this machine has no link-local address");
        for (InetAddress listening : List.of(own.get(), InetAddress.ofLiteral("::"))) {
            try (var stage = new DatagramStage(kind)) {
                int port = stage.listen(new InetSocketAddress(listening, 0), DatagramStage.ECHO)
                        .localAddress()
                        .getPort();
                try (var client = new UdpVisitor(new InetSocketAddress(own.get(), port))) {
                    assertThat(client.exchange(random(30))).isEqualTo(random(30));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void bursts_of_several_clients_keep_each_clients_order(Kind kind) throws Exception {
        try (var stage = new DatagramStage(kind);
                var server = new UdpEchoServer("", at("127.0.0.1"))) {
            var address = stage.relay(at("127.0.0.1"), server.socketAddress()).localAddress();
            try (var one = new UdpVisitor(address);
                    var other = new UdpVisitor(address)) {
                List<UdpVisitor> clients = List.of(one, other);
                for (int round = 0; round < 50; round++) {
                    for (int i = 0; i < BURST; i++) {
                        for (UdpVisitor client : clients) {
                            client.send(numbered(round * BURST + i, clients.indexOf(client)));
                        }
                    }
                    for (int i = 0; i < BURST; i++) {
                        for (UdpVisitor client : clients) {
                            assertThat(client.receive())
                                    .isEqualTo(numbered(round * BURST + i, clients.indexOf(client)));
                        }
                    }
                }
            }
        }
    }

    /** Different lengths, so that a length is never that of what was in the slot before. */
    private static byte[] numbered(int number, int client) {
        return ByteBuffer.allocate(8 + number % 100)
                .putInt(number)
                .putInt(client)
                .array();
    }

    /** More than there are slots, and several for each datagram that came. */
    @ParameterizedTest
    @EnumSource
    void many_answers_to_one_datagram_keep_their_order(Kind kind) throws Exception {
        try (var stage = new DatagramStage(kind)) {
            DatagramPort port = stage.listen(at("127.0.0.1"), (Each) (p, batch, slot) -> {
                int number = batch.memory().get(ValueLayout.JAVA_BYTE, batch.offset(slot));
                for (int i = 0; i < BURST; i += 2) {
                    p.send(batch, slot, batch.peer(slot));
                    p.send(new byte[] {(byte) number, (byte) i}, 2, batch.peer(slot));
                }
            });
            try (var client = new UdpVisitor(port.localAddress())) {
                stage.inOneRound(() -> {
                    client.send(new byte[] {1});
                    client.send(new byte[] {2});
                    return true;
                });
                for (byte number = 1; number <= 2; number++) {
                    for (int i = 0; i < BURST; i += 2) {
                        assertThat(client.receive()).containsExactly(number);
                        assertThat(client.receive()).containsExactly(number, i);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void event_loops_share_a_port(Kind kind) throws Exception {
        var first = new AtomicInteger();
        var second = new AtomicInteger();
        try (var one = new DatagramStage(kind);
                var other = new DatagramStage(kind)) {
            DatagramPort port = one.bind(at("127.0.0.1"), true, counting(first));
            DatagramPort shared = other.bind(port.localAddress(), true, counting(second));
            one.run(port::resume);
            other.run(shared::resume);
            for (int i = 0; i < 200; i++) {
                try (var client = new UdpVisitor(port.localAddress())) {
                    assertThat(client.exchange(random(i + 1))).isEqualTo(random(i + 1));
                }
            }
            assertThat(first.get() + second.get()).isEqualTo(200);
            assertThat(first.get()).isBetween(1, 199);
        }
    }

    private static Each counting(AtomicInteger count) {
        return (port, batch, slot) -> {
            count.incrementAndGet();
            port.send(batch, slot, batch.peer(slot));
        };
    }

    @ParameterizedTest
    @EnumSource
    void a_connected_port_has_the_source_that_was_asked_for(Kind kind) throws Exception {
        BlockingQueue<IpAddress> clients = new LinkedBlockingQueue<>();
        try (var stage = new DatagramStage(kind)) {
            DatagramPort server =
                    stage.listen(at("127.0.0.1"), DatagramStage.bytes((_, peer) -> clients.add(peer.address())));
            DatagramPort port = stage.call(() -> stage.transport.connect(
                    server.localAddress(), InetAddress.ofLiteral("127.0.0.3"), DatagramStage.DEAF));
            stage.run(() -> port.send(new byte[1], 1));
            assertThat(Await.next(clients)).isEqualTo(IpAddress.parse("127.0.0.3"));
            stage.run(port::close);
        }
    }
}
