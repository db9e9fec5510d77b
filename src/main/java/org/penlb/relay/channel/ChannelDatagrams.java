package org.penlb.relay.channel;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.BindOptions;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.DatagramReceiver;
import org.penlb.relay.DatagramTransport;
import org.penlb.relay.SocketMemory;

/**
 * Datagrams by Netty channels on one event loop: epoll's where the loop has it, java.nio's elsewhere. Each is copied into
 * the batch and out of it. Netty does not tell to which address of ours a datagram was sent, so an answer to a client of a
 * wildcard address leaves from the one that the system chooses, and {@link org.penlb.relay.Peer} has none. With java.nio
 * it does not send empty datagrams.
 */
public final class ChannelDatagrams implements DatagramTransport {
    /** Room for bursts, as far as the system's limit allows. */
    private static final int CONNECTED_ROOM = 4 << 20;
    /** What is kept here, too, when the system does not take it at once. */
    private static final int SENDING_ROOM = 1 << 20;

    private static final int LONGEST = 1 << 16;
    /** How many datagrams epoll's channels read by one system call. */
    private static final int READ_TOGETHER = 8;

    private final EventLoop loop;
    private final ChannelKind kind;
    private final Arena arena = Arena.ofConfined();
    private final DatagramBatch batch = new DatagramBatch(arena);
    private final SocketMemory memory = new SocketMemory(arena);

    /** To be called on the event loop. */
    public ChannelDatagrams(EventLoop loop) {
        this.loop = loop;
        this.kind = ChannelKind.on(loop);
    }

    @Override
    public DatagramPort listen(InetSocketAddress local, BindOptions bind, int receiveBuffer, DatagramReceiver receiver)
            throws IOException {
        DatagramChannel channel = open(local, receiveBuffer);
        channel.config().setAutoRead(false);
        if (bind.v6only()) {
            leaveV4(channel);
        }
        if (bind.shared()) {
            if (kind == ChannelKind.EPOLL) {
                channel.config().setOption(UnixChannelOption.SO_REUSEPORT, true);
            } else {
                channel.config().setOption(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
            }
        }
        var port = new ChannelPort(channel, batch, memory, false, receiver);
        start(channel, port);
        done(channel, channel.bind(local));
        return port;
    }

    @Override
    public DatagramPort connect(InetSocketAddress server, @Nullable InetAddress source, DatagramReceiver receiver)
            throws IOException {
        DatagramChannel channel = open(server, CONNECTED_ROOM);
        var port = new ChannelPort(channel, batch, memory, true, receiver);
        start(channel, port);
        if (source != null) {
            done(channel, channel.bind(new InetSocketAddress(source, 0)));
        }
        done(channel, channel.connect(server));
        return port;
    }

    private void leaveV4(DatagramChannel channel) throws IOException {
        try {
            kind.leaveV4(channel);
        } catch (IOException e) {
            channel.unsafe().closeForcibly(); // never registered
            throw e;
        }
    }

    private DatagramChannel open(InetSocketAddress address, int room) throws IOException {
        if (address.getAddress() == null) {
            throw new IOException(address.getHostString() + " is not resolved");
        }
        DatagramChannel channel;
        try {
            channel = kind.datagrams(address);
        } catch (ChannelException e) {
            throw new IOException(e.getMessage(), e);
        }
        channel.config().setReceiveBufferSize(room).setSendBufferSize(SENDING_ROOM);
        // What the system does not take at once is kept, but not without bound: a port drops beyond the mark.
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(SENDING_ROOM / 2, SENDING_ROOM));
        var reads = new FixedRecvByteBufAllocator(kind == ChannelKind.EPOLL ? READ_TOGETHER * LONGEST : LONGEST);
        channel.config().setRecvByteBufAllocator(reads.maxMessagesPerRead(DatagramBatch.SLOTS));
        if (kind == ChannelKind.EPOLL) {
            // Reading one by one, epoll's connected channels take an empty datagram for nothing.
            channel.config().setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, LONGEST);
        }
        return channel;
    }

    private void start(DatagramChannel channel, ChannelPort port) throws IOException {
        channel.pipeline().addLast(port);
        done(channel, loop.register(channel));
    }

    /** The calls of the event loop's own thread are over when they return. */
    private static void done(DatagramChannel channel, ChannelFuture future) throws IOException {
        if (!future.isSuccess()) {
            channel.close();
            throw future.cause() instanceof IOException e ? e : new IOException("cannot open", future.cause());
        }
    }

    /** The memory goes after the events at hand: whoever closes it may do so while datagrams are delivered. */
    @Override
    public void close() {
        loop.execute(arena::close);
    }
}
