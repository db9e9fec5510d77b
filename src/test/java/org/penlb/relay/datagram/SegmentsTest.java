package org.penlb.relay.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.relay.BindOptions;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.DatagramReceiver;
import org.penlb.relay.Peer;
import org.penlb.testing.Await;
import org.penlb.testing.Families;
import org.penlb.testing.UdpVisitor;

/** Datagrams that go through the kernel as one message arrive as they were. */
@Timeout(120)
class SegmentsTest {
    /** Runs of one length, with and without a shorter one at the end, and what no message takes. */
    private static final int[] LENGTHS = {
        50, 50, 50, 30, 30, 60, 60, 0, 60, 1, 1, 1, 1200, 1200, 1201, 1201, 900, 1100, 40, 40, 39, 38, 50, 50
    };

    private static final int SOL_SOCKET = 1;
    private static final int SO_NO_CHECK = 11;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final IoEventLoop loop = group.next();
    private final MmsgTransport transport;

    SegmentsTest() throws Exception {
        transport = call(() -> new MmsgTransport(loop));
    }

    @AfterEach
    void end() throws Exception {
        call(() -> {
            transport.close();
            return true;
        });
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private <T> T call(Callable<T> task) throws Exception {
        return loop.submit(task).get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
    }

    /** A port that sends every datagram back, and through a connected port to another such port and back before. */
    private MmsgPort relay(String local, boolean anyOrder) throws Exception {
        var address = new InetSocketAddress(InetAddress.ofLiteral(local), 0);
        return call(() -> {
            DatagramPort echo = transport.listen(address, BindOptions.ALONE, 1 << 20, (Replies) DatagramPort::send);
            MmsgPort[] ports = new MmsgPort[2];
            var client = new Peer();
            ports[0] = (MmsgPort)
                    transport.listen(address, BindOptions.ALONE, 1 << 20, (Replies) (_, batch, slot, peer) -> {
                        client.copy(peer);
                        ports[1].send(batch, slot);
                    });
            ports[1] = (MmsgPort) transport.connect(
                    echo.localAddress(), null, (Replies) (_, batch, slot, _) -> ports[0].send(batch, slot, client));
            echo.resume();
            ports[0].resume();
            if (anyOrder) {
                ports[0].anyOrder();
                ports[1].anyOrder();
            }
            upstream = ports[1];
            return ports[0];
        });
    }

    /** What to do with each datagram. */
    @FunctionalInterface
    private interface Replies extends DatagramReceiver {
        void reply(DatagramPort port, DatagramBatch batch, int slot, Peer peer);

        @Override
        default void received(DatagramPort port, DatagramBatch batch, int from, int to) {
            for (int slot = from; slot < to; slot++) {
                reply(port, batch, slot, batch.peer(slot));
            }
        }

        @Override
        default void unreachable(DatagramPort port, String reason) {
            throw new AssertionError(reason);
        }
    }

    @SuppressWarnings("NullAway.Init")
    private MmsgPort upstream;

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void each_arrives_alone_and_in_order(String local) throws Exception {
        Families.assumeThereAre(local);
        MmsgPort port = relay(local, false);
        assertThat(exchange(port)).containsExactlyElementsOf(datagrams());
        assertNothingDropped(port);
        assertThat(upstream.takesSegments()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void each_arrives_alone_in_any_order(String local) throws Exception {
        Families.assumeThereAre(local);
        MmsgPort port = relay(local, true);
        Comparator<byte[]> byContents = Arrays::compare;
        assertThat(exchange(port).stream().sorted(byContents))
                .containsExactlyElementsOf(
                        datagrams().stream().sorted(byContents).toList());
        assertNothingDropped(port);
    }

    /** A socket that leaves checksums out has nobody who could fill them in for each. */
    @Test
    void a_way_that_cannot_take_several_as_one_gets_them_one_by_one() throws Exception {
        MmsgPort port = relay("127.0.0.1", false);
        for (MmsgPort plain : new MmsgPort[] {port, upstream}) {
            new Socket(plain.descriptor()).setIntOpt(SOL_SOCKET, SO_NO_CHECK, 1);
        }
        assertThat(exchange(port)).containsExactlyElementsOf(datagrams());
        assertNothingDropped(port);
        assertThat(port.takesSegments()).as("tried, and given up").isFalse();
        assertThat(upstream.takesSegments()).as("tried, and given up").isFalse();
    }

    private void assertNothingDropped(MmsgPort port) throws Exception {
        assertThat(call(port::takeDropped)).isZero();
        assertThat(call(upstream::takeDropped)).isZero();
    }

    private static List<byte[]> datagrams() {
        return IntStream.range(0, LENGTHS.length)
                .mapToObj(i -> {
                    byte[] datagram = new byte[LENGTHS[i]];
                    Arrays.fill(datagram, (byte) i);
                    return datagram;
                })
                .toList();
    }

    /** Sends all while the event loop looks away, so that they come in one round. */
    private List<byte[]> exchange(MmsgPort port) throws Exception {
        List<byte[]> received = new ArrayList<>();
        try (var client = new UdpVisitor(port.localAddress())) {
            call(() -> {
                sendAll(client);
                return true;
            });
            for (int i = 0; i < LENGTHS.length; i++) {
                received.add(client.receive());
            }
        }
        return received;
    }

    private static void sendAll(UdpVisitor client) throws IOException {
        for (byte[] datagram : datagrams()) {
            client.send(datagram);
        }
    }
}
