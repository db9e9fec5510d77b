package org.penlb.relay.datagram;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.BindOptions;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.DatagramReceiver;
import org.penlb.relay.DatagramTransport;
import org.penlb.relay.Peer;
import org.penlb.relay.SocketMemory;

/**
 * Datagrams by {@code recvmmsg} and {@code sendmmsg}, woken by the event loop's own epoll: up to
 * {@value DatagramBatch#SLOTS} a system call, and nothing allocated for any. Needs an event loop that takes
 * {@link EpollIoHandle}s, and Linux on x86-64 or aarch64; see {@link #fits}.
 *
 * <p>What all ports receive in one round of events lies in different slots of one batch. What they send from there goes out
 * when the round is over, or when the slots are used up.
 */
public final class MmsgTransport implements DatagramTransport {
    /** The answers to what comes in at a listening socket, over several. */
    private static final int CONNECTED_ROOM = 4 << 20;
    /** What leaves in one turn of the event loop. */
    private static final int SENDING_ROOM = 4 << 20;

    private final IoEventLoop loop;
    private final Arena arena = Arena.ofConfined();
    private final DatagramBatch batch = new DatagramBatch(arena);
    private final Mmsg calls = new Mmsg(arena);
    private final SocketMemory memory = new SocketMemory(arena);
    private final Outbox outbox = new Outbox(arena, calls);
    private final Inbox inbox = new Inbox(arena, calls, outbox, batch);
    /** For datagrams that are not in a slot. */
    private final MemorySegment single = arena.allocate(batch.capacity());

    /** Until the system says otherwise. */
    private boolean privileged = true;

    private final Runnable flush = this::endOfRound;
    private boolean flushing;
    private final ArrayDeque<MmsgPort> retired = new ArrayDeque<>();

    /** To be called on the event loop. */
    public MmsgTransport(IoEventLoop loop) {
        this.loop = loop;
    }

    /** Whether this transport works on that event loop. */
    public static boolean fits(IoEventLoop loop) {
        return Epoll.isAvailable() && loop.isCompatible(EpollIoHandle.class) && isKnownMachine() && Mmsg.available();
    }

    private static boolean isKnownMachine() {
        String machine = System.getProperty("os.arch");
        return machine.equals("amd64") || machine.equals("aarch64");
    }

    /** SO_REUSEADDR is left alone: for UDP it would let two programs have one port, and only one of them its datagrams. */
    @Override
    public DatagramPort listen(InetSocketAddress local, BindOptions bind, int receiveBuffer, DatagramReceiver receiver)
            throws IOException {
        DatagramSocket socket = DatagramSocket.open(calls, local);
        try {
            if (bind.shared()) {
                socket.share();
            }
            if (bind.v6only()) {
                socket.v6only(true);
            }
            makeRoom(socket, receiveBuffer);
            if (local.getAddress().isAnyLocalAddress()) {
                socket.tellRecipients();
            }
            socket.bind(local);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return register(new MmsgPort(this, socket, false, receiver));
    }

    @Override
    public DatagramPort connect(InetSocketAddress server, @Nullable InetAddress source, DatagramReceiver receiver)
            throws IOException {
        DatagramSocket socket = open(server);
        try {
            makeRoom(socket, CONNECTED_ROOM);
            socket.keepErrors();
            if (source != null) {
                socket.bindSource(source);
            }
            socket.connect(server);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return register(new MmsgPort(this, socket, true, receiver));
    }

    /** Of two evils, a wake-up for nothing is less than a datagram that finds no descriptor while some wait to be freed. */
    private DatagramSocket open(InetSocketAddress server) throws IOException {
        try {
            return DatagramSocket.open(calls, server);
        } catch (IOException e) {
            if (retired.isEmpty()) {
                throw e;
            }
            releaseRetired();
            return DatagramSocket.open(calls, server);
        }
    }

    /** Root gets as much as it asks for; others what the system's limit allows. */
    private void makeRoom(DatagramSocket socket, int receiving) {
        receiveBuffer(socket, receiving);
        var _ = socket.sendBuffer(SENDING_ROOM, privileged);
    }

    /** As {@link DatagramPort#receiveBuffer(int)}. */
    void receiveBuffer(DatagramSocket socket, int bytes) {
        privileged = privileged && socket.receiveBuffer(bytes, true);
        if (!privileged) {
            var _ = socket.receiveBuffer(bytes, false);
        }
    }

    private MmsgPort register(MmsgPort port) throws IOException {
        Future<IoRegistration> registered = loop.register(port); // complete already: this is the loop's thread
        if (!registered.isSuccess()) {
            port.release();
            throw new IOException("cannot watch " + port.descriptor(), registered.cause());
        }
        try {
            port.registeredAs(registered.getNow());
            return port;
        } catch (UncheckedIOException e) { // the kernel's limit of watches
            port.close();
            throw e.getCause();
        }
    }

    /** What is received lies in its slots. */
    Inbox inbox() {
        return inbox;
    }

    /** What the kernel keeps for a socket. */
    SocketMemory memory() {
        return memory;
    }

    /** Has a datagram sent when the round is over. */
    void queue(MmsgPort port, long address, int length, @Nullable Peer to) {
        outbox.add(port, address, length, to);
        if (!flushing) {
            flushing = true;
            loop.execute(flush);
        }
    }

    private void endOfRound() {
        flushing = false;
        outbox.flush();
    }

    /** Sends what the port has queued, then this datagram. */
    void sendNow(MmsgPort port, byte[] datagram, int length, @Nullable Peer to) {
        MemorySegment.copy(datagram, 0, single, ValueLayout.JAVA_BYTE, 0, length);
        outbox.add(port, single.address(), length, to);
        outbox.flush(port);
    }

    void flush(MmsgPort port) {
        outbox.flush(port);
    }

    void execute(Runnable task) {
        loop.execute(task);
    }

    void schedule(Runnable task, long delay, TimeUnit unit) {
        var _ = loop.schedule(task, delay, unit);
    }

    /**
     * Has a port released after the events at hand. A descriptor that is closed in the middle of them could be given to a
     * new socket at once, which would then be woken by what was meant for the old one.
     */
    void retire(MmsgPort port) {
        if (retired.isEmpty()) {
            loop.execute(this::releaseRetired);
        }
        retired.add(port);
    }

    private void releaseRetired() {
        for (MmsgPort port = retired.poll(); port != null; port = retired.poll()) {
            port.release();
        }
    }

    /** The memory goes after the events at hand: whoever closes it may do so while datagrams are delivered. */
    @Override
    public void close() {
        loop.execute(arena::close);
    }
}
