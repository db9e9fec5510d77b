package org.penlb.relay.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.unix.Buffer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.relay.Errno;
import org.penlb.relay.GatheringPort;
import org.penlb.relay.StreamReceiver;

/**
 * A socket whose bytes code of ours reads and writes. What is written is gathered and sent at the end of the event loop's
 * turn; what the socket has no room for waits here, and nothing else does: at rest there is no buffer.
 */
final class SocketConversation extends GatheringPort implements StreamEnd.Watcher {
    /** How often it may receive before the other connections of the event loop get their turn. */
    private static final int TURNS = 4;

    private final SocketTransport transport;
    private final Conversations conversations;
    private final StreamEnd end;
    private final StreamReceiver receiver;
    /** The peer's direction is closed, and the receiver knows. */
    private boolean ended;
    /** Our direction is closed. */
    private boolean shut;
    /** The receiver is to be told when all is written. */
    private boolean blocked;
    /** Nothing that is written arrives any more, for this reason; what the peer sent before is still its word. */
    private @Nullable String failure;

    SocketConversation(SocketTransport transport, StreamEnd end, StreamReceiver receiver) {
        super(ByteBufAllocator.DEFAULT);
        this.transport = transport;
        this.conversations = transport.conversations();
        this.end = end;
        this.receiver = receiver;
    }

    void start() {
        end.watch(this);
        queue();
    }

    @Override
    protected boolean isFailing() {
        return failure != null;
    }

    @Override
    protected void awaitEndOfTurn() {
        conversations.atEndOfTurn(this);
    }

    /** Sends what was written in this turn. Nothing is thrown from here either. */
    @Override
    protected void atEndOfTurn() {
        end.wake();
    }

    @Override
    public void ready(StreamEnd same) {
        receive();
        flush();
        if (failure != null) {
            receive();
            tellFailure(failure);
        }
        if (!over && end.dead && ended) {
            goneAfterItsEnd();
        }
    }

    private void receive() {
        for (int turn = 0; end.readable && !paused && !ended && !over; turn++) {
            if (turn == TURNS) {
                end.remind();
                return;
            }
            int n = end.receive(conversations.address(), conversations.room());
            if (n > 0) {
                receiver.received(this, conversations.received(n));
            } else if (n != -Errno.EAGAIN) {
                inputOver(n);
            }
            if (end.ended) {
                inputOver(0);
            }
        }
    }

    private void inputOver(int result) {
        if (over || ended) {
            return;
        }
        if (result < 0) {
            broken(Errno.reason(-result));
        } else if (failure != null && end.isReset()) {
            broken(failure);
        } else {
            ended = true;
            receiver.ended(this);
            closeIfDone();
        }
    }

    private void flush() {
        if (over) {
            return;
        }
        while (written != null && end.writable && failure == null) { // an end may take a part, and then more at once
            send(written);
        }
        if (written != null || over || failure != null) {
            return;
        }
        if (last && !shut) {
            shut = true;
            if (!end.shutdownOutput()) {
                int error = end.takeError();
                fail(error == Errno.NONE ? Errno.EPIPE : -error);
                return;
            }
        }
        closeIfDone();
        if (blocked && !over && end.unsent() == 0) {
            blocked = false;
            receiver.writable(this);
        }
    }

    private void send(ByteBuf bytes) {
        int length = bytes.readableBytes();
        ByteBuffer nio = bytes.internalNioBuffer(bytes.readerIndex(), length);
        int sent = end.send(Buffer.memoryAddress(nio) + nio.position(), length, last);
        if (sent < 0 && sent != -Errno.EAGAIN) {
            fail(-sent);
        } else if (sent == length) {
            release();
            blocked |= end.unsent() > 0;
        } else {
            blocked = true;
            bytes.skipBytes(Math.max(sent, 0)).discardSomeReadBytes();
        }
    }

    private void fail(int errno) {
        end.met(errno);
        failure = Errno.reason(errno);
        release();
    }

    /** Once all that the peer sent before is received. */
    private void tellFailure(String reason) {
        if (!over && (ended || paused || !end.readable)) {
            broken(reason);
        }
    }

    /** A reset after an orderly end shows neither as something to read nor, until something is sent, as an error. */
    private void goneAfterItsEnd() {
        int error = -end.takeError();
        if (error == Errno.NONE && shut) {
            closeIfDone();
        } else {
            broken(Errno.reason(error == Errno.NONE ? Errno.ECONNRESET : error));
        }
    }

    private void broken(String reason) {
        over = true;
        try {
            receiver.broken(this, reason);
        } finally {
            finish();
        }
    }

    private void closeIfDone() {
        if (ended && shut && !over && end.unsent() == 0) {
            finish();
        }
    }

    private void finish() {
        over = true;
        release();
        end.close();
        transport.retire(() -> receiver.closed(this));
    }

    @Override
    public void faulted(StreamEnd same) {
        reset();
    }

    @Override
    public long pending() {
        return (written == null ? 0 : written.readableBytes()) + end.unsent();
    }

    @Override
    public void close() {
        if (over) {
            return;
        }
        if (written != null && end.writable) {
            send(written);
        }
        finish();
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
