package org.penlb.relay.channel;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.Look;
import org.penlb.relay.LookListener;
import org.penlb.relay.LookListener.Outcome;

/** Reads a client's first bytes, shows them, and gives them back to the client's end, which hands them on later. */
final class ChannelLook implements Look, ChannelEnd.Watcher {
    private static final Logger LOG = System.getLogger(ChannelLook.class.getName());

    private final ChannelEnd client;
    private final int mostBytes;
    private final LookListener listener;
    private @Nullable ByteBuf held;
    private @Nullable ScheduledFuture<?> deadline;
    private boolean over;

    ChannelLook(ChannelEnd client, int mostBytes, LookListener listener) {
        this.client = client;
        this.mostBytes = mostBytes;
        this.listener = listener;
    }

    void start(long patienceNanos) {
        var loop = client.channel().eventLoop();
        deadline = loop.schedule(() -> finish(Outcome.TIMEOUT), patienceNanos, TimeUnit.NANOSECONDS);
        loop.execute(() -> {
            if (!over) {
                client.watch(this);
            }
        });
    }

    @Override
    public void read(ChannelEnd end, ByteBuf bytes) {
        if (over) {
            client.giveBack(bytes);
            return;
        }
        int before = held == null ? 0 : held.readableBytes();
        if (held == null) {
            held = bytes;
        } else {
            held.writeBytes(bytes);
            bytes.release();
        }
        show(held, before);
    }

    private void show(ByteBuf bytes, int before) {
        int length = Math.min(bytes.readableBytes(), mostBytes);
        if (length == before) {
            return;
        }
        try {
            var view = bytes.nioBuffer(bytes.readerIndex(), length).asReadOnlyBuffer();
            switch (listener.seen(client, view)) {
                case ENOUGH -> finish(Outcome.ENOUGH);
                case REFUSE -> finish(Outcome.REFUSED);
                case MORE -> {
                    if (length == mostBytes) {
                        finish(Outcome.TOO_LONG);
                    }
                }
            }
        } catch (RuntimeException e) {
            fault(e);
        }
    }

    private void fault(RuntimeException e) {
        LOG.log(Level.WARNING, "a connection of " + client.peer() + " is closed after a fault of ours", e);
        finish(Outcome.RESET); // whoever waits for it has places to give back
        client.reset();
    }

    @Override
    public void readComplete(ChannelEnd end) {
        if (!over) {
            end.readMore();
        }
    }

    @Override
    public void ended(ChannelEnd end) {
        finish(Outcome.ENDED);
    }

    @Override
    public void writabilityChanged(ChannelEnd end) {
        // nothing is written
    }

    @Override
    public void broken(ChannelEnd end) {
        finish(Outcome.RESET);
    }

    /** Told later, not in the middle of the channel's reading. */
    private void finish(Outcome outcome) {
        if (stop()) {
            client.channel().eventLoop().execute(() -> tell(outcome));
        }
    }

    private void tell(Outcome outcome) {
        try {
            listener.over(client, outcome);
        } catch (RuntimeException e) {
            fault(e);
        }
    }

    private boolean stop() {
        if (over) {
            return false;
        }
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        client.watchNoMore();
        if (held != null) {
            client.giveBack(held);
            held = null;
        }
        return true;
    }

    @Override
    public void cancel() {
        var _ = stop();
    }
}
