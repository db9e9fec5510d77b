package org.penlb.relay;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.penlb.config.FastClose;
import org.penlb.relay.channel.ChannelTransport;
import org.penlb.relay.socket.RecordEnd;
import org.penlb.relay.socket.SocketTransport;
import org.penlb.testing.Await;

/** A transport on an event loop of its own, and what a relay test needs around it. */
final class Stage implements AutoCloseable {
    /** Every transport on every kind of event loop that it works on. All keep the same contract. */
    enum Kind {
        SOCKET,
        /** Three relays in a row: what is between them travels in records, so that each end is wrapped once and plain once. */
        SOCKET_WRAPPED,
        /** The same with TLS between them: plain to TLS, TLS to TLS, TLS to plain. */
        SOCKET_TLS,
        /** The same with the JDK's engine. */
        SOCKET_TLS_JDK,
        CHANNEL_EPOLL,
        CHANNEL_NIO;

        private IoHandlerFactory events() {
            return this == CHANNEL_NIO ? NioIoHandler.newFactory() : EpollIoHandler.newFactory();
        }

        private Transport on(EventLoop loop) {
            return isSocket() ? new SocketTransport((IoEventLoop) loop, 4) : new ChannelTransport(loop);
        }

        private boolean isSocket() {
            return this != CHANNEL_EPOLL && this != CHANNEL_NIO;
        }

        /** Whether three relays stand in a row. */
        private boolean isRow() {
            return isSocket() && this != SOCKET;
        }
    }

    static final Duration LONG = Await.LONG;
    private static final long IDLE_WATCHED_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    static final DialOptions DIAL = new DialOptions(LONG, null, true, false);
    static final ListenOptions LISTEN = new ListenOptions(500, 16, BindOptions.ALONE, true, false);
    static final InetSocketAddress ANYWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    /** A gate with a number of places. */
    static final class Places implements AcceptLimit {
        final AtomicInteger free;

        Places(int free) {
            this.free = new AtomicInteger(free);
        }

        @Override
        public boolean enter() {
            return free.getAndUpdate(n -> Math.max(n - 1, 0)) > 0;
        }

        @Override
        public void leave() {
            free.incrementAndGet();
        }
    }

    /** Sees what the connections of a {@link #proxy} carry. */
    @Nullable
    Tap tap;

    /** Changes what the clients of a {@link #proxy} send. */
    @Nullable
    Editor editor;

    private final MultiThreadIoEventLoopGroup group;
    private final Kind kind;
    private final EventLoop loop;
    final Transport transport;
    /** The relays that a {@link #proxy} started, and those that are over. */
    final BlockingQueue<Relay> started = new LinkedBlockingQueue<>();

    /** Of the row that is being built. */
    private int joined;

    private final Queue<Relay> starting = new ArrayDeque<>();
    final BlockingQueue<Relay> over = new LinkedBlockingQueue<>();
    private final Set<Relay> open = ConcurrentHashMap.newKeySet();

