package org.penlb.relay.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.relay.StreamPort;
import org.penlb.relay.StreamReceiver;

/**
 * A channel whose bytes code of ours reads and writes. What is written is gathered and handed to the channel at the end of
 * the event loop's turn.
 */
final class ChannelConversation implements StreamPort, ChannelEnd.Watcher {
    private static final Logger LOG = System.getLogger(ChannelConversation.class.getName());

    /** What is gathered first; it grows, and a message of DNS mostly fits. */
    private static final int FIRST_ROOM = 4 * 1024;

    private final ChannelEnd end;
    private final StreamReceiver receiver;
    /** What came although reading was paused: epoll looks when the peer closes. */
    private final Queue<ByteBuf> held = new ArrayDeque<>(0);

    private @Nullable ByteBuf written;
    private boolean paused;
    private boolean ended;
    /** The receiver knows that the peer's direction is closed. */
    private boolean endTold;
    /** Nothing more is to be written. */
    private boolean last;
    /** Our direction is closed once the channel has written all. */
    private boolean lastHanded;
    /** Our direction is closed. */
    private boolean shut;
    /** How many pieces the channel has not written yet. */
    private int blocked;
    /** It has its turn when the events at hand are done with. */
    private boolean queued;

    private boolean over;

    ChannelConversation(ChannelEnd end, StreamReceiver receiver) {
        this.end = end;
        this.receiver = receiver;
    }

    void start() {
        end.channel().eventLoop().execute(() -> {
            if (!over) {
                end.watch(this);
            }
        });
    }

    private void queue() {
        if (!queued) {
            queued = true;
            end.channel().eventLoop().execute(this::turnEnds);
        }
    }

    /** Hands on what was written in this turn, and what came while reading was paused. */
    private void turnEnds() {
        queued = false;
        flush();
        while (!paused && !over && !held.isEmpty()) {
            show(held.remove());
        }
        tellEnd();
        if (!paused && !over) {
            end.readMore();
        }
    }

    /** Nothing may be thrown at Netty from here: it would take it for a failure of the channel. */
    private void tell(Runnable what) {
        try {
            what.run();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a connection of " + peer() + " is closed after a fault of ours", e);
            finish();
        }
    }

    @Override
    public void read(ChannelEnd from, ByteBuf bytes) {
        if (over) {
            bytes.release();
        } else if (paused || !held.isEmpty()) {
            held.add(bytes);
        } else {
            show(bytes);
        }
    }

    private void show(ByteBuf bytes) {
        try {
            tell(() -> receiver.received(this, bytes.nioBuffer().asReadOnlyBuffer()));
        } finally {
            bytes.release();
        }
    }

    @Override
    public void readComplete(ChannelEnd from) {
        if (over) {
            return;
        }
        if (paused) {
            end.readNoMore();
        } else {
            end.readMore();
        }
    }

    @Override
    public void ended(ChannelEnd from) {
        ended = true;
        tellEnd();
    }

    private void tellEnd() {
        if (ended && !endTold && !over && held.isEmpty()) {
            endTold = true;
            tell(() -> receiver.ended(this));
            closeIfDone();
        }
    }

    @Override
    public void writabilityChanged(ChannelEnd to) {
        // how much waits is the writer's to ask
    }

    @Override
    public void broken(ChannelEnd from) {
        if (over) {
            return;
        }
        while (!paused && !over && !held.isEmpty()) {
            show(held.remove());
        }
        if (!over) {
            over = true;
            tell(() -> receiver.broken(this, "connection reset"));
            letGo();
        }
    }

    private void flush() {
        ByteBuf bytes = written;
        if (over || (bytes == null && (!last || lastHanded))) {
            return;
        }
        written = null;
        boolean isLast = last;
        lastHanded = last;
        ChannelFuture handed = end.channel().writeAndFlush(bytes == null ? Unpooled.EMPTY_BUFFER : bytes);
        if (!handed.isDone()) {
            blocked++;
            handed.addListener(done -> unblocked(done.isSuccess(), isLast));
        } else if (isLast && handed.isSuccess()) {
            shutNow();
        }
    }

    private void unblocked(boolean success, boolean isLast) {
        blocked--;
        if (over || !success) {
            return;
        }
        if (isLast) {
            shutNow();
        }
        if (blocked == 0 && !over) {
            tell(() -> receiver.writable(this));
        }
    }

    private void shutNow() {
        shut = true;
        end.shutdownOutput();
        closeIfDone();
    }

    private void closeIfDone() {
        if (endTold && shut) {
            finish();
        }
    }

    private void finish() {
        if (!over) {
            over = true;
            letGo();
        }
    }

    private void letGo() {
        if (written != null) {
            written.release();
            written = null;
        }
        held.forEach(ByteBuf::release);
        held.clear();
        end.close();
        end.channel()
                .closeFuture()
                .addListener(_ -> end.channel().eventLoop().execute(() -> tell(() -> receiver.closed(this))));
    }

    /** Where to write to; null if nothing is written any more. */
    private @Nullable ByteBuf room() {
        if (over || end.isFailing()) {
            return null;
        }
        if (last) {
            throw new IllegalStateException("written after the end of the stream");
        }
        if (written == null) {
            written = end.channel().alloc().directBuffer(FIRST_ROOM);
        }
        queue();
        return written;
    }

    @Override
    public void write(ByteBuffer bytes) {
        ByteBuf room = room();
        if (room != null) {
            room.writeBytes(bytes);
        } else {
            bytes.position(bytes.limit());
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        ByteBuf room = room();
        if (room != null) {
            room.writeBytes(bytes, offset, length);
        }
    }

    @Override
    public void write(MemorySegment bytes, long offset, int length) {
        ByteBuf room = room();
        if (room != null) {
            room.writeBytes(bytes.asSlice(offset, length).asByteBuffer());
        }
    }

    @Override
    public long pending() {
        return (written == null ? 0 : written.readableBytes()) + end.pending();
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        if (paused && !over) {
            paused = false;
            queue();
        }
    }

    @Override
    public void shutdownOutput() {
        if (!last && !over) {
            last = true;
            queue();
        }
    }

    @Override
    public void close() {
        if (!over) {
            flush();
            finish();
        }
    }

    @Override
    public void reset() {
        if (!over) {
            end.reset();
            finish();
        }
    }

    @Override
    public IpAddress peer() {
        return end.peer();
    }

    @Override
    public int peerPort() {
        return end.peerPort();
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
        return end.localAddress();
    }
}
