package org.penlb.listen;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection so that its other end sees the last answer. A socket that is closed while bytes wait in it unread is
 * reset, and a reset throws the answer away before it is read: so the own direction is ended, what still comes is read and
 * dropped, for a while and so much of it, and then the socket is closed (RFC 9112, 9.6). To be used on the channel's event
 * loop.
 */
public final class LingeringClose extends ChannelDuplexHandler {
    /** More than anybody sends by mistake. */
    static final long MOST_BYTES = 64L << 20;

    static final long PATIENCE_MILLIS = 10_000;

    private @Nullable Future<?> timer;
    private long dropped;
    private boolean lingers;
    private boolean now;

    private LingeringClose() {}

    /**
     * Closes a channel by and by, after all that was written to it.
     *
     * @param from the handlers between this one and the socket are asked
     */
    public static void close(ChannelHandlerContext from) {
        prepare(from.channel());
        from.close();
    }

    /** Has the next close of a channel be one by and by. */
    public static void prepare(Channel channel) {
        of(channel);
    }

    /** Closes a channel at once, and ends what {@link #close} began. */
    public static void now(ChannelHandlerContext from) {
        LingeringClose itself = of(from.channel());
        itself.now = true;
        (itself.lingers ? from.pipeline().context(itself) : from).close();
    }

    private static LingeringClose of(Channel channel) {
        LingeringClose known = channel.pipeline().get(LingeringClose.class);
        if (known != null) {
            return known;
        }
        var made = new LingeringClose();
        channel.pipeline()
                .addFirst(made); // nearest to the socket: TLS has said its goodbye before, and raw bytes are dropped
        return made;
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (lingers) {
            context.channel().closeFuture().addListener(_ -> promise.trySuccess());
            return;
        }
        if (now || !(context.channel() instanceof DuplexChannel channel) || !waitsForMore(channel)) {
            context.close(promise);
            return;
        }
        lingers = true;
        channel.closeFuture().addListener(_ -> promise.trySuccess());
        timer = context.executor().schedule(() -> context.close(), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> channel.shutdownOutput());
        channel.config().setAutoRead(true);
        context.read();
    }

    private static boolean waitsForMore(DuplexChannel channel) {
        return channel.isActive() && !channel.isInputShutdown();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!lingers) {
            context.fireChannelRead(message);
            return;
        }
        dropped += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
        ReferenceCountUtil.release(message);
        if (dropped > MOST_BYTES) {
            context.close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!lingers) {
            context.fireChannelReadComplete();
        } else if (!context.channel().config().isAutoRead()) {
            context.read();
        }
    }

    /** With half-closed channels the end of the other direction is told by events; nobody else is to hear of anything now. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!lingers) {
            context.fireUserEventTriggered(event);
        } else if (context.channel() instanceof DuplexChannel channel && channel.isInputShutdown()) {
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (lingers) {
            context.close();
        } else {
            context.fireExceptionCaught(cause);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (timer != null) {
            timer.cancel(false);
        }
        context.fireChannelInactive();
    }
}
