package org.penlb.relay.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator.DelegatingHandle;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * How one channel reads, put between Netty and the socket.
 *
 * <p>Netty is not told that the stream has ended: {@link #ended} knows. Netty would shut the input down, and then no
 * longer look at the socket: a reset that comes after the end would be reported by the epoll again and again without
 * anybody hearing of it, and Unix sockets over java.nio would be closed both ways.
 *
 * <p>A turn of reading brings one buffer. After EPOLLRDHUP Netty would read all that the kernel holds, whether
 * it was asked to or not.
 */
final class ChannelReads extends DelegatingHandle implements ExtendedHandle, RecvByteBufAllocator {
    private static final AdaptiveRecvByteBufAllocator SIZES = new AdaptiveRecvByteBufAllocator();

    private final int buffersPerTurn;
    private int buffers;
    private boolean ended;
    private boolean hangupHeard;

    /**
     * @param buffersPerTurn how many buffers are read before the channel has to be asked again
     */
    ChannelReads(int buffersPerTurn) {
        super(SIZES.newHandle());
        this.buffersPerTurn = buffersPerTurn;
    }

    /** Whether the peer has closed its direction and all that it sent was read. */
    boolean ended() {
        return ended;
    }

    /** Whether the peer is known to have closed its direction, even if not all that it sent was read. */
    boolean hangupHeard() {
        return ended || hangupHeard;
    }

    /**
     * Has Netty forget that it was asked to read. It does so by itself only after a turn that brought something, so that
     * after an end or an error the event loop would look again at once, and for ever.
     */
    static void stop(Channel channel) {
        channel.config().setAutoRead(true);
        channel.config().setAutoRead(false);
    }

    @Override
    public ExtendedHandle newHandle() {
        return this;
    }

    @Override
    public void reset(ChannelConfig config) {
        buffers = 0;
        super.reset(config);
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
        if (isTurnOver()) {
            hangupHeard = true; // else Netty would not go on
            return Unpooled.EMPTY_BUFFER; // reading into no room brings nothing, and that ends the turn
        }
        return super.allocate(allocator);
    }

    private boolean isTurnOver() {
        return buffers >= buffersPerTurn;
    }

    @Override
    public void lastBytesRead(int bytes) {
        if (bytes < 0 && !isTurnOver()) {
            ended = true;
        }
        super.lastBytesRead(Math.max(bytes, 0));
    }

    @Override
    public void incMessagesRead(int count) {
        buffers += count;
        super.incMessagesRead(count);
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
        return !isTurnOver() && maybeMore.get();
    }

    @Override
    public boolean continueReading() {
        return false; // java.nio: the selector says when there is more
    }
}
