package org.penlb.relay.datagram;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.DatagramReceiver;
import org.penlb.relay.Errno;
import org.penlb.relay.Peer;

/** A UDP socket on the event loop's epoll, edge-triggered. */
final class MmsgPort implements DatagramPort, EpollIoHandle {
    private static final Logger LOG = System.getLogger(MmsgPort.class.getName());

    private static final EpollIoOps DATAGRAMS = EpollIoOps.valueOf(Native.EPOLLIN | Native.EPOLLET);
    private static final EpollIoOps NOTHING = EpollIoOps.EPOLLET;
    /** How many system calls a port may receive by before the others get their turn. */
    private static final int TURNS = 4;
    /** How long a port may be at it before that. What is done with clients that are new takes longer than system calls do. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    /** How long to leave a socket alone that has nothing but errors. */
    private static final long REST_MILLIS = 100;

    private final MmsgTransport transport;
    private final DatagramSocket socket;
    private final InetSocketAddress localAddress;
    private final boolean connected;
    private final boolean v6;
    private final boolean wildcard;
    private final DatagramReceiver receiver;
    private final Outbox.Chain chain = new Outbox.Chain();

    private @Nullable IoRegistration registration;
    private boolean resumed;
    private boolean closed;
    private boolean anyOrder;
    private boolean takesSegments = true;
    private boolean telling;
    private long dropped;
    private int overflowed;
    private int waiting;

    MmsgPort(MmsgTransport transport, DatagramSocket socket, boolean connected, DatagramReceiver receiver) {
        this.transport = transport;
        this.socket = socket;
        this.connected = connected;
        this.receiver = receiver;
        localAddress = socket.localAddress();
        v6 = socket.isV6();
        wildcard = localAddress.getAddress().isAnyLocalAddress();
    }

    /**
     * Takes its place on the epoll.
     *
     * @throws java.io.UncheckedIOException if the system has no place for it
     */
    void registeredAs(IoRegistration newRegistration) {
        registration = newRegistration;
        resumed = connected;
        newRegistration.submit(connected ? DATAGRAMS : NOTHING);
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public int descriptor() {
        return socket.intValue();
    }

    boolean isConnected() {
        return connected;
    }

    @Override
    public void anyOrder() {
        anyOrder = true;
    }

    boolean isAnyOrder() {
        return anyOrder;
    }

    /** Whether the system takes several datagrams as one from this socket, as far as is known. */
    boolean takesSegments() {
        return takesSegments;
    }

    /**
     * Several datagrams as one were refused.
     *
     * @return whether it is for that, and they may do singly; the way to the peer may not be able to
     */
    boolean refusesSegments(int errno) {
        takesSegments = !Errno.refusesSegments(errno);
        return !takesSegments;
    }

    boolean isV6() {
        return v6;
    }

    boolean isWildcard() {
        return wildcard;
    }

    Outbox.Chain chain() {
        return chain;
    }

    @Override
    public void resume() {
        if (!resumed) {
            resumed = true;
            remind();
        }
    }

    /** Has the epoll report what is ready now, after the others' turn; a task of the event loop would come before them. */
    private void remind() {
        if (!closed && registration != null) {
            registration.submit(DATAGRAMS);
        }
    }

    /** Nothing may be thrown at Netty from here: it would forget the other events of this round. */
    @Override
    public void handle(IoRegistration r, IoEvent event) {
        if (closed || !resumed) {
            return;
        }
        boolean more = false;
        if ((((EpollIoEvent) event).ops().value() & Native.EPOLLERR) != 0 && connected) {
            more = transport.inbox().readReports(this);
        }
        if (receiveSome() || more) {
            remind();
        }
    }

    /** Receives; returns whether there may be more. */
    private boolean receiveSome() {
        Inbox inbox = transport.inbox();
        int failures = 0;
        long start = System.nanoTime();
        for (int turn = 0; turn < TURNS; turn++) {
            int from = inbox.firstFree();
            int count = inbox.receive(this, from);
            if (count == -Errno.EAGAIN) {
                return false;
            }
            if (count > 0) {
                boolean full = from + count == DatagramBatch.SLOTS;
                waiting = full && !connected ? waitingLike(from, from + count) : 0;
                deliver(from, from + count);
                if (closed || !full) {
                    return false;
                }
                if (System.nanoTime() - start >= TURN_NANOS) {
                    return true;
                }
            } else {
                failures++; // tells of what was sent; the next call may receive
            }
        }
        if (failures == TURNS) {
            transport.schedule(this::remind, REST_MILLIS, TimeUnit.MILLISECONDS);
            return false;
        }
        return true;
    }

    private int waitingLike(int from, int to) {
        return transport
                .memory()
                .datagramsWaiting(descriptor(), transport.inbox().batch(), from, to);
    }

    @Override
    public int waiting() {
        return waiting;
    }

    private void deliver(int from, int to) {
        Inbox inbox = transport.inbox();
        inbox.usedUpTo(to);
        try {
            receiver.received(this, inbox.batch(), from, to);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, localAddress + ": datagrams are lost after a fault of ours", e);
        }
    }

