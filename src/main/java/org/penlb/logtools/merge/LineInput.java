package org.penlb.logtools.merge;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a log where they lie in its buffer, one after the other. A line that is longer than the buffer comes in
 * pieces. A log that cannot be read any further ends there, with {@link #fault()}.
 */
final class LineInput {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long FEEDS = 0x0a0a_0a0a_0a0a_0a0aL;
    private static final long LOW_BITS = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private final LogStream stream;
    private final byte[] bytes;
    private int from;
    private int to;
    /** Where the bytes that were not looked at yet begin and end. */
    private int next;

    private int limit;
    private boolean complete = true;
    private boolean hasFeed;
    private boolean atEnd;
    private long line;
    private @Nullable String fault;

    /**
     * Lines of a log.
     *
     * @param size of the buffer in bytes, and so of the longest line that comes in one piece
     */
    LineInput(LogStream stream, int size) {
        this.stream = stream;
        bytes = new byte[size];
    }

    /**
     * Goes to the next line.
     *
     * @return false if there is none
     */
    boolean next() {
        while (!complete) {
            nextPiece();
        }
        line++;
        return piece();
    }

    /** Goes to the next piece of this line, which {@link #isComplete()} says it has. */
    void nextPiece() {
        if (!piece()) {
            from = 0;
            to = 0;
            complete = true;
            hasFeed = false;
        }
    }

    private boolean piece() {
        from = next;
        int feed = feed(from, limit);
        while (feed == limit && !atEnd && (from > 0 || limit < bytes.length)) {
            int seen = limit - from;
            fill();
            feed = feed(from + seen, limit);
        }
        to = feed;
        hasFeed = feed < limit;
        next = hasFeed ? feed + 1 : feed;
        // A full buffer without a feed: there is more of it, unless the log ends exactly here.
        complete = hasFeed || atEnd;
        return hasFeed || from < to;
    }

    private void fill() {
        System.arraycopy(bytes, from, bytes, 0, limit - from);
        limit -= from;
        from = 0;
        try {
            int read = stream.read(bytes, limit, bytes.length - limit);
            atEnd = read < 0;
            limit += Math.max(read, 0);
        } catch (IOException e) {
            atEnd = true;
            fault = stream.name() + ": cannot be read to its end: " + e.getMessage();
        }
    }

    /** Where the first line feed lies, or the end; eight bytes at a time. */
    private int feed(int start, int end) {
        int at = start;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long different = (long) WORDS.get(bytes, at) ^ FEEDS;
            long zeros = (different - LOW_BITS) & ~different & HIGH_BITS;
            if (zeros != 0) {
                return at + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
            }
        }
        while (at < end && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    /** Where the line lies; its bytes change with the next line or piece. */
    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    /** The end of the line or piece, without its line feed. */
    int to() {
        return to;
    }

    /** Whether this is all of the line, or its last piece. */
    boolean isComplete() {
        return complete;
    }

    /** Whether a line feed follows. */
    boolean hasFeed() {
        return hasFeed;
    }

    /** The number of the line, from 1. */
    long line() {
        return line;
    }

    LogStream stream() {
        return stream;
    }

    /** Why it could not be read to its end; null if it could. */
    @Nullable
    String fault() {
        return fault;
    }
}
