package org.penlb.relay.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.relay.End;
import org.penlb.relay.Errno;

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

    private static final Logger LOG = System.getLogger(ChannelEnd.class.getName());

    private final DuplexChannel channel;
    private final IpAddress peer;
    private final int peerPort;
    private final ChannelReads reads;
    private final Parking parking;
    private final PeerCheck peerCheck;
    /** What was read although nobody had asked for it: epoll looks when the peer closes. */
    private final Queue<ByteBuf> early = new ArrayDeque<>(0);

    private @Nullable Watcher watcher;
    private @Nullable Runnable gone;
    private boolean ended;
    private boolean failing;
    /** A write failed as it does if the peer had closed its direction in order before. */
    private boolean failedAfterEnd;

    private boolean broken;
    /** Somebody wants to read, and has not got anything yet. */
    private boolean asked;
    /** It was read although nobody had asked: the peer closes its direction, or there is an error. */
    private boolean hinted;

    private boolean outputShut;

    /**
     * @param remote the peer's address; anything but an IP address is a Unix socket's
     */
    ChannelEnd(Channel channel, @Nullable SocketAddress remote) {
        this.channel = (DuplexChannel) channel;
        this.peer = remote instanceof InetSocketAddress inet ? IpAddress.of(inet.getAddress()) : IpAddress.UNIX;
        this.peerPort = remote instanceof InetSocketAddress inet ? inet.getPort() : 0;
        this.parking = new Parking(channel);
        this.peerCheck = new PeerCheck(channel, this::breakOff);
        this.reads = new ChannelReads(isHangupSilent() ? Integer.MAX_VALUE : 1);
        channel.config().setAutoRead(false);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        // A write that fails must not throw away what the peer has sent before it went.
        channel.config().setAutoClose(false);
        channel.config().setRecvByteBufAllocator(reads);
        channel.pipeline().addLast(this);
    }

    /**
     * Whether the peer's leaving makes the epoll report something that Netty does not act on (EPOLLHUP without EPOLLERR),
     * without end. So it is with Unix sockets, which is why they are read to the end at once when the peer closes (the
     * kernel holds no more than some 200 KiB) and then {@linkplain PeerCheck asked}.
     */
    private boolean isHangupSilent() {
        return channel instanceof EpollDomainSocketChannel;
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
        if (ended) {
            newWatcher.ended(this);
        }
        if (broken) {
            newWatcher.broken(this);
        }
    }

    /** From now on nobody is told, as before the first one was. */
    void watchNoMore() {
        watcher = null;
    }

    /** Takes back what the last watcher was told, for the next one; in the order of the stream. */
    void giveBack(ByteBuf bytes) {
        early.add(bytes);
    }

    /** Throws away so many bytes that were given back; false if they were not. */
    boolean take(int bytes) {
        int left = bytes;
        while (left > 0) {
            ByteBuf first = early.peek();
            if (first == null) {
                return false;
            }
            int taken = Math.min(left, first.readableBytes());
            first.skipBytes(taken);
            left -= taken;
            if (!first.isReadable()) {
                early.remove();
                first.release();
            }
        }
        return true;
    }

    /** Whether the peer closed its direction in order, and all that it sent was handed to the watcher. */
    boolean isEnded() {
        return ended;
    }

    boolean isBroken() {
        return broken;
    }

    /** Whether nothing that is written leaves any more; what the peer sent before it went is still read. */
    boolean isFailing() {
        return failing;
    }

    /** Asks for more bytes. */
    void readMore() {
        if (reads.ended() || broken) {
            return;
        }
        asked = true;
        parking.read();
    }

    /** Does not ask for more for now. */
    void readNoMore() {
        // A reset that comes after the end is still to be heard of; and so is the failure of what waits to be written,
        // which
        // only the event loop tells. The question whether the kernel has hung up may be ahead of its events.
        if (pending() == 0 && (outputShut || (!ended && (hinted || failing)))) {
            parking.parkIfHungUp();
        }
    }

    /** Closes the direction to the peer. All that was written must have left. */
    void shutdownOutput() {
        outputShut = true;
        channel.shutdownOutput();
        if (!asked) {
            readNoMore();
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
        hinted |= !asked;
        asked = false;
        if (watcher != null) {
            watcher.readComplete(this);
        }
        if (ended) {
            peerCheck.ask(); // nobody asked for more: this is about an error, which reading after the end does not tell
        } else if (reads.ended() && !broken) {
            end();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (watcher != null) {
            watcher.writabilityChanged(this);
        }
    }

    /**
     * Netty gives the input up only after a read that failed, since it hears of no orderly end; and the output after a write
     * that failed. While the channel is parked, it tells of such a write by nothing but this.
     */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            breakOff();
        } else if (event instanceof ChannelOutputShutdownEvent && !outputShut) {
            fail(Errno.NONE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // What Netty says of anything but the socket may quote what came.
        boolean ofSocket = cause instanceof IOException && !(cause instanceof SSLException);
        LOG.log(
                Level.DEBUG,
                "{0}: {1}",
                channel,
                ofSocket ? cause : cause.getClass().getName());
        Throwable first =
                cause instanceof ChannelOutputShutdownException && cause.getCause() != null ? cause.getCause() : cause;
        fail(Errno.ofAny(first));
    }

    /**
     * A read or a write failed. If it was a write, there may still be something to read, such as an answer in which a server
     * says why it left; and all that waited to be written fails with it, so the same is heard several times. The first error
     * says whether its last word may have been an orderly end (tcp(7), EPIPE) or was a reset.
     */
    private void fail(int errno) {
        if (ended) {
            breakOff();
        } else if (!failing && channel.isOpen()) {
            failing = true;
            failedAfterEnd = errno == Errno.EPIPE;
            readMore();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        breakOff();
    }

    private void end() {
        ChannelReads.stop(channel);
        if (failing && !failedAfterEnd) {
            breakOff();
            return;
        }
        ended = true;
        if (watcher != null) {
            watcher.ended(this);
        }
        if (failing) {
            breakOff();
            return;
        }
        readNoMore();
        if (isHangupSilent()) {
            peerCheck.keepAsking();
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
    public int peerPort() {
        return peerPort;
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
        return channel.localAddress() instanceof InetSocketAddress inet ? inet : null;
    }

    @Override
    public void onGone(Runnable newGone) {
        gone = newGone;
    }

    @Override
    public boolean hungUp() {
        return reads.hangupHeard() || failing || broken;
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
        if (channel.isOpen()) {
            try {
                channel.config().setOption(ChannelOption.SO_LINGER, 0); // a Unix socket does not know it: false
            } catch (ChannelException _) {
                // reset already
            }
            close();
        }
    }

    /** Bytes written to it that the socket had no room for. */
    long pending() {
        ChannelOutboundBuffer written = channel.unsafe().outboundBuffer();
        return written == null ? 0 : written.totalPendingWriteBytes();
    }

    @Override
    public int descriptor() {
        return channel instanceof UnixChannel unix ? unix.fd().intValue() : -1;
    }
}