    Stage(Kind kind) {
        this.kind = kind;
        group = new MultiThreadIoEventLoopGroup(1, kind.events());
        loop = group.next();
        transport = call(() -> kind.on(loop));
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

    /** Returns when the event loop has seen all that had come in before: whatever follows from that has been done. */
    void letLoopLook() {
        for (int look = 0; look < 3; look++) { // the first may be of a turn that began before
            call(() -> true);
        }
    }

    /** Runs something on the event loop, where all calls of a transport belong. */
    <T> T call(Callable<T> task) {
        try {
            return loop.submit(task).get(LONG.toSeconds(), TimeUnit.SECONDS);
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

    /** Listens, and joins each client with this server. */
    Acceptor proxy(SocketAddress local, SocketAddress server, FastClose fastClose) {
        return proxy(local, server, fastClose, new Places(Integer.MAX_VALUE));
    }

    /** Lets in as many clients as the gate does. */
    Acceptor proxy(SocketAddress local, SocketAddress server, FastClose fastClose, AcceptLimit gate) {
        if (!kind.isRow()) {
            return call(() -> transport.listen(local, LISTEN, gate, client -> join(client, server, fastClose)));
        }
        Wrapping wrapping = wrapping();
        Acceptor last = listen(ANYWHERE, new Places(Integer.MAX_VALUE), wrapping::ofClient, client -> {
            join(client, server, fastClose, PLAIN, false);
        });
        Acceptor middle = listen(ANYWHERE, new Places(Integer.MAX_VALUE), wrapping::ofClient, client -> {
            join(client, last.localAddress(), fastClose, wrapping::ofServer, false);
        });
        return listen(local, gate, PLAIN, client -> {
            join(client, middle.localAddress(), fastClose, wrapping::ofServer, true);
        });
    }

    private Acceptor listen(SocketAddress local, AcceptLimit gate, Wrap wrap, Consumer<End> accepted) {
        return call(() -> transport.listen(local, LISTEN, gate, client -> wrap.wrap(client, accepted)));
    }

    private Wrapping wrapping() {
        return switch (kind) {
            case SOCKET_TLS -> new TlsWrapping(transport, SslProvider.OPENSSL);
            case SOCKET_TLS_JDK -> new TlsWrapping(transport, SslProvider.JDK);
            default -> new RecordWrapping(loop);
        };
    }

    /** Makes an end of which only the bytes' meaning is the same. */
    @FunctionalInterface
    interface Wrap {
        void wrap(End end, Consumer<End> wrapped);
    }

    /** What stands between two relays of a row. */
    interface Wrapping {
        void ofClient(End end, Consumer<End> wrapped);

        void ofServer(End end, Consumer<End> wrapped);
    }

    private static final Wrap PLAIN = (end, same) -> same.accept(end);

    private record RecordWrapping(EventLoop loop) implements Wrapping {
        @Override
        public void ofClient(End end, Consumer<End> wrapped) {
            wrapped.accept(new RecordEnd(end, loop));
        }

        @Override
        public void ofServer(End end, Consumer<End> wrapped) {
            wrapped.accept(new RecordEnd(end, loop));
        }
    }

    /** A client of a proxy in front of this server. */
    Socket clientOf(ServerSocket server) throws IOException {
        return clientOf(server, FastClose.OFF);
    }

    Socket clientOf(ServerSocket server, FastClose fastClose) throws IOException {
        return connect(
                proxy(ANYWHERE, server.getLocalSocketAddress(), fastClose).localAddress());
    }

    private void join(End client, SocketAddress server, FastClose fastClose) {
        join(client, server, fastClose, PLAIN, true);
    }

    /**
     * @param first whether this is the relay that the test looks at
     */
    private void join(End client, SocketAddress server, FastClose fastClose, Wrap atServer, boolean first) {
        Inspection inspection = first ? new Inspection(tap, editor) : Inspection.NONE;
        dial(server, DIAL, new DialListener() {
            @Override
            public void connected(End end) {
                atServer.wrap(end, this::join);
            }

            private void join(End end) {
                Relay relay = transport.join(client, end, fastClose, inspection, ended -> {
                    open.remove(ended);
                    if (first) {
                        over.add(ended);
                    }
                });
                open.add(relay);
                if (first) {
                    starting.add(relay);
                }
                joined++;
                if (joined == (kind.isRow() ? 3 : 1)) { // all of the row are there
                    joined = 0;
                    started.add(starting.remove());
                }
            }

            @Override
            public void failed(Fault fault, String reason) {
                client.reset();
            }
        });
    }

    Dial dial(SocketAddress server, DialOptions options, DialListener listener) {
        return transport.dial(server, options, listener);
    }

    static ServerSocket server() throws IOException {
        var server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        server.setSoTimeout((int) LONG.toMillis());
        return server;
    }

    static Socket connect(SocketAddress address) throws IOException {
        var client = new Socket();
        client.connect(address);
        return patient(client);
    }

    /** Accepts, and does not wait for ever for what never comes. */
    static Socket accept(ServerSocket server) throws IOException {
        return patient(server.accept());
    }

    private static Socket patient(Socket socket) throws IOException {
        socket.setSoTimeout((int) LONG.toMillis());
        return socket;
    }

    @Override
    public void close() {
        open.forEach(relay -> run(relay::reset));
        Await.until("every relay is over", open::isEmpty);
        run(transport::close);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
