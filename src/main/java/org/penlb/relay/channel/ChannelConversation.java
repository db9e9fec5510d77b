package org.penlb.relay.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.relay.GatheringPort;
import org.penlb.relay.StreamReceiver;

/**
 * A channel whose bytes code of ours reads and writes. What is written is gathered and handed to the channel at the end of
 * the event loop's turn.
 */
final class ChannelConversation extends GatheringPort implements ChannelEnd.Watcher {
    private static final Logger LOG = System.getLogger(ChannelConversation.class.getName());

    private final ChannelEnd end;
    private final StreamReceiver receiver;
    /** What came although reading was paused: epoll looks when the peer closes. */
    private final Queue<ByteBuf> held = new ArrayDeque<>(0);

    private boolean ended;
    /** The receiver knows that the peer's direction is closed. */
    private boolean endTold;
    /** Our direction is closed once the channel has written all. */
    private boolean lastHanded;
    /** Our direction is closed. */
    private boolean shut;
    /** How many pieces the channel has not written yet. */
    private int blocked;

    ChannelConversation(ChannelEnd end, StreamReceiver receiver) {
        super(end.channel().alloc());
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

    @Override
    protected boolean isFailing() {
        return end.isFailing();
    }

    @Override
    protected void awaitEndOfTurn() {
        end.channel().eventLoop().execute(this::turnEnds);
    }

    /** Hands on what was written in this turn, and what came while reading was paused. */
    @Override
    protected void atEndOfTurn() {
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
            reset();
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
        release();
        held.forEach(ByteBuf::release);
        held.clear();
        end.close();
        end.channel()
                .closeFuture()
                .addListener(_ -> end.channel().eventLoop().execute(() -> tell(() -> receiver.closed(this))));
    }

    @Override
    public long pending() {
        return (written == null ? 0 : written.readableBytes()) + end.pending();
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
