package org.penlb.relay.socket;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.relay.AcceptLimit;
import org.penlb.relay.Acceptor;
import org.penlb.relay.End;
import org.penlb.relay.Errno;

/** A listening socket on the event loop's epoll. The limit is asked before each accept, so nobody is accepted in vain. */
final class SocketAcceptor implements Acceptor, EpollIoHandle {
    private static final Logger LOG = System.getLogger(SocketAcceptor.class.getName());

    private static final EpollIoOps CLIENTS = EpollIoOps.valueOf(Native.EPOLLIN | Native.EPOLLET);
    /** How long to leave the backlog alone when the machine has no descriptor for one more client. */
    private static final long REST_MILLIS = 100;

    /** More than a backlog holds; who comes so fast that it never empties must not keep it open. */
    private static final int MOST_WAITING = 65_536;

    private final SocketTransport transport;
    private final ListeningSocket socket;
    private final SocketAddress localAddress;
    private final int multiAccept;
    private final AcceptLimit limit;
    private final Consumer<End> onAccept;

    private @Nullable IoRegistration registration;
    private boolean resting;
    /** The last accept failed for want of something, and that was said. */
    private boolean lacking;

    private boolean closed;

    SocketAcceptor(
            SocketTransport transport,
            ListeningSocket socket,
            SocketAddress localAddress,
            int multiAccept,
            AcceptLimit limit,
            Consumer<End> onAccept) {
        this.transport = transport;
        this.socket = socket;
        this.localAddress = localAddress;
        this.multiAccept = multiAccept;
        this.limit = limit;
        this.onAccept = onAccept;
    }

    void registeredAs(IoRegistration newRegistration) {
        registration = newRegistration;
        newRegistration.submit(CLIENTS);
    }

    @Override
    public SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public void handle(IoRegistration r, IoEvent event) {
        acceptSome();
    }

    @Override
    public void resume() {
        acceptSome();
    }

    private void acceptSome() {
        if (acceptUpTo(multiAccept) && !closed && registration != null) {
            registration.submit(CLIENTS); // more may be waiting: have it said again after the others' turn
        }
    }

    @Override
    public void acceptLast() {
        acceptUpTo(MOST_WAITING);
    }

    /** Whether there may be more. */
    private boolean acceptUpTo(int most) {
        for (int tried = 0; tried < most; tried++) {
            if (closed || resting || !limit.enter()) {
                return false;
            }
            int fd = transport.calls().accept(socket.intValue(), transport.address());
            SocketEnd end = fd < 0 ? null : register(fd);
            if (end != null) {
                handOver(end);
                continue;
            }
            limit.leave();
            if (fd < 0 && !mayTryNext(-fd)) {
                return false;
            }
        }
        return true;
    }

    /** Whether an error is that of one client, so that others may be waiting. For anything but those, time is the best remedy. */
    private boolean mayTryNext(int errno) {
        if (Errno.isOfOneClient(errno)) {
            return true;
        }
        if (errno != Errno.EAGAIN) {
            rest(Errors.newIOException("accept", -errno));
        }
        return false;
    }

    /** Nothing may be thrown at Netty from here, as {@link SocketEnd} says. */
    private void handOver(SocketEnd end) {
        try {
            onAccept.accept(end);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, localAddress + ": a client is closed after a fault of ours", e);
            end.reset();
            limit.leave();
        }
    }

    /** Takes an accepted client over; null if the machine lacks the means. */
    private @Nullable SocketEnd register(int fd) {
        try {
            var client = new StreamSocket(transport.calls(), fd);
            boolean unix = localAddress instanceof UnixDomainSocketAddress;
            // The kernel may leave no address at all for a Unix client, and what was there before stays.
            SocketEnd end = unix
                    ? transport.register(client, IpAddress.UNIX, 0)
                    : transport.register(
                            client,
                            transport.address().host(),
                            transport.address().port());
            lacking = false;
            return end;
        } catch (IOException e) {
            rest(e);
            return null;
        }
    }

    private void rest(IOException e) {
        if (!lacking && Errno.isShortage(Errno.of(e))) {
            lacking = true;
            LOG.log(Level.WARNING, "{0}: cannot accept: {1}; clients wait", localAddress, Errno.reason(e));
        }
        resting = true;
        transport.schedule(this::rested, REST_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void rested() {
        resting = false;
        acceptSome();
    }

    @Override
    public void clientOptions(boolean noDelay, boolean keepAlive) {
        if (closed || localAddress instanceof UnixDomainSocketAddress) {
            return;
        }
        try { // accepted sockets inherit them
            socket.setTcpNoDelay(noDelay);
            socket.setKeepAlive(keepAlive);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "{0}: cannot change the options of clients: {1}", localAddress, e.getMessage());
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            socket.close();
        } catch (IOException _) {
            // the descriptor is gone either way
        }
        if (registration != null) {
            registration.cancel();
        }
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }
}
