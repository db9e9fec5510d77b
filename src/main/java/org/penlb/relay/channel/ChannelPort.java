package org.penlb.relay.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.DatagramReceiver;
import org.penlb.relay.Errno;
import org.penlb.relay.Peer;
import org.penlb.relay.SocketMemory;

/** A datagram channel. What it reads in one turn is delivered together. */
final class ChannelPort extends ChannelInboundHandlerAdapter implements DatagramPort {
    private static final Logger LOG = System.getLogger(ChannelPort.class.getName());
    /** Linux makes twice as much of the receive buffer that it is asked for, and says so; java.nio hides it. */
    private static final int DOUBLED = 2;

    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private final DatagramChannel channel;
    private final DatagramBatch batch;
    private final SocketMemory memory;
    private final boolean connected;
    private final DatagramReceiver receiver;
    private int received;
    private boolean flushing;
    private boolean closed;
    private boolean telling;
    private long dropped;
    private int overflowed;
    private int waiting;

    ChannelPort(
            DatagramChannel channel,
            DatagramBatch batch,
            SocketMemory memory,
            boolean connected,
            DatagramReceiver receiver) {
        this.channel = channel;
        this.batch = batch;
        this.memory = memory;
        this.connected = connected;
        this.receiver = receiver;
    }

    @Override
    public InetSocketAddress localAddress() {
        return channel.localAddress();
    }

    @Override
    public int descriptor() {
        return channel instanceof UnixChannel unix ? unix.fd().intValue() : -1;
    }

