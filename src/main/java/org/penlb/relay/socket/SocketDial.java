package org.penlb.relay.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.relay.Dial;
import org.penlb.relay.DialListener;
import org.penlb.relay.DialOptions;
import org.penlb.relay.Errno;

/** A socket that is connecting. It ends when the epoll says so, when time is up, or when it is given up. */
final class SocketDial extends Deadlines.Timed implements Dial, StreamEnd.Watcher {
    /** A Unix socket whose backlog is full says so at once and has no event for room: ask again this often. */
    private static final long RETRY_MILLIS = 5;

    private final SocketTransport transport;
    private final SocketAddress address;
    private final DialOptions options;
    private final DialListener listener;
    private @Nullable SocketEnd end;
    private boolean over;

    SocketDial(SocketTransport transport, SocketAddress address, DialOptions options, DialListener listener) {
        this.transport = transport;
        this.address = address;
        this.options = options;
        this.listener = listener;
    }

    void start() {
        transport.deadlines().set(this, options.timeout().toNanos());
        connect();
    }

    private void connect() {
        StreamSocket socket = null;
        try {
            socket = StreamSocket.open(transport.calls(), address);
            configure(socket);
            boolean connected = socket.connect(address, transport.address());
            end = register(socket);
            end.writable = connected;
            if (connected) {
                transport.execute(this::succeed);
            } else {
                end.watch(this);
            }
        } catch (IOException e) {
            closeQuietly(socket);
            if (Errno.of(e) == Errno.EAGAIN && address instanceof UnixDomainSocketAddress) {
                transport.schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
            } else {
                transport.execute(() -> fail(Errno.faultAtOnce(Errno.of(e)), Errno.reason(e)));
            }
        }
    }

    private void configure(StreamSocket socket) throws IOException {
        if (address instanceof UnixDomainSocketAddress) {
            return;
        }
        if (options.noDelay()) {
            socket.noDelay();
        }
        if (options.keepAlive()) {
            socket.keepAlive();
        }
        if (options.source() != null) {
            if (options.transparent()) {
                socket.allowForeignSource(options.source());
            }
            socket.bindSource(options.source(), transport.address());
        }
    }

    private void retry() {
        if (!over) {
            connect();
        }
    }

    private SocketEnd register(StreamSocket socket) throws IOException {
        return address instanceof InetSocketAddress inet
                ? transport.register(socket, IpAddress.of(inet.getAddress()), inet.getPort())
                : transport.register(socket, IpAddress.UNIX, 0);
    }

    @Override
    public void ready(StreamEnd connecting) {
        if (over || !connecting.writable) {
            return; // the epoll says of a connection that failed, too, that it can be written to
        }
        try {
            if (connecting.dead) {
                int error = connecting.takeError();
                if (error == -Errno.EPIPE) {
                    connecting.met(
                            Errno.EPIPE); // it has accepted, said what it had to say, and left: that is to arrive
                } else {
                    StreamSocket.checkConnected(error);
                }
            }
            succeed();
        } catch (IOException e) {
            fail(Errno.faultOf(Errno.of(e)), Errno.reason(e));
        }
    }

    private void succeed() {
        SocketEnd connected = end;
        if (finish() && connected != null) {
            connected.watchNobody();
            listener.connected(connected);
        }
    }

    private void fail(DialListener.Fault fault, String reason) {
        SocketEnd failed = end;
        if (finish()) {
            if (failed != null) {
                failed.close();
            }
            listener.failed(fault, reason);
        }
    }

    @Override
    void expired() {
        fail(DialListener.Fault.SERVER, "no answer within " + options.timeout().toMillis() + " ms");
    }

    @Override
    public void cancel() {
        SocketEnd given = end;
        if (finish() && given != null) {
            given.reset(); // it may be connected by now, and is not to look like a client that had nothing to say
        }
    }

    private boolean finish() {
        if (over) {
            return false;
        }
        over = true;
        transport.deadlines().cancel(this);
        return true;
    }

    private static void closeQuietly(@Nullable StreamSocket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException _) {
                // the descriptor is gone either way
            }
        }
    }
}
