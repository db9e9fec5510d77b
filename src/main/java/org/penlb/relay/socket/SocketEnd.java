package org.penlb.relay.socket;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.relay.Errno;

/**
 * A connected (or connecting) socket on the event loop's epoll, registered once, edge-triggered, for everything. What the
 * edges said is remembered until a system call says otherwise.
 */
final class SocketEnd extends StreamEnd implements EpollIoHandle {
    private static final int EPOLLPRI = 2;
    private static final int EPOLLHUP = 0x10;
    private static final int BROKEN = Native.EPOLLERR | EPOLLHUP;
    private static final int READABLE = Native.EPOLLIN | EPOLLPRI | Native.EPOLLRDHUP | BROKEN;
    private static final int WRITABLE = Native.EPOLLOUT | BROKEN;

    static final EpollIoOps EVERYTHING =
            EpollIoOps.valueOf(Native.EPOLLIN | EPOLLPRI | Native.EPOLLOUT | Native.EPOLLRDHUP | Native.EPOLLET);

    /** How many bytes a direction may move in a turn. */
    private static final int TURN = 512 * 1024;

    final StreamSocket socket;
    /** The peer closed its direction, or the connection broke: reading goes on until the socket says so too. */
    boolean hangup;
    /** The peer has sent urgent data (tcp(7)): a receive stops there, though more may be waiting behind it. */
    boolean urgent;

    private final SocketTransport transport;
    private final IpAddress peer;
    private final int peerPort;
    private @Nullable InetSocketAddress localAddress;
    private @Nullable Runnable gone;
    private @Nullable IoRegistration registration;
    private boolean closed;

    SocketEnd(SocketTransport transport, StreamSocket socket, IpAddress peer, int peerPort) {
        this.transport = transport;
        this.socket = socket;
        this.peer = peer;
        this.peerPort = peerPort;
    }

    void registeredAs(IoRegistration newRegistration) {
        registration = newRegistration;
        newRegistration.submit(EVERYTHING);
    }

    /** Has the epoll report again what is ready now. */
    @Override
    public void remind() {
        if (registration != null) {
            registration.submit(EVERYTHING);
        }
    }

    @Override
    public void handle(IoRegistration r, IoEvent event) {
        int what = ((EpollIoEvent) event).ops().value();
        if ((what & READABLE) != 0) {
            readable = true;
        }
        if ((what & WRITABLE) != 0) {
            writable = true;
        }
        if ((what & EPOLLPRI) != 0) {
            urgent = true;
        }
        if ((what & (Native.EPOLLRDHUP | BROKEN)) != 0) {
            hangup = true;
        }
        if ((what & BROKEN) != 0) {
            dead = true;
        }
        if (!closed) {
            wake();
        }
    }

    @Override
    public int receive(long address, int length) {
        int received = socket.receive(address, length);
        if (received > 0) {
            if (received < length) {
                cameShort();
            }
        } else if (received == 0) {
            ended = true;
        } else if (received == -Errno.EAGAIN) {
            readable = false;
        }
        return received;
    }

    /** Throws away so many bytes that have come; false if they have not. Of what comes behind them this says nothing. */
    boolean take(int bytes) {
        int left = bytes;
        while (left > 0) {
            int taken = socket.receive(
                    transport.bufferAddress(), Math.min(left, transport.buffer().capacity()));
            if (taken <= 0) {
                return false;
            }
            left -= taken;
        }
        return true;
    }

    /**
     * A short receive has emptied the socket (epoll(7)): what comes later makes a new edge. If the sender's close was known
     * before, nothing comes later; of a connection that broke, another receive tells whether it ended or was reset.
     */
    private void cameShort() {
        if (urgent || dead || isUnix()) {
            return; // it may have come to a mark, or to what travels beside the bytes: there may be more
        }
        if (hangup) {
            ended = true;
        } else {
            readable = false;
        }
    }

    @Override
    public int send(long address, int length, boolean last) {
        int sent = socket.send(address, length, last);
        if (sent >= 0 ? sent < length : sent == -Errno.EAGAIN) {
            writable = false;
        }
        return sent;
    }

    @Override
    public boolean shutdownOutput() {
        return socket.shutdownOutput();
    }

    @Override
    public long unsent() {
        return 0;
    }

    @Override
    public boolean isPlain() {
        return true;
    }

    @Override
    public int turn() {
        return TURN;
    }

    @Override
    public int takeError() {
        return socket.takeError();
    }

    @Override
    protected void whileWaiting() {
        if (gone != null && hangup && socket.isBroken()) {
            Runnable tell = gone;
            gone = null;
            tell.run();
        }
    }

    boolean isUnix() {
        return peer.equals(IpAddress.UNIX);
    }

    @Override
    public IpAddress peer() {
        return peer;
    }

    @Override
    public int peerPort() {
        return peerPort;
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
        if (localAddress == null && !closed && !isUnix()) {
            localAddress = socket.localAddress(transport.address());
        }
        return localAddress;
    }

    @Override
    public void onGone(Runnable newGone) {
        gone = newGone;
    }

    @Override
    public boolean hungUp() {
        return hangup;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            transport.retire(this::release);
        }
    }

    @Override
    public void reset() {
        if (!closed) {
            socket.resetAtClose();
            close();
        }
    }

    private void release() {
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

    @Override
    public int descriptor() {
        return socket.intValue();
    }
}
