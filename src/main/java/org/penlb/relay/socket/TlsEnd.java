package org.penlb.relay.socket;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.relay.Errno;
import org.penlb.relay.SecureEnd;
import org.penlb.relay.records.Records;

/**
 * A socket whose bytes travel in records. It decrypts straight into the relay's memory, and encrypts into memory that the event
 * loop's connections share, which leaves with one system call; at rest it holds neither. While output waits for room nothing
 * is encrypted. The end of the peer's direction is what TLS says it is; that of a socket without it is one, too, but is
 * remembered as cut.
 */
final class TlsEnd extends StreamEnd implements SecureEnd {
    /** A MiB costs several times what a spliced one does. */
    private static final int TURN = 128 * 1024;

    private final SocketTransport transport;
    private final SocketEnd below;
    private final Records records;
    /** What came and is not whole yet, or found no room. */
    private final KeptBytes unread;

    private final TlsOutput output;
    /** Decrypting stopped for lack of room: no event of the system will tell of the rest. */
    private boolean moreInside;

    private boolean truncated;
    private boolean closed;
    /** Why nothing is received any more, as a negative error number. */
    private int failure;

    private @Nullable Runnable gone;

    /**
     * Takes over after a handshake.
     *
     * @param unread what came behind it; this end's from now on
     */
    TlsEnd(SocketTransport transport, SocketEnd below, Records records, KeptBytes unread) {
        this.transport = transport;
        this.below = below;
        this.records = records;
        this.unread = unread;
        this.output = new TlsOutput(transport, below, records);
        moreInside = unread.length() > 0;
        readable = below.readable || moreInside;
        writable = below.writable;
        dead = below.dead;
        below.watch(this::happened);
        var _ = output.sendOwn();
        afterSending();
    }

    private void happened(StreamEnd same) {
        if (closed) {
            return;
        }
        readable |= below.readable;
        dead |= below.dead;
        if (below.writable) {
            output.flush();
            afterSending();
        }
        wake();
    }

    @Override
    public int receive(long address, int length) {
        while (failure == 0) {
            TlsMemory memory = transport.tlsMemory();
            int had = unread.restore(memory.in);
            int came = 0;
            if (!moreInside) {
                came = below.receive(memory.inAddress + had, mostReceived(memory, length) - had);
                if (came < 0) {
                    unread.add(memory.in, 0, had);
                    readable &= came != -Errno.EAGAIN;
                    return came;
                }
            }
            int put = open(memory, had + came, address, length);
            if (put < 0) {
                return put;
            }
            boolean cut = below.ended && !moreInside && !records.isEnded();
            if (cut && output.failure() != 0) { // the error was told to the send: this is no end
                return put > 0 ? put : fail(Errno.ECONNRESET);
            }
            truncated = cut;
            ended = cut || records.isEnded();
            readable = ended || moreInside || below.readable;
            if (put > 0 || ended) {
                return put;
            }
            if (!readable) {
                return -Errno.EAGAIN;
            }
        }
        return failure;
    }

    /** No more than can be handed on, since what is decrypted is shorter than what came; but a record at least. */
    private static int mostReceived(TlsMemory memory, int length) {
        return Math.min(memory.in.capacity(), Math.max(length, Records.WHOLE));
    }

    /** Decrypts what is there; returns how much came of it, or an error number, negative. */
    private int open(TlsMemory memory, int there, long address, int length) {
        try {
            int put = records.open(memory.inAddress, there, address, length);
            moreInside = records.isFull();
            if (!records.isEnded()) {
                unread.add(memory.in, records.taken(), there);
            }
            if (!output.sendOwn()) {
                return fail(Errno.EPROTO);
            }
            afterSending();
            return put;
        } catch (SSLException e) {
            moreInside = false;
            var _ = output.sendOwn(); // what is wrong
            return fail(Errno.EPROTO);
        }
    }

    /** Nothing goes in or out any more. */
    private int fail(int errno) {
        failure = -errno;
        unread.release();
        output.fail(-errno);
        afterSending();
        return failure;
    }

    /** What the peer sent before nothing could be sent any more is still to be received. */
    private void afterSending() {
        writable = output.isFree();
        if (output.failure() != 0) {
            met(-output.failure());
        }
    }

    @Override
    public int send(long address, int length, boolean last) {
        int sent = output.send(address, length, last);
        afterSending();
        return sent;
    }

    @Override
    public boolean shutdownOutput() {
        boolean shut = output.shutdown();
        afterSending();
        return shut;
    }

    @Override
    public long unsent() {
        return output.unsent();
    }

    @Override
    public boolean isTruncated() {
        return truncated;
    }

    @Override
    public boolean isPlain() {
        return false;
    }

    @Override
    public int turn() {
        return TURN;
    }

    /** Through the queue of timers: of what is decrypted no event of the system would tell. */
    @Override
    public void remind() {
        transport.schedule(() -> happened(this), 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public int takeError() {
        return below.takeError();
    }

    @Override
    protected void whileWaiting() {
        if (gone != null && below.hangup && below.socket.isBroken()) {
            Runnable tell = gone;
            gone = null;
            tell.run();
        }
    }

    @Override
    public void onGone(Runnable newGone) {
        gone = newGone;
    }

    @Override
    public boolean hungUp() {
        return below.hungUp();
    }

    @Override
    public void close() {
        if (!closed) {
            if (!below.dead) {
                output.sendEnd();
            }
            release();
            below.close();
        }
    }

    @Override
    public void reset() {
        if (!closed) {
            release();
            below.reset();
        }
    }

    private void release() {
        closed = true;
        unread.release();
        output.release();
        transport.retire(records::release); // not in the middle of what it is just doing
    }

    @Override
    public IpAddress peer() {
        return below.peer();
    }

    @Override
    public int peerPort() {
        return below.peerPort();
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
        return below.localAddress();
    }

    @Override
    public int descriptor() {
        return below.descriptor();
    }
}