    @Override
    public void resume() {
        channel.config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (closed) {
                return;
            }
            take((DatagramPacket) message);
        } finally {
            ReferenceCountUtil.release(message);
        }
        if (received == DatagramBatch.SLOTS) {
            deliver();
        }
    }

    private void take(DatagramPacket packet) {
        int slot = received++;
        ByteBuf content = packet.content();
        int length = content.readableBytes();
        content.readBytes(bytes(batch, slot, length));
        batch.length(slot, length);
        if (!connected) {
            Peer peer = batch.peer(slot);
            InetSocketAddress sender = packet.sender();
            IpAddress address = IpAddress.of(sender.getAddress());
            int scope = sender.getAddress() instanceof Inet6Address v6 && v6.isLinkLocalAddress() ? v6.getScopeId() : 0;
            peer.from(address.high(), address.low(), sender.getPort(), scope);
            peer.to(0, 0, 0);
        }
    }

    private static ByteBuffer bytes(DatagramBatch batch, int slot, int length) {
        MemorySegment bytes = batch.memory().asSlice(batch.offset(slot), length);
        return bytes.asByteBuffer();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        deliver();
    }

    /** The batch is shared: it is empty again before another port reads. */
    private void deliver() {
        int count = received;
        received = 0;
        if (closed || count == 0) {
            return;
        }
        boolean full = count == DatagramBatch.SLOTS;
        waiting = full && !connected ? memory.datagramsWaiting(descriptor(), batch, 0, count) : 0;
        try {
            receiver.received(this, batch, 0, count);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, localAddress() + ": datagrams are lost after a fault of ours", e);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        deliver();
        tellIfUnreachable(cause);
    }

    /** Whoever can send from nowhere is told so; of a report on an earlier datagram as {@link #tellIfUnreachable}. */
    private void notSent(Throwable cause) {
        int errno = Errno.ofAny(cause);
        if (!connected || !Errno.isOfSource(errno)) {
            tellIfUnreachable(cause);
        } else if (!telling) {
            telling = true;
            tell(Errno.reason(errno), (port, reason) -> {
                telling = false;
                receiver.cannotSend(port, reason);
            });
        }
    }

    private void tellIfUnreachable(Throwable cause) {
        int errno = Errno.ofAny(cause);
        if (connected && Errno.isUnreachable(errno)) {
            tell(Errno.reason(errno), receiver::unreachable);
        }
    }

    /** Tells the receiver, after the events at hand: it may be in the middle of something. */
    private void tell(String reason, BiConsumer<DatagramPort, String> told) {
        channel.eventLoop().execute(() -> {
            if (closed) {
                return;
            }
            try {
                told.accept(this, reason);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, localAddress() + ": a fault of ours, told that " + reason, e);
            }
        });
    }

    @Override
    public void send(DatagramBatch from, int slot, Peer to) {
        send(copy(from, slot), addressOf(to));
    }

    @Override
    public void send(DatagramBatch from, int slot) {
        send(copy(from, slot), null);
    }

    @Override
    public void send(byte[] datagram, int length, Peer to) {
        send(channel.alloc().buffer(length).writeBytes(datagram, 0, length), addressOf(to));
        flush();
    }

    @Override
    public void send(byte[] datagram, int length) {
        send(channel.alloc().buffer(length).writeBytes(datagram, 0, length), null);
        flush();
    }

    private ByteBuf copy(DatagramBatch from, int slot) {
        int length = from.length(slot);
        return channel.alloc().buffer(length).writeBytes(bytes(from, slot, length));
    }

    private static InetSocketAddress addressOf(Peer peer) {
        InetAddress address = peer.address().toInetAddress();
        if (peer.scope() != 0 && address instanceof Inet6Address) {
            try {
                address = Inet6Address.getByAddress(null, address.getAddress(), peer.scope());
            } catch (UnknownHostException e) {
                throw new AssertionError("16 bytes are always an address", e);
            }
        }
        return new InetSocketAddress(address, peer.port());
    }

    private void send(ByteBuf datagram, @Nullable InetSocketAddress to) {
        if (closed) {
            datagram.release();
        } else if (!datagram.isReadable()) {
            datagram.release();
            sendEmpty(to);
        } else if (!channel.isWritable()) {
            datagram.release();
            dropped++;
        } else {
            write(datagram, to, connected);
            flushLater();
        }
    }

    /** Netty's own writes take an empty datagram for one that was sent, or for one that was not, and never send it. */
    private void sendEmpty(@Nullable InetSocketAddress to) {
        if (!(channel instanceof UnixChannel unix)) {
            dropped++;
            return;
        }
        flush(); // what comes before it
        var socket = (Socket) unix.fd();
        try {
            int sent = to == null
                    ? socket.send(NOTHING, 0, 0)
                    : socket.sendTo(NOTHING, 0, 0, to.getAddress(), to.getPort());
            dropped += sent < 0 ? 1 : 0;
        } catch (IOException e) {
            dropped++;
            notSent(e);
        }
    }

    /**
     * A failure may be news about an earlier datagram, which the system tells on the next call, whatever that is: the one
     * that met it is sent once more.
     */
    private void write(ByteBuf datagram, @Nullable InetSocketAddress to, boolean again) {
        ByteBuf kept = datagram.retainedDuplicate();
        channel.write(to == null ? datagram : new DatagramPacket(datagram, to)).addListener(written -> {
            if (written.isSuccess() || closed) {
                kept.release();
                return;
            }
            if (again) {
                if (!Errno.isOfSource(Errno.ofAny(written.cause()))) {
                    tellIfUnreachable(written.cause());
                }
                write(kept, to, false);
                flushLater();
            } else {
                notSent(written.cause());
                kept.release();
                dropped++;
            }
        });
    }

    /** Together with what else is sent in this round, as far as the channel can do that. */
    private void flushLater() {
        if (!flushing) {
            flushing = true;
            channel.eventLoop().execute(this::flush);
        }
    }

    private void flush() {
        flushing = false;
        channel.flush();
    }

    @Override
    public void anyOrder() {
        // each is sent by itself, so no order costs less
    }

    @Override
    public long takeDropped() {
        long taken = dropped;
        dropped = 0;
        return taken;
    }

    @Override
    public int waiting() {
        return waiting;
    }

    @Override
    public void receiveBuffer(int bytes) {
        channel.config().setReceiveBufferSize(bytes);
    }

    @Override
    public int receiveBuffer() {
        int bytes = channel.config().getReceiveBufferSize();
        return channel instanceof UnixChannel ? bytes / DOUBLED : bytes;
    }

    @Override
    public long takeOverflowed() {
        if (!closed && memory.read(descriptor())) {
            int drops = memory.drops();
            long taken = Integer.toUnsignedLong(drops - overflowed);
            overflowed = drops;
            return taken;
        }
        return 0;
    }

    @Override
    public void close() {
        if (!closed) {
            channel.flush();
            closed = true;
            channel.close();
        }
    }
}