    /** Tells the receiver, after the events at hand: it may be in the middle of something. */
    void unreachable(int errno) {
        transport.execute(() -> tell(Errno.reason(errno), receiver::unreachable));
    }

    private void tell(String reason, BiConsumer<DatagramPort, String> told) {
        if (closed) {
            return;
        }
        try {
            told.accept(this, reason);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, localAddress + ": a fault of ours, told that " + reason, e);
        }
    }

    /** The system did not take a datagram. */
    void dropped(int errno) {
        dropped++;
        if (!connected) {
            return;
        }
        if (Errno.isOfSource(errno)) {
            cannotSend(errno);
        } else if (Errno.isUnreachable(errno)) {
            unreachable(errno);
        }
    }

    /** Told once, however many datagrams of a batch it is about. */
    private void cannotSend(int errno) {
        if (!telling) {
            telling = true;
            transport.execute(() -> {
                telling = false;
                tell(Errno.reason(errno), receiver::cannotSend);
            });
        }
    }

    @Override
    public void send(DatagramBatch batch, int slot, Peer to) {
        queue(batch, slot, to);
    }

    @Override
    public void send(DatagramBatch batch, int slot) {
        queue(batch, slot, null);
    }

    private void queue(DatagramBatch batch, int slot, @Nullable Peer to) {
        if (!closed) {
            transport.queue(this, batch.memory().address() + batch.offset(slot), batch.length(slot), to);
        }
    }

    @Override
    public void send(byte[] datagram, int length, Peer to) {
        sendNow(datagram, length, to);
    }

    @Override
    public void send(byte[] datagram, int length) {
        sendNow(datagram, length, null);
    }

    private void sendNow(byte[] datagram, int length, @Nullable Peer to) {
        if (!closed) {
            transport.sendNow(this, datagram, length, to);
        }
    }

    @Override
    public long takeDropped() {
        long taken = dropped;
        dropped = 0;
        return taken;
    }

    @Override
    public void receiveBuffer(int bytes) {
        transport.receiveBuffer(socket, bytes);
    }

    @Override
    public int receiveBuffer() {
        return socket.receiveBuffer();
    }

    @Override
    public long takeOverflowed() {
        if (!closed && transport.memory().read(descriptor())) {
            int drops = transport.memory().drops();
            long taken = Integer.toUnsignedLong(drops - overflowed);
            overflowed = drops;
            return taken;
        }
        return 0;
    }

    @Override
    public void close() {
        if (!closed) {
            transport.flush(this);
            closed = true;
            transport.retire(this);
        }
    }

    /** Frees the descriptor, when no event of this round can be meant for it any more. */
    void release() {
        try {
            socket.close();
        } catch (IOException _) {
            // the descriptor is gone either way
        }
        // After the close: the kernel has taken the descriptor off the epoll by then, which spares a system call.
        if (registration != null) {
            registration.cancel();
        }
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }
}
