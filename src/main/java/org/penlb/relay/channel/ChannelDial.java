package org.penlb.relay.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.Dial;
import org.penlb.relay.DialListener;
import org.penlb.relay.DialListener.Fault;
import org.penlb.relay.DialOptions;
import org.penlb.relay.Errno;

/** A channel that is connecting. */
final class ChannelDial implements Dial {
    private final EventLoop loop;
    private final ChannelKind kind;
    private final SocketAddress remote;
    private final DialOptions options;
    private final DialListener listener;
    private @Nullable ChannelEnd end;
    private boolean over;

    ChannelDial(EventLoop loop, ChannelKind kind, SocketAddress remote, DialOptions options, DialListener listener) {
        this.loop = loop;
        this.kind = kind;
        this.remote = remote;
        this.options = options;
        this.listener = listener;
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
        end = new ChannelEnd(channel, ChannelEnd.peerOf(remote));
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
                options.timeout().toMillis());
        if (!(remote instanceof UnixDomainSocketAddress)) {
            channel.config().setOption(ChannelOption.TCP_NODELAY, options.noDelay());
            channel.config().setOption(ChannelOption.SO_KEEPALIVE, options.keepAlive());
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
        if (cause != null) {
            failed(faultOf(cause), reason(cause));
        } else if (!over && connected != null) {
            over = true;
            listener.connected(connected);
        }
    }

    private void failed(Fault fault, String reason) {
        if (over) {
            return;
        }
        over = true;
        closeEnd();
        listener.failed(fault, reason);
    }

    private void closeEnd() {
        if (end != null) {
            end.close();
        }
    }

    private static Fault faultOf(@Nullable Throwable cause) {
        if (cause instanceof IOException io && Errno.of(io) != Errno.NONE) {
            return Errno.faultOf(Errno.of(io));
        }
        // Netty wraps it to add the server's address
        boolean bind = cause != null && (cause instanceof BindException || cause.getCause() instanceof BindException);
        return bind ? Fault.OURS : Fault.SERVER;
    }

    private String reason(@Nullable Throwable cause) {
        if (cause instanceof ConnectTimeoutException) {
            return "no answer within " + options.timeout().toMillis() + " ms";
        }
        if (cause instanceof IOException io && Errno.of(io) != Errno.NONE) {
            return Errno.reason(io);
        }
        return String.valueOf(cause == null ? null : cause.getMessage());
    }

    @Override
    public void cancel() {
        if (!over) {
            over = true;
            closeEnd();
        }
    }
}
