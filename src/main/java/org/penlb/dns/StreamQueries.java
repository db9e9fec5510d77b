package org.penlb.dns;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The queries of a stream (RFC 1035 section 4.2.2, RFC 7766): each behind its length in two bytes, one after the other,
 * however they were cut into reads. Those that {@link QueryCheck} lets pass are handed on byte by byte as they came, as soon
 * as they are whole; the first that does not pass ends it all, since a client that framed one message wrongly
 * cannot be trusted to have framed those behind it.
 *
 * <p>Memory is taken only for a message that was cut, for as much as has come of it, not for what it claims to be.
 */
public final class StreamQueries {
    private static final int PREFIX = 2;
    /** Holds most queries; it is kept, while more is given back as soon as the message is whole. */
    private static final int SMALL = 512;

    private static final int LONGEST = PREFIX + 0xffff;

    private final QueryCheck check = new QueryCheck();
    private byte[] held = new byte[0];
    private int count;
    private boolean spoiled;

    /**
     * Takes what was read.
     *
     * @param bytes its position and limit stay as they are
     * @param whole gets the queries that may go on, with their lengths before them; several at a time, and none is split. The
     *     bytes are its own until it returns
     * @return false once a message may not go on: neither it nor what follows is handed on
     */
    public boolean take(ByteBuffer bytes, Consumer<ByteBuffer> whole) {
        ByteBuffer rest = bytes.duplicate();
        if (count > 0) {
            complete(rest, whole);
        }
        if (count == 0) {
            takeWhole(rest, whole);
        }
        return !spoiled;
    }

    /** How many bytes of a message that is not whole yet are held. */
    public int pending() {
        return count;
    }

    /** How much memory they may take before more is needed. */
    int capacity() {
        return held.length;
    }

    /** Goes on with the message that was cut. */
    private void complete(ByteBuffer from, Consumer<ByteBuffer> whole) {
        hold(from, PREFIX - count);
        if (count < PREFIX) {
            return;
        }
        MemorySegment message = MemorySegment.ofArray(held);
        int length = Header.unsignedShort(message, 0);
        hold(from, PREFIX + length - count);
        if (count == PREFIX + length) {
            judge(MemorySegment.ofArray(held), PREFIX, length);
            if (!spoiled) {
                whole.accept(ByteBuffer.wrap(held, 0, count));
            }
            release();
        }
    }

    /** Judges messages where they lie, and holds what is left behind the last whole one. */
    private void takeWhole(ByteBuffer from, Consumer<ByteBuffer> whole) {
        MemorySegment messages = MemorySegment.ofBuffer(from);
        int end = from.remaining();
        int at = 0;
        while (end - at >= PREFIX && !spoiled) {
            int length = Header.unsignedShort(messages, at);
            if (length > end - at - PREFIX) {
                break;
            }
            judge(messages, at + PREFIX, length);
            at += spoiled ? 0 : PREFIX + length;
        }
        if (at > 0) {
            whole.accept(from.slice(from.position(), at));
        }
        if (!spoiled) {
            from.position(from.position() + at);
            hold(from, from.remaining());
        }
    }

    private void judge(MemorySegment message, long offset, int length) {
        spoiled = check.judge(message, offset, length) != QueryCheck.Verdict.FORWARD;
    }

    /** Holds up to so many bytes more, as many as there are. */
    private void hold(ByteBuffer from, int most) {
        int more = Math.min(most, from.remaining());
        if (more <= 0) {
            return;
        }
        if (count + more > held.length) {
            int doubled = Math.max(SMALL, 2 * held.length);
            held = Arrays.copyOf(held, Math.min(LONGEST, Math.max(doubled, count + more)));
        }
        from.get(held, count, more);
        count += more;
    }

    private void release() {
        count = 0;
        if (held.length > SMALL || spoiled) {
            held = new byte[0];
        }
    }
}
