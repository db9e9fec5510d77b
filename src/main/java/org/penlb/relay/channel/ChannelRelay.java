package org.penlb.relay.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.penlb.config.FastClose;
import org.penlb.relay.Editor;
import org.penlb.relay.Inspection;
import org.penlb.relay.Relay;
import org.penlb.relay.RelayListener;
import org.penlb.relay.SafeTap;

/**
 * Two channels joined: a buffer goes from read to write untouched. A side is read only while the other has room, so what
 * is held is what one turn of reading brought.
 */
final class ChannelRelay implements Relay, ChannelEnd.Watcher {
    private final ChannelEnd client;
    private final ChannelEnd server;
    private final FastClose fastClose;
    private final RelayListener listener;
    private final SafeTap tap;
    private @Nullable Editor editor;
    private long toServer;
    private long fromServer;
    /** What the client sends is thrown away: it is read on only so that its end is found on every kind of channel. */
    private boolean clientSilenced;

    private boolean clientDone;
    private boolean serverDone;
    private boolean resetByServer;
    private boolean over;

    ChannelRelay(
            ChannelEnd client, ChannelEnd server, FastClose fastClose, Inspection inspection, RelayListener listener) {
        this.tap = SafeTap.of(inspection.tap());
        this.editor = inspection.editor();
        this.client = client;
        this.server = server;
        this.fastClose = fastClose;
        this.listener = listener;
    }

    /**
     * @param preface what the server gets before anything of the client
     */
    void start(byte[] preface) {
        if (preface.length > 0) {
            var to = server.channel();
            to.writeAndFlush(Unpooled.wrappedBuffer(preface), to.voidPromise());
        }
        client.watch(this);
        if (!over) {
            server.watch(this);
        }
    }

    @Override
    public long toServer() {
        return toServer;
    }

    @Override
    public long fromServer() {
        return fromServer;
    }

    @Override
    public long pendingToServer() {
        return server.pending();
    }

    @Override
    public long pendingToClient() {
        return client.pending();
    }

    @Override
    public boolean isResetByServer() {
        return resetByServer;
    }

    private ChannelEnd opposite(ChannelEnd end) {
        return end == client ? server : client;
    }

    @Override
    public void read(ChannelEnd from, ByteBuf bytes) {
        if (over || takesNothing(opposite(from)) || isSilenced(from)) {
            bytes.release();
            return;
        }
        show(from, bytes);
        ByteBuf passed = from == client && editor != null ? edited(bytes, editor) : bytes;
        if (passed == null) {
            reset();
            return;
        }
        if (from == client) {
            toServer += passed.readableBytes();
        } else {
            fromServer += passed.readableBytes();
        }
        var to = opposite(from).channel();
        to.write(passed, to.voidPromise());
        if (from == client && editor != null) {
            if (editor.isOver()) {
                ended(client);
                clientSilenced = true;
            } else if (editor.isDone()) {
                editor = null;
            }
        }
    }

    private static boolean takesNothing(ChannelEnd to) {
        return to.isFailing() || to.isBroken();
    }

    private boolean isSilenced(ChannelEnd end) {
        return clientSilenced && end == client;
    }

    private @Nullable ByteBuf edited(ByteBuf bytes, Editor by) {
        try {
            return by.edit(bytes.nioBuffer(), fromServer);
        } finally {
            bytes.release();
        }
    }

    private void show(ChannelEnd from, ByteBuf bytes) {
        if (from == client && tap.seesClient()) {
            tap.fromClient(bytes.nioBuffer(), fromServer);
        } else if (from == server && tap.seesServer()) {
            tap.fromServer(bytes.nioBuffer());
        }
    }

    @Override
    public void readComplete(ChannelEnd from) {
        if (over) {
            return;
        }
        ChannelEnd to = opposite(from);
        to.channel().flush();
        // What nobody takes any more is thrown away, so that the sender need not wait, and its end is found.
        if (isSilenced(from) || to.channel().isWritable() || takesNothing(to)) {
            from.readMore();
        } else {
            from.readNoMore();
        }
    }

    @Override
    public void writabilityChanged(ChannelEnd to) {
        if (!over && to.channel().isWritable()) {
            opposite(to).readMore();
        }
    }

    @Override
    public void ended(ChannelEnd from) {
        if (over || isSilenced(from)) {
            return;
        }
        ChannelEnd to = opposite(from);
        // Netty drops what is not written yet when a direction is shut down, so that has to leave first.
        to.channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> passedOn(from));
    }

    /** All that one side sent has been handed to the other: now its end is. */
    private void passedOn(ChannelEnd from) {
        if (over) {
            return;
        }
        boolean closesBoth;
        if (from == client) {
            clientDone = true;
            closesBoth = fastClose.onClientClose();
        } else {
            serverDone = true;
            closesBoth = fastClose.onServerClose();
        }
        if (closesBoth || (clientDone && serverDone) || from.isBroken()) {
            finish();
        } else {
            opposite(from).shutdownOutput();
        }
    }

    /**
     * One end was reset or is gone. If it had closed its direction in order before, what it sent is whole, and the other is
     * closed in order once it has all of it. Otherwise the other learns of it as a reset.
     */
    @Override
    public void broken(ChannelEnd end) {
        if (over) {
            return;
        }
        if (end.isEnded()) {
            end.close();
            if (end == client ? clientDone : serverDone) {
                finish();
            } else {
                opposite(end).readMore(); // for nobody: while its last bytes are on their way, the other must not wait
            }
        } else {
            opposite(end).channel().flush();
            opposite(end).reset();
            resetByServer = end == server;
            finish();
        }
    }

    @Override
    public void reset() {
        if (over) {
            return;
        }
        if (!serverDone) {
            client.reset();
        }
        if (!clientDone || clientSilenced) {
            server.reset();
        }
        finish();
    }

    private void finish() {
        if (over) {
            return;
        }
        over = true;
        client.close();
        server.close();
        tap.over();
        client.channel()
                .closeFuture()
                .addListener(_ -> server.channel().closeFuture().addListener(_ -> tell()));
    }

    /** Later, so that nobody is told from within a call of his own. */
    private void tell() {
        client.channel().eventLoop().execute(() -> listener.over(this));
    }
}
