package org.penlb.relay.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.relay.End;

/** One end of a connection as a channel's last handler: tells its {@link Watcher} what happens on the channel. */
final class ChannelEnd extends ChannelInboundHandlerAdapter implements End {
    /** Who acts on what an end reads. */
    interface Watcher {
        /** Takes over some bytes. */
        void read(ChannelEnd end, ByteBuf bytes);

        /** That was all for now; more comes after {@link #readMore()}. */
        void readComplete(ChannelEnd end);

        /** The peer closed its direction. */
        void ended(ChannelEnd end);

        /** What was written has left, and there is room for more; or the room is used up. */
        void writabilityChanged(ChannelEnd end);

        /** The connection is broken, or closed without an end. */
        void broken(ChannelEnd end);
    }

    /** How many buffers are read in a row before other channels get their turn. */
    private static final int READS_IN_A_ROW = 4;

    private static final RecvByteBufAllocator READ_BUFFERS =
            new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(READS_IN_A_ROW);

    private final DuplexChannel channel;
    private final IpAddress peer;
    /** What was read although nobody had asked for it: a transport may look when the peer closes. */
    private final Queue<ByteBuf> early = new ArrayDeque<>(0);

    private @Nullable Watcher watcher;
    private @Nullable Runnable gone;
    private boolean ended;
    private boolean failing;
    private boolean broken;

    ChannelEnd(Channel channel, IpAddress peer) {
        this.channel = (DuplexChannel) channel;
        this.peer = peer;
        channel.config().setAutoRead(false);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        // A write that fails must not throw away what the peer has sent before it went.
        channel.config().setAutoClose(false);
        channel.config().setRecvByteBufAllocator(READ_BUFFERS);
        channel.pipeline().addLast(this);
    }

    static IpAddress peerOf(@Nullable Object remote) {
        return remote instanceof InetSocketAddress inet ? IpAddress.of(inet.getAddress()) : IpAddress.UNIX;
    }

    DuplexChannel channel() {
        return channel;
    }

    /** From now on the watcher is told, first of what has happened already. */
    void watch(Watcher newWatcher) {
        watcher = newWatcher;
        for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
            newWatcher.read(this, bytes);
        }
        newWatcher.readComplete(this);
        if (broken) {
            newWatcher.broken(this);
        } else if (ended) {
            newWatcher.ended(this);
        }
    }

    /** Asks for more bytes. */
    void readMore() {
        if (!ended) {
            channel.read();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (watcher == null) {
            early.add((ByteBuf) message);
        } else {
            watcher.read(this, (ByteBuf) message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (watcher != null) {
            watcher.readComplete(this);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (watcher != null) {
            watcher.writabilityChanged(this);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof ChannelInputShutdownEvent)) {
            return;
        }
        if (failing) {
            breakOff();
        } else if (!ended) {
            end();
        }
    }

    /** A read or a write failed. If it was a write, there may still be something to read. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (failing || ended) {
            breakOff();
        } else {
            failing = true;
            channel.read();
        }
    }

    /**
     * The channel is closed. Without an error before, it is the peer's orderly close on a channel that knows no half-close
     * (java.nio's Unix sockets, of Netty's making): then it cannot be answered any more.
     */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (failing || ended) {
            breakOff();
        } else {
            end();
        }
    }

    private void end() {
        ended = true;
        if (watcher != null) {
            watcher.ended(this);
        }
    }

    private void breakOff() {
        if (broken) {
            return;
        }
        broken = true;
        if (watcher != null) {
            watcher.broken(this);
        } else if (gone != null) {
            Runnable tell = gone;
            gone = null;
            tell.run();
        }
    }

    @Override
    public IpAddress peer() {
        return peer;
    }

    @Override
    public void onGone(Runnable newGone) {
        gone = newGone;
    }

    @Override
    public boolean hungUp() {
        return ended || failing || broken;
    }

    @Override
    public void close() {
        gone = null;
        early.forEach(ByteBuf::release);
        early.clear();
        channel.close();
    }

    @Override
    public void reset() {
        channel.config().setOption(ChannelOption.SO_LINGER, 0); // a Unix socket does not know it, and does without
        close();
    }
}
