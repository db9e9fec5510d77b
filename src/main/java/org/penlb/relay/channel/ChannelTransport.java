package org.penlb.relay.channel;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.penlb.config.FastClose;
import org.penlb.relay.AcceptLimit;
import org.penlb.relay.Acceptor;
import org.penlb.relay.Dial;
import org.penlb.relay.DialListener;
import org.penlb.relay.DialOptions;
import org.penlb.relay.End;
import org.penlb.relay.Inspection;
import org.penlb.relay.ListenOptions;
import org.penlb.relay.Look;
import org.penlb.relay.LookListener;
import org.penlb.relay.Relay;
import org.penlb.relay.RelayListener;
import org.penlb.relay.StreamPort;
import org.penlb.relay.StreamReceiver;
import org.penlb.relay.Transport;
import org.penlb.system.SocketFile;

/** Streams by Netty channels on one event loop: epoll's where the loop has it, java.nio's elsewhere. */
public final class ChannelTransport implements Transport {
    private final EventLoop loop;
    private final ChannelKind kind;

    public ChannelTransport(EventLoop loop) {
        this.loop = loop;
        this.kind = ChannelKind.on(loop);
    }

    @Override
    public Acceptor listen(SocketAddress local, ListenOptions options, AcceptLimit limit, Consumer<End> onAccept)
            throws IOException {
        ServerChannel channel;
        try {
            channel = kind.server(loop, local);
        } catch (ChannelException e) {
            throw new IOException(e.getMessage(), e);
        }
        configure(channel, local, options);
        if (options.bind().v6only()) {
            leaveV4(channel);
        }
        var acceptor = new ChannelAcceptor(loop, channel, local, options, limit, onAccept);
        channel.pipeline().addLast(acceptor);
        done(loop.register(channel));
        try {
            bind(channel, local);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        acceptor.resume();
        return acceptor;
    }

    /** A Unix socket beside its place first: Netty removes that name when it is closed. */
    private void bind(ServerChannel channel, SocketAddress local) throws IOException {
        if (local instanceof UnixDomainSocketAddress unix) {
            Path beside = SocketFile.beside(unix.getPath());
            done(channel.bind(kind.toNative(UnixDomainSocketAddress.of(beside))));
            SocketFile.moveTo(unix.getPath(), beside);
        } else {
            done(channel.bind(kind.toNative(local)));
        }
    }

    private void configure(ServerChannel channel, SocketAddress local, ListenOptions options) {
        channel.config().setAutoRead(false);
        channel.config().setOption(ChannelOption.SO_BACKLOG, options.backlog());
        channel.config().setRecvByteBufAllocator(new ServerChannelRecvByteBufAllocator()); // one client a turn
        if (local instanceof InetSocketAddress) {
            channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
            if (kind == ChannelKind.EPOLL) {
                channel.config()
                        .setOption(
                                UnixChannelOption.SO_REUSEPORT, options.bind().shared());
            } else {
                channel.config()
                        .setOption(
                                NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT),
                                options.bind().shared());
            }
        }
    }

    private void leaveV4(ServerChannel channel) throws IOException {
        try {
            kind.leaveV4(channel);
        } catch (IOException e) {
            channel.unsafe().closeForcibly(); // never registered
            throw e;
        }
    }

    /** The calls of the event loop's own thread are over when they return. */
    private static void done(ChannelFuture future) throws IOException {
        if (!future.isSuccess()) {
            throw future.cause() instanceof IOException e ? e : new IOException("cannot listen", future.cause());
        }
    }

    @Override
    public Dial dial(SocketAddress server, DialOptions options, DialListener listener) {
        var dial = new ChannelDial(loop, kind, server, options, listener);
        dial.start();
        return dial;
    }

    @Override
    public Look look(End client, int mostBytes, Duration patience, LookListener listener) {
        var look = new ChannelLook((ChannelEnd) client, mostBytes, listener);
        look.start(patience.toNanos());
        return look;
    }

    @Override
    public boolean take(End client, int bytes) {
        return ((ChannelEnd) client).take(bytes);
    }

    @Override
    public Relay join(
            End client,
            End server,
            FastClose fastClose,
            Inspection inspection,
            byte[] preface,
            RelayListener listener) {
        var relay = new ChannelRelay((ChannelEnd) client, (ChannelEnd) server, fastClose, inspection, listener);
        relay.start(preface);
        return relay;
    }

    @Override
    public Relay answer(End client, byte[] reply, RelayListener listener) {
        var answer = new ChannelAnswer((ChannelEnd) client, reply, listener);
        answer.start();
        return answer;
    }

    @Override
    public StreamPort converse(End end, StreamReceiver receiver) {
        var conversation = new ChannelConversation((ChannelEnd) end, receiver);
        conversation.start();
        return conversation;
    }

    @Override
    public void close() {
        // nothing is kept
    }
}
