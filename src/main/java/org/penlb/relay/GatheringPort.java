package org.penlb.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is written to a port within one turn of the event loop, gathered so that it leaves together at the end of the turn;
 * what becomes of it then is its heirs' business. At rest there is no buffer.
 */
public abstract class GatheringPort implements StreamPort {
    /** What is gathered first; it grows, and a message of DNS mostly fits. */
    private static final int FIRST_ROOM = 4 * 1024;

    private final ByteBufAllocator allocator;
    /** What is gathered, or null. */
    protected @Nullable ByteBuf written;
    /** Nothing more is to be written. */
    protected boolean last;
    /** No more bytes are asked for. */
    protected boolean paused;
    /** It is closed, by whomever. */
    protected boolean over;
    /** It has its turn when the events at hand are done with. */
    private boolean queued;

    protected GatheringPort(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** Whether nothing that is written arrives any more. */
    protected abstract boolean isFailing();

    /** Has {@link #turnEnds} called when the events at hand are done with. */
    protected abstract void awaitEndOfTurn();

    /** Sends what was gathered. */
    protected abstract void atEndOfTurn();

    /** To be called once for each {@link #awaitEndOfTurn}. */
    public final void turnEnds() {
        queued = false;
        atEndOfTurn();
    }

    /** Wants its turn when the events at hand are done with. */
    protected final void queue() {
        if (!queued) {
            queued = true;
            awaitEndOfTurn();
        }
    }

    /** Forgets what was gathered. */
    protected final void release() {
        if (written != null) {
            written.release();
            written = null;
        }
    }

    /** Where to write to; null if nothing is written any more. */
    private @Nullable ByteBuf room() {
        if (over || isFailing()) {
            return null;
        }
        if (last) {
            throw new IllegalStateException("written after the end of the stream");
        }
        if (written == null) {
            written = allocator.directBuffer(FIRST_ROOM);
        }
        queue();
        return written;
    }

    @Override
    public final void write(ByteBuffer bytes) {
        ByteBuf room = room();
        if (room != null) {
            room.writeBytes(bytes);
        } else {
            bytes.position(bytes.limit());
        }
    }

    @Override
    public final void write(byte[] bytes, int offset, int length) {
        ByteBuf room = room();
        if (room != null) {
            room.writeBytes(bytes, offset, length);
        }
    }

    @Override
    public final void write(MemorySegment bytes, long offset, int length) {
        ByteBuf room = room();
        if (room != null) {
            room.ensureWritable(length);
            ByteBuffer target = room.internalNioBuffer(room.writerIndex(), length);
            MemorySegment.copy(
                    bytes,
                    ValueLayout.JAVA_BYTE,
                    offset,
                    MemorySegment.ofBuffer(target),
                    ValueLayout.JAVA_BYTE,
                    0,
                    length);
            room.writerIndex(room.writerIndex() + length);
        }
    }

    @Override
    public final void pauseReading() {
        paused = true;
    }

    @Override
    public final void resumeReading() {
        if (paused && !over) {
            paused = false;
            queue();
        }
    }

    @Override
    public final void shutdownOutput() {
        if (!last && !over) {
            last = true;
            queue();
        }
    }
}
