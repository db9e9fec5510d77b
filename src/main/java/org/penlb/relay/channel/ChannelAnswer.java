package org.penlb.relay.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.penlb.relay.Relay;
import org.penlb.relay.RelayListener;

/** Answers a client without a server: reads a request's head, sends a fixed reply, closes when the client does. */
final class ChannelAnswer implements Relay, ChannelEnd.Watcher {
    /** A request head longer than this is answered without waiting for its end. */
    private static final int LONGEST_HEAD = 8 * 1024;

    private static final int BLANK_LINE = ('\r' << 24) | ('\n' << 16) | ('\r' << 8) | '\n';

    private final ChannelEnd client;
    private final byte[] reply;
    private final RelayListener listener;
    private int lastFour;
    private int looked;
    private boolean asked;
    private boolean answered;
    private boolean ended;
    private boolean over;

    ChannelAnswer(ChannelEnd client, byte[] reply, RelayListener listener) {
        this.client = client;
        this.reply = reply;
        this.listener = listener;
    }

    void start() {
        client.watch(this);
    }

    @Override
    public long toServer() {
        return 0;
    }

    @Override
    public long fromServer() {
        return answered ? reply.length : 0;
    }

    @Override
    public void read(ChannelEnd end, ByteBuf bytes) {
        while (!asked && bytes.isReadable()) {
            lastFour = (lastFour << 8) | bytes.readUnsignedByte();
            asked = lastFour == BLANK_LINE || ++looked >= LONGEST_HEAD;
            if (asked) {
                answer();
            }
        }
        bytes.release();
    }

    private void answer() {
        client.channel().writeAndFlush(Unpooled.wrappedBuffer(reply)).addListener(_ -> {
            answered = true;
            if (ended) {
                close();
            } else if (!over) {
                client.channel().shutdownOutput();
            }
        });
    }

    @Override
    public void readComplete(ChannelEnd end) {
        end.readMore();
    }

    @Override
    public void ended(ChannelEnd end) {
        ended = true;
        if (answered || !asked) {
            close();
        }
    }

    @Override
    public void writabilityChanged(ChannelEnd end) {
        // one small reply
    }

    @Override
    public void broken(ChannelEnd end) {
        close();
    }

    @Override
    public void close() {
        if (!over) {
            over = true;
            client.close();
            client.channel()
                    .closeFuture()
                    .addListener(_ -> client.channel().eventLoop().execute(() -> listener.over(this)));
        }
    }
}
