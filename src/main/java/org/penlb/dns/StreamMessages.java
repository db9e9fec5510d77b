package org.penlb.dns;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The messages of a stream (RFC 1035 section 4.2.2, RFC 7766): each behind its length in two bytes, one after the other,
 * however they were cut into reads. Each is handed on as soon as it is whole, where it lies.
 *
 * <p>Memory is taken only for a message that was cut, for as much as has come of it, not for what it claims to be; and for
 * what came behind the message at which the reader stopped.
 */
public final class StreamMessages {
    /** How many bytes the length before each message takes. */
    public static final int PREFIX = 2;

    /** Holds most queries; it is kept, while more is given back as soon as it is not needed. */
    private static final int SMALL = 512;

    private static final int LONGEST = PREFIX + 0xffff;
    private static final byte[] NOTHING = {};

    private byte[] held = NOTHING;
    private int start;
    private int end;
    private boolean stopped;

    /** Gets the messages. */
    @FunctionalInterface
    public interface Reader {
        /**
         * A whole message.
         *
         * @param memory valid until this returns; it may be read-only
         * @param offset where the message starts; its length lies before it
         * @param length of the message, 0 to 65535
         * @return false to stop behind this message; what follows is held until {@link StreamMessages#resume}
         */
        boolean message(MemorySegment memory, long offset, int length);
    }

    /**
     * Takes what was read.
     *
     * @param bytes its position and limit stay as they are
     * @return false if the reader has stopped
     */
    public boolean take(ByteBuffer bytes, Reader reader) {
        int at = bytes.position();
        if (!stopped && end > start) {
            at = complete(bytes, at, reader);
        }
        if (!stopped && end == start) {
            at = inPlace(bytes, at, reader);
        }
        hold(bytes, at, bytes.limit() - at);
        return !stopped;
    }

    /**
     * Goes on where the reader stopped, with what is held.
     *
     * @return false if the reader has stopped again
     */
    public boolean resume(Reader reader) {
        stopped = false;
        MemorySegment memory = MemorySegment.ofArray(held);
        int length = lengthHeld(memory);
        while (!stopped && length >= 0 && end - start >= PREFIX + length) {
            int at = start + PREFIX;
            start = at + length;
            stopped = !reader.message(memory, at, length);
            length = lengthHeld(memory);
        }
        if (start == end) {
            release();
        }
        return !stopped;
    }

    /** Forgets what is held, because nothing more is wanted. */
    public void forget() {
        start = 0;
        end = 0;
        held = NOTHING;
    }

    /** How many bytes are held: of a message that is not whole, or behind one at which the reader stopped. */
    public int pending() {
        return end - start;
    }

    /** How much memory they may take before more is needed. */
    int capacity() {
        return held.length;
    }

    /** The length of the message whose start is held, or -1. */
    private int lengthHeld(MemorySegment memory) {
        return end - start < PREFIX ? -1 : Header.unsignedShort(memory, start);
    }

    /** Goes on with the message that was cut; returns how far the bytes are used up. */
    private int complete(ByteBuffer bytes, int from, Reader reader) {
        int at = from + hold(bytes, from, PREFIX - pending());
        MemorySegment memory = MemorySegment.ofArray(held);
        int length = lengthHeld(memory);
        if (length < 0) {
            return at;
        }
        at += hold(bytes, at, PREFIX + length - pending());
        if (pending() == PREFIX + length) {
            MemorySegment whole = MemorySegment.ofArray(held);
            int message = start + PREFIX;
            start = end;
            stopped = !reader.message(whole, message, length);
            release();
        }
        return at;
    }

    /** Hands messages on where they lie; returns how far the bytes are used up. */
    private int inPlace(ByteBuffer bytes, int from, Reader reader) {
        int position = bytes.position();
        MemorySegment memory = MemorySegment.ofBuffer(bytes);
        int at = from;
        while (!stopped && bytes.limit() - at >= PREFIX) {
            int length = Header.unsignedShort(memory, at - position);
            if (length > bytes.limit() - at - PREFIX) {
                break;
            }
            stopped = !reader.message(memory, at - position + PREFIX, length);
            at += PREFIX + length;
        }
        return at;
    }

    /** Holds up to so many bytes more, as many as there are; returns how many. */
    private int hold(ByteBuffer bytes, int from, int most) {
        int more = Math.min(most, bytes.limit() - from);
        if (more <= 0) {
            return 0;
        }
        if (end + more > held.length) {
            makeRoom(pending() + more);
        }
        bytes.get(from, held, end, more);
        end += more;
        return more;
    }

    private void makeRoom(int needed) {
        if (needed > held.length) {
            int doubled = Math.max(SMALL, 2 * held.length);
            held = Arrays.copyOfRange(held, start, start + Math.max(needed, Math.min(LONGEST, doubled)));
        } else {
            System.arraycopy(held, start, held, 0, pending());
        }
        end -= start;
        start = 0;
    }

    private void release() {
        start = 0;
        end = 0;
        if (held.length > SMALL) {
            held = NOTHING;
        }
    }
}
