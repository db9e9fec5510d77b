package org.penlb.relay.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.Dial;
import org.penlb.relay.DialListener;
import org.penlb.relay.DialListener.Fault;
import org.penlb.relay.DialOptions;
import org.penlb.relay.Errno;
import org.penlb.relay.Transparency;

/** A channel that is connecting. */
final class ChannelDial implements Dial {
    /** A Unix socket whose backlog is full says so at once and has no event for room: ask again this often. */
    private static final long RETRY_MILLIS = 5;

    private final EventLoop loop;
    private final ChannelKind kind;
    private final SocketAddress remote;
    private final DialOptions options;
    private final DialListener listener;
    private final long deadline;
    private @Nullable ChannelEnd end;
    private boolean over;

    ChannelDial(EventLoop loop, ChannelKind kind, SocketAddress remote, DialOptions options, DialListener listener) {
        this.loop = loop;
        this.kind = kind;
        this.remote = remote;
        this.options = options;
        this.listener = listener;
        this.deadline = System.nanoTime() + options.timeout().toNanos();
    }

    void start() {
        Channel channel;
        try {
            channel = kind.client(remote);
        } catch (ChannelException e) { // no descriptor left
            loop.execute(() -> failed(Fault.OURS, reason(e.getCause())));
            return;
        }
        configure(channel);
        end = new ChannelEnd(channel, remote);
        loop.register(channel).addListener(registered -> {
            if (registered.isSuccess()) {
                connect(channel).addListener(connected -> loop.execute(() -> ended(connected.cause())));
            } else {
                loop.execute(() -> failed(Fault.OURS, reason(registered.cause())));
            }
        });
    }

    private void configure(Channel channel) {
        channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                Math.min(Integer.MAX_VALUE, options.timeout().toMillis()));
        if (!(remote instanceof UnixDomainSocketAddress)) {
            channel.config().setOption(ChannelOption.TCP_NODELAY, options.noDelay());
            channel.config().setOption(ChannelOption.SO_KEEPALIVE, options.keepAlive());
            if (options.transparent() && options.source() != null) {
                var allow = new IntegerUnixChannelOption(
                        "TRANSPARENT", Transparency.level(options.source()), Transparency.option(options.source()));
                channel.config().setOption(allow, 1);
            }
        }
    }

    private ChannelFuture connect(Channel channel) {
        SocketAddress address = kind.toNative(remote);
        return options.source() == null || remote instanceof UnixDomainSocketAddress
                ? channel.connect(address)
                : channel.connect(address, new InetSocketAddress(options.source(), 0));
    }

    private void ended(@Nullable Throwable cause) {
        ChannelEnd connected = end;
        if (over || connected == null) {
            return;
        }
        if (cause == null) {
            over = true;
            listener.connected(connected);
        } else if (isBusy(cause)) {
            connected.close();
            var _ = loop.schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            failed(faultOf(cause), reason(cause));
        }
    }

    private boolean isBusy(Throwable cause) {
        return remote instanceof UnixDomainSocketAddress
                && cause instanceof IOException io
                && Errno.ofAny(io) == Errno.EAGAIN;
    }

    private void retry() {
        if (over) {
            return;
        }
        if (System.nanoTime() - deadline < 0) {
            start();
        } else {
            failed(Fault.SERVER, noAnswer());
        }
    }

    private void failed(Fault fault, String reason) {
        if (over) {
            return;
        }
        over = true;
        if (end != null) {
            end.close();
        }
        listener.failed(fault, reason);
    }

    private Fault faultOf(@Nullable Throwable cause) {
        int errno = cause == null ? Errno.NONE : Errno.ofAny(cause);
        if (errno != Errno.NONE) {
            return remote instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet6Address
                    ? Errno.faultOf(errno)
                    : Errno.faultAtOnce(errno);
        }
        // Netty wraps it to add the server's address
        boolean bind = cause != null && (cause instanceof BindException || cause.getCause() instanceof BindException);
        return bind ? Fault.OURS : Fault.SERVER;
    }

    private String reason(@Nullable Throwable cause) {
        if (cause instanceof ConnectTimeoutException) {
            return noAnswer();
        }
        if (cause instanceof IOException io && Errno.of(io) != Errno.NONE) {
            return Errno.reason(io);
        }
        return cause == null ? "closed" : said(cause);
    }

    private String noAnswer() {
        return "no answer within " + options.timeout().toMillis() + " ms";
    }

    /** What the system said, without the address that Netty adds. */
    private static String said(Throwable cause) {
        Throwable original = cause.getCause() == null ? cause : cause.getCause();
        String message = original.getMessage();
        return message == null || message.isEmpty()
                ? original.getClass().getSimpleName()
                : message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }

    @Override
    public void cancel() {
        if (!over) {
            over = true;
            if (end != null) {
                end.reset(); // it may be connected by now, and is not to look like a client that had nothing to say
            }
        }
    }
}
