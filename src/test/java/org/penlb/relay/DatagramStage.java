package org.penlb.relay;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.penlb.config.IpAddress;
import org.penlb.relay.channel.ChannelDatagrams;
import org.penlb.relay.datagram.MmsgTransport;
import org.penlb.testing.Await;

/** A transport of datagrams on an event loop of its own, and what a test needs around it. */
final class DatagramStage implements AutoCloseable {
    /** Every transport on every kind of event loop that it works on. All keep the same contract. */
    enum Kind {
        MMSG,
        CHANNEL_EPOLL,
        CHANNEL_NIO;

        private IoHandlerFactory events() {
            return this == CHANNEL_NIO ? NioIoHandler.newFactory() : EpollIoHandler.newFactory();
        }

        private DatagramTransport on(EventLoop loop) {
            return this == MMSG ? new MmsgTransport((IoEventLoop) loop) : new ChannelDatagrams(loop);
        }
    }

    /** A receiver that is told of datagrams one by one, and takes no interest in errors. */
    interface Each extends DatagramReceiver {
        void received(DatagramPort port, DatagramBatch batch, int slot);

        @Override
        default void received(DatagramPort port, DatagramBatch batch, int from, int to) {
            for (int slot = from; slot < to; slot++) {
                received(port, batch, slot);
            }
        }

        @Override
        default void unreachable(DatagramPort port, String reason) {
            // as if the datagram were lost
        }
    }

    /** Sends everything back. */
    static final Each ECHO = (port, batch, slot) -> port.send(batch, slot, batch.peer(slot));

    /** Hears nothing. */
    static final Each DEAF = (port, batch, slot) -> {};

    private static final int ROOM = 16 << 20;
    private static final long IDLE_WATCHED_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final List<DatagramPort> ports = new ArrayList<>();
    final DatagramTransport transport;

    DatagramStage(Kind kind) {
        group = new MultiThreadIoEventLoopGroup(1, kind.events());
        loop = group.next();
        transport = call(() -> kind.on(loop));
    }

    static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    static InetSocketAddress at(String address) {
        return at(address, 0);
    }

    /** Runs something on the event loop, where all calls of a transport belong. */
    <T> T call(Callable<T> task) {
        try {
            return loop.submit(task).get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    void run(Runnable task) {
        call(() -> {
            task.run();
            return true;
        });
    }

    /** Holds the event loop while something is done elsewhere, so that its consequences are events of one round. */
    void inOneRound(Callable<?> elsewhere) throws Exception {
        var held = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        loop.execute(() -> {
            held.countDown();
            try {
                go.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        held.await();
        try {
            elsewhere.call();
        } finally {
            go.countDown();
        }
    }

    /** A listening port that does not read yet. */
    DatagramPort bind(InetSocketAddress local, boolean shared, DatagramReceiver receiver) {
        return call(() -> {
            DatagramPort port = transport.listen(local, new BindOptions(shared, false), ROOM, receiver);
            ports.add(port);
            return port;
        });
    }

    /** A listening port that reads. */
    DatagramPort listen(InetSocketAddress local, DatagramReceiver receiver) {
        DatagramPort port = bind(local, false, receiver);
        run(port::resume);
        return port;
    }

    DatagramPort connect(InetSocketAddress server, DatagramReceiver receiver) {
        return call(() -> {
            DatagramPort port = transport.connect(server, null, receiver);
            ports.add(port);
            return port;
        });
    }

    /** A listening port whose clients have a connected port each, to this server and back. */
    DatagramPort relay(InetSocketAddress local, InetSocketAddress server) {
        record Client(IpAddress address, int port) {}
        Map<Client, DatagramPort> sessions = new HashMap<>();
        return listen(local, (Each) (front, batch, slot) -> {
            Peer peer = batch.peer(slot);
            sessions.computeIfAbsent(new Client(peer.address(), peer.port()), _ -> session(front, server, peer))
                    .send(batch, slot);
        });
    }

    private DatagramPort session(DatagramPort front, InetSocketAddress server, Peer peer) {
        var client = new Peer();
        client.copy(peer);
        try {
            DatagramPort session =
                    transport.connect(server, null, (Each) (_, answers, answer) -> front.send(answers, answer, client));
            ports.add(session);
            return session;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has each datagram's bytes and sender; what is done with them is the test's. */
    static Each bytes(BiConsumer<byte[], Peer> use) {
        return (_, batch, slot) -> use.accept(bytes(batch, slot), batch.peer(slot));
    }

    static byte[] bytes(DatagramBatch batch, int slot) {
        return batch.memory().asSlice(batch.offset(slot), batch.length(slot)).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Whether the event loop used next to no CPU for a while. */
    boolean isIdle() {
        long thread = call(() -> Thread.currentThread().threadId());
        var threads = ManagementFactory.getThreadMXBean();
        long before = threads.getThreadCpuTime(thread);
        long until = System.nanoTime() + IDLE_WATCHED_NANOS;
        for (long left = IDLE_WATCHED_NANOS; left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return threads.getThreadCpuTime(thread) - before < IDLE_WATCHED_NANOS / 10;
    }

    /** How many descriptors this process has. */
    static int descriptors() {
        String[] files = new File("/proc/self/fd").list();
        return files == null ? 0 : files.length;
    }

    @Override
    public void close() {
        run(() -> ports.forEach(DatagramPort::close));
        run(transport::close);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
