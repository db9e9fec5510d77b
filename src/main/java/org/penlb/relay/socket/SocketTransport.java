package org.penlb.relay.socket;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.Buffer;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.penlb.config.FastClose;
import org.penlb.config.IpAddress;
import org.penlb.relay.AcceptLimit;
import org.penlb.relay.Acceptor;
import org.penlb.relay.Dial;
import org.penlb.relay.DialListener;
import org.penlb.relay.DialOptions;
import org.penlb.relay.End;
import org.penlb.relay.Handshake;
import org.penlb.relay.HandshakeListener;
import org.penlb.relay.HandshakeOptions;
import org.penlb.relay.Inspection;
import org.penlb.relay.ListenOptions;
import org.penlb.relay.Look;
import org.penlb.relay.LookListener;
import org.penlb.relay.Relay;
import org.penlb.relay.RelayListener;
import org.penlb.relay.StreamPort;
import org.penlb.relay.StreamReceiver;
import org.penlb.relay.Transport;

/**
 * Streams by system calls on the descriptors themselves, woken by the event loop's own epoll. Needs an event loop that
 * takes {@link EpollIoHandle}s; see {@link #fits}. What it joins, answers or converses over is any {@link StreamEnd} whose
 * bytes come from its sockets.
 */
public final class SocketTransport implements Transport {
    private static final Logger LOG = System.getLogger(SocketTransport.class.getName());

    private static final int BUFFER_SIZE = 64 * 1024;

    private final IoEventLoop loop;
    private final PipePool pipes;
    private final Deadlines deadlines;
    private final StreamCalls calls;
    /** The address of whoever is just being accepted or connected to. */
    private final Sockaddr address = new Sockaddr(Arena.ofAuto());

    /** What is read goes through here; it is empty again before anybody else uses it. */
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

    private final long bufferAddress = Buffer.memoryAddress(buffer);
    private final ArrayDeque<Runnable> retired = new ArrayDeque<>();
    /** Most event loops have none. */
    private @Nullable Conversations conversations;
    /** Nor this. */
    private @Nullable TlsMemory tlsMemory;

    /**
     * @param pipes how many pipes it may keep open; each is two descriptors
     */
    public SocketTransport(IoEventLoop loop, int pipes) {
        this(loop, pipes, new StreamCalls(Arena.ofAuto()));
    }

    SocketTransport(IoEventLoop loop, int pipes, StreamCalls calls) {
        this.loop = loop;
        this.calls = calls;
        this.pipes = new PipePool(calls, pipes);
        this.deadlines = new Deadlines(loop);
    }

    /** Whether this transport works on that event loop. */
    public static boolean fits(IoEventLoop loop) {
        return loop.isCompatible(EpollIoHandle.class) && StreamCalls.available();
    }

    @Override
    public Acceptor listen(SocketAddress local, ListenOptions options, AcceptLimit limit, Consumer<End> onAccept)
            throws IOException {
        ListeningSocket socket = ListeningSocket.open(local, options);
        try {
            SocketAddress bound = local instanceof InetSocketAddress ? socket.localAddress() : local;
            var acceptor = new SocketAcceptor(this, socket, bound, options.multiAccept(), limit, onAccept);
            acceptor.registeredAs(registration(acceptor));
            return acceptor;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public Dial dial(SocketAddress server, DialOptions options, DialListener listener) {
        var dial = new SocketDial(this, server, options, listener);
        dial.start();
        return dial;
    }

    @Override
    public Look look(End client, int mostBytes, Duration patience, LookListener listener) {
        var look = new SocketLook(this, (SocketEnd) client, mostBytes, listener);
        look.start(patience.toNanos());
        return look;
    }

    @Override
    public boolean take(End client, int bytes) {
        return ((SocketEnd) client).take(bytes);
    }

    @Override
    public Relay join(
            End client,
            End server,
            FastClose fastClose,
            Inspection inspection,
            byte[] preface,
            RelayListener listener) {
        var relay = new SocketRelay(this, (StreamEnd) client, (StreamEnd) server, fastClose, inspection, listener);
        relay.start(preface);
        return relay;
    }

    @Override
    public Relay answer(End client, byte[] reply, RelayListener listener) {
        var answer = new SocketAnswer(this, (StreamEnd) client, reply, listener);
        answer.start();
        return answer;
    }

    @Override
    public Handshake handshake(End end, HandshakeOptions options, byte[] preface, HandshakeListener listener) {
        var handshake = new TlsHandshake(this, (SocketEnd) end, options, listener);
        handshake.start(preface);
        return handshake;
    }

    @Override
    public StreamPort converse(End end, StreamReceiver receiver) {
        var conversation = new SocketConversation(this, (StreamEnd) end, receiver);
        conversation.start();
        return conversation;
    }

    @Override
    public void close() {
        pipes.close();
        deadlines.close();
    }

    /** Puts a connected or connecting socket on the epoll. */
    SocketEnd register(StreamSocket socket, IpAddress peer, int peerPort) throws IOException {
        var end = new SocketEnd(this, socket, peer, peerPort);
        try {
            end.registeredAs(registration(end));
            return end;
        } catch (IOException e) {
            socket.close();
            throw e;
        } catch (UncheckedIOException e) { // the kernel's limit of watches
            end.close();
            throw e.getCause();
        }
    }

    private IoRegistration registration(EpollIoHandle handle) throws IOException {
        Future<IoRegistration> registered = loop.register(handle); // complete already: this is the loop's thread
        if (!registered.isSuccess()) {
            throw new IOException("cannot watch " + handle.fd(), registered.cause());
        }
        return registered.getNow();
    }

    /**
     * Has something closed after the events at hand. A descriptor that is closed in the middle of them could be given to a
     * new connection at once, which would then be woken by what was meant for the old one.
     */
    void retire(Runnable close) {
        if (retired.isEmpty()) {
            loop.execute(this::closeRetired);
        }
        retired.add(close);
    }

    private void closeRetired() {
        for (Runnable close = retired.poll(); close != null; close = retired.poll()) {
            try {
                close.run();
            } catch (RuntimeException e) { // the others are to be closed all the same
                LOG.log(Level.WARNING, "a fault of ours at the end of a connection", e);
            }
        }
    }

    void execute(Runnable task) {
        loop.execute(task);
    }

    void schedule(Runnable task, long delay, TimeUnit unit) {
        var _ = loop.schedule(task, delay, unit);
    }

    Deadlines deadlines() {
        return deadlines;
    }

    StreamCalls calls() {
        return calls;
    }

    Sockaddr address() {
        return address;
    }

    PipePool pipes() {
        return pipes;
    }

    ByteBuffer buffer() {
        return buffer;
    }

    long bufferAddress() {
        return bufferAddress;
    }

    Conversations conversations() {
        if (conversations == null) {
            conversations = new Conversations(loop);
        }
        return conversations;
    }

    TlsMemory tlsMemory() {
        if (tlsMemory == null) {
            tlsMemory = new TlsMemory();
        }
        return tlsMemory;
    }
}
