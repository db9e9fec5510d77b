package org.penlb.relay.socket;

import io.netty.channel.EventLoop;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.relay.End;
import org.penlb.relay.Errno;

/**
 * An end that does to the bytes what encryption does: they travel in records, changed, and an end is a record too; a stream
 * that stops without one is broken. It reads in pieces that cut records anywhere, hands out less than it has, takes less than
 * it is given, and keeps what the system does not take.
 */
@SuppressWarnings("restricted")
public final class RecordEnd extends StreamEnd {
    private static final int LONGEST_RECORD = 4_000;
    private static final int MOST_RECEIVED = 5_003;
    private static final int MOST_HANDED_OUT = 3_001;
    private static final int MOST_TAKEN = 50_021;
    private static final int HEAD = 2;
    private static final byte SECRET = 0x5a;
    private static final long EIGHT_SECRETS = 0x5a5a5a5a5a5a5a5aL;

    private final StreamEnd below;
    private final EventLoop loop;
    /** What came and is not a whole record yet. */
    private final ByteBuffer in = ByteBuffer.allocate(2 * (LONGEST_RECORD + MOST_RECEIVED));
    /** What was in the records and nobody has yet. */
    private final ByteBuffer opened =
            ByteBuffer.allocate(2 * (LONGEST_RECORD + MOST_RECEIVED)).limit(0);
    /** Records that the system has not taken. */
    private final ByteBuffer out = ByteBuffer.allocateDirect(2 * MOST_TAKEN)
            .order(java.nio.ByteOrder.BIG_ENDIAN)
            .limit(0);

    private final ByteBuffer piece = ByteBuffer.allocateDirect(MOST_RECEIVED);
    private boolean endCame;
    private boolean endSent;
    private boolean shutLater;
    private boolean closed;
    private int failed;

    public RecordEnd(End below, EventLoop loop) {
        this.below = (StreamEnd) below;
        this.loop = loop;
        this.readable = this.below.isReadable();
        this.writable = this.below.isWritable();
        this.below.watch(this::happened);
    }

    private void happened(StreamEnd same) {
        if (closed) {
            return;
        }
        readable |= below.isReadable();
        dead = below.isDead();
        if (below.isWritable()) {
            if (out.hasRemaining()) {
                flush();
            }
            writable = !out.hasRemaining();
        }
        wake();
    }

    @Override
    public int receive(long address, int length) {
        while (!opened.hasRemaining()) {
            if (endCame) {
                ended = true;
                return 0;
            }
            int n = below.receive(MemorySegment.ofBuffer(piece).address(), MOST_RECEIVED);
            if (n <= 0) {
                readable &= n != -Errno.EAGAIN;
                return n == 0 ? -Errno.ECONNRESET : n;
            }
            in.put(piece.duplicate().position(0).limit(n));
            open();
        }
        int n = Math.min(Math.min(length, MOST_HANDED_OUT), opened.remaining());
        MemorySegment.ofAddress(address)
                .reinterpret(n)
                .copyFrom(MemorySegment.ofBuffer(opened).asSlice(0, n));
        opened.position(opened.position() + n);
        ended = endCame && !opened.hasRemaining();
        readable = opened.hasRemaining() || endCame || below.isReadable();
        return n;
    }

    private void open() {
        in.flip();
        opened.compact();
        while (in.remaining() >= HEAD && in.remaining() >= HEAD + in.getShort(in.position())) {
            int length = in.getShort();
            endCame = length == 0;
            change(in, opened, length);
        }
        in.compact();
        opened.flip();
    }

    @Override
    public int send(long address, int length, boolean last) {
        if (failed < 0 || out.hasRemaining()) {
            writable = failed < 0;
            return failed < 0 ? failed : -Errno.EAGAIN;
        }
        int taken = Math.min(length, MOST_TAKEN);
        ByteBuffer bytes = MemorySegment.ofAddress(address).reinterpret(taken).asByteBuffer();
        out.clear();
        for (int at = 0; at < taken; at = bytes.position()) {
            int record = Math.min(1 + (at * 31 + taken) % LONGEST_RECORD, taken - at);
            out.putShort((short) record);
            change(bytes, out, record);
        }
        out.flip();
        flush();
        writable = !out.hasRemaining();
        return failed < 0 ? failed : taken;
    }

    /** Eight at a time where there are as many: bulk goes through here, in JVMs that compile little. */
    private static void change(ByteBuffer from, ByteBuffer to, int length) {
        int left = length;
        for (; left >= Long.BYTES; left -= Long.BYTES) {
            to.putLong(from.getLong() ^ EIGHT_SECRETS);
        }
        for (; left > 0; left--) {
            to.put((byte) (from.get() ^ SECRET));
        }
    }

    private void flush() {
        int n = below.send(MemorySegment.ofBuffer(out).address(), out.remaining(), false);
        if (n >= 0) {
            out.position(out.position() + n);
        } else if (n != -Errno.EAGAIN) {
            failed = n;
            out.limit(out.position());
            readable = true;
        }
        if (shutLater && !out.hasRemaining()) {
            shutLater = false;
            var _ = below.shutdownOutput();
        }
    }

    @Override
    public boolean shutdownOutput() {
        if (!endSent) {
            endSent = true;
            out.compact().putShort((short) 0).flip();
            shutLater = true;
            flush();
        }
        return failed == 0;
    }

    @Override
    public long unsent() {
        return out.remaining();
    }

    @Override
    public boolean isPlain() {
        return false;
    }

    @Override
    public int turn() {
        return 128 * 1024;
    }

    @Override
    public void remind() {
        loop.schedule(() -> happened(this), 0, TimeUnit.NANOSECONDS); // no event would tell of what is opened
    }

    @Override
    public int takeError() {
        return below.takeError();
    }

    @Override
    protected void whileWaiting() {
        // nobody waits here
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
    public void onGone(Runnable gone) {
        below.onGone(gone);
    }

    @Override
    public boolean hungUp() {
        return below.hungUp();
    }

    @Override
    public void close() {
        if (!closed && failed == 0) {
            var _ = shutdownOutput();
        }
        closed = true;
        below.close();
    }

    @Override
    public void reset() {
        closed = true;
        below.reset();
    }

    @Override
    public int descriptor() {
        return below.descriptor();
    }
}
