package org.penlb.relay.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.config.RelayKind;
import org.penlb.relay.BindOptions;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.DatagramReceiver;
import org.penlb.relay.DatagramTransport;
import org.penlb.relay.Transports;
import org.penlb.relay.channel.ChannelDatagrams;
import org.penlb.testing.Await;
import org.penlb.testing.UdpVisitor;

/** What nobody sees from outside: what a datagram allocates, and how the sockets are set up. */
@Tag("alone")
@Timeout(120)
class MmsgTransportTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    private static final int PAGE = 4096;
    private static final int ROOM = 1 << 20;
    private static final int O_NONBLOCK = 04000;
    private static final int O_CLOEXEC = 02000000;
    /** What Linux gives to those who do not ask, and whom it limits (rmem_default, doubled). */
    private static final int USUAL_ROOM = 212_992;

    /** Sends all back, and nothing else: what it allocates would count. */
    private static final DatagramReceiver ECHO = new DatagramReceiver() {
        @Override
        public void received(DatagramPort port, DatagramBatch batch, int from, int to) {
            for (int slot = from; slot < to; slot++) {
                port.send(batch, slot, batch.peer(slot));
            }
        }

        @Override
        public void unreachable(DatagramPort port, String reason) {
            throw new AssertionError(reason);
        }
    };

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final IoEventLoop loop = group.next();
    private final MmsgTransport transport;

    MmsgTransportTest() throws Exception {
        transport = call(() -> new MmsgTransport(loop)); // its memory belongs to the event loop's thread
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

    private void close(DatagramPort port) throws Exception {
        call(() -> {
            port.close();
            return true;
        });
    }

    private DatagramPort listen(InetSocketAddress local, boolean shared) throws Exception {
        return call(() -> {
            DatagramPort port = transport.listen(local, new BindOptions(shared, false), ROOM, ECHO);
            port.resume();
            return port;
        });
    }

    @Test
    void this_machine_has_it() {
        assertThat(MmsgTransport.fits(loop)).isTrue();
    }

    @Test
    void it_is_taken_where_it_works_unless_channels_are_asked_for() throws Exception {
        assertThat(datagramsOn(loop, RelayKind.AUTO)).isEqualTo(MmsgTransport.class);
        assertThat(datagramsOn(loop, RelayKind.SOCKET)).isEqualTo(MmsgTransport.class);
        assertThat(datagramsOn(loop, RelayKind.CHANNEL)).isEqualTo(ChannelDatagrams.class);
        var nio = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            assertThat(datagramsOn(nio.next(), RelayKind.AUTO)).isEqualTo(ChannelDatagrams.class);
            assertThatThrownBy(() -> Transports.datagramsOn(nio.next(), RelayKind.SOCKET))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("needs Linux");
        } finally {
            nio.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private static Class<?> datagramsOn(IoEventLoop loop, RelayKind kind) throws Exception {
        return loop.submit(() -> {
                    DatagramTransport found = Transports.datagramsOn(loop, kind);
                    found.close();
                    return found.getClass();
                })
                .get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
    }

    /** The kernel doubles what it is asked for. */
    @Test
    void those_who_may_not_force_room_ask_for_it() throws Exception {
        DatagramPort port = listen(LOOPBACK, false);
        var socket = (DatagramSocket) ((MmsgPort) port).fd();
        assertThat(socket.receiveBuffer(8192, false)).isTrue();
        assertThat(socket.sendBuffer(8192, false)).isTrue();
        assertThat(socket.getReceiveBufferSize()).isEqualTo(16_384);
        assertThat(port.receiveBuffer()).isEqualTo(8192);
        assertThat(socket.getSendBufferSize()).isEqualTo(16_384);
        close(port);
    }

    @Test
    void a_datagram_allocates_next_to_nothing() throws Exception {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (InetSocketAddress local :
                new InetSocketAddress[] {LOOPBACK, new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0)}) {
            DatagramPort port = listen(local, false);
            try (var client = new UdpVisitor(new InetSocketAddress(
                    LOOPBACK.getAddress(), port.localAddress().getPort()))) {
                exchange(client, 40_000); // until everything is compiled
                long before = call(threads::getCurrentThreadAllocatedBytes);
                exchange(client, 40_000);
                long allocated = call(threads::getCurrentThreadAllocatedBytes) - before;
                assertThat(allocated).isLessThan(40_000 * 16);
            }
            close(port);
        }
    }

    private static void exchange(UdpVisitor client, int datagrams) throws IOException {
        var datagram = new byte[100];
        for (int i = 0; i < datagrams; i += 50) {
            for (int n = 0; n < 50; n++) {
                client.send(datagram);
            }
            for (int n = 0; n < 50; n++) {
                client.receive();
            }
        }
    }

    @Test
    void sockets_do_not_block_nor_survive_an_exec_nor_share_their_port_unasked() throws Exception {
        DatagramPort alone = listen(LOOPBACK, false);
        DatagramPort shared = listen(LOOPBACK, true);
        DatagramPort connected = call(() -> transport.connect(alone.localAddress(), null, ECHO));
        for (DatagramPort port : new DatagramPort[] {alone, shared, connected}) {
            assertThat(flags(port.descriptor()) & O_NONBLOCK).isNotZero();
            assertThat(flags(port.descriptor()) & O_CLOEXEC).isNotZero();
            DatagramSocket socket = (DatagramSocket) ((MmsgPort) port).fd();
            assertThat(socket.isReuseAddress()).isFalse();
            assertThat(socket.isReusePort()).isEqualTo(port.equals(shared));
            assertThat(socket.getReceiveBufferSize()).isGreaterThanOrEqualTo(USUAL_ROOM);
        }
        for (DatagramPort port : new DatagramPort[] {connected, alone, shared}) {
            close(port);
        }
    }

    private static int flags(int descriptor) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/fdinfo/" + descriptor)).stream()
                .filter(line -> line.startsWith("flags:"))
                .mapToInt(line ->
                        Integer.parseInt(line.substring("flags:".length()).strip(), 8))
                .findFirst()
                .orElseThrow();
    }

    /** Memory that nothing was received into is not resident: a transport may be made per event loop. */
    @Test
    void slots_that_were_never_filled_take_no_memory() throws Exception {
        DatagramPort port = listen(LOOPBACK, false);
        try (var client = new UdpVisitor(port.localAddress())) {
            exchange(client, 50);
        }
        assertThat(call(this::residentBytes)).isLessThanOrEqualTo(2 << 20);
        close(port);
    }

    /** How much of the batch's memory is resident: a bit for each page says so (the kernel's pagemap documentation). */
    private long residentBytes() throws IOException {
        MemorySegment memory = transport.inbox().batch().memory();
        long first = memory.address() / PAGE;
        int pages = (int) (memory.byteSize() / PAGE);
        var entries = ByteBuffer.allocate(pages * Long.BYTES).order(ByteOrder.nativeOrder());
        try (var pagemap = new RandomAccessFile("/proc/self/pagemap", "r")) {
            pagemap.seek(first * Long.BYTES);
            pagemap.readFully(entries.array());
        }
        long present = 0;
        for (int i = 0; i < pages; i++) {
            present += entries.getLong(i * Long.BYTES) < 0 ? 1 : 0;
        }
        assertThat(present).isPositive();
        return present * PAGE;
    }
}
