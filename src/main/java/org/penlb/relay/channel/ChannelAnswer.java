package org.penlb.relay.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.penlb.relay.Relay;
import org.penlb.relay.RelayListener;
import org.penlb.relay.RequestHead;

/** Answers a client without a server: reads a request's head, sends a fixed reply, closes when the client does. */
final class ChannelAnswer implements Relay, ChannelEnd.Watcher {
    private final RequestHead head = new RequestHead();
    private final ChannelEnd client;
    private final byte[] reply;
    private final RelayListener listener;
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
        while (!head.isComplete() && bytes.isReadable()) {
            head.add(bytes.readByte());
            if (head.isComplete()) {
                answer();
            }
        }
        bytes.release();
    }

    private void answer() {
        client.channel().writeAndFlush(Unpooled.wrappedBuffer(reply)).addListener(_ -> {
            answered = true;
            if (ended) {
                finish();
            } else if (!over) {
                client.shutdownOutput();
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
        if (answered || !head.isComplete()) {
            finish();
        }
    }

    @Override
    public void writabilityChanged(ChannelEnd end) {
        // one small reply
    }

    @Override
    public void broken(ChannelEnd end) {
        finish();
    }

    @Override
    public void reset() {
        if (!over && head.isComplete() && !answered) {
            client.reset();
        }
        finish();
    }

    private void finish() {
        if (!over) {
            over = true;
            client.close();
            client.channel()
                    .closeFuture()
                    .addListener(_ -> client.channel().eventLoop().execute(() -> listener.over(this)));
        }
    }
}
