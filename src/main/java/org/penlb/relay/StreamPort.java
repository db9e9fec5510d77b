package org.penlb.relay;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * A connected stream whose bytes we read and write ourselves; its {@link StreamReceiver} hears what comes. All calls come
 * from its event loop, and none of them calls the receiver before it returns. Once it is closed, by whomever, they do nothing.
 */
public interface StreamPort extends Addressed {
    /**
     * Writes the remaining bytes, which are copied: the buffer is the caller's again, and is as empty as after a read. What is
     * written within one turn of the event loop leaves together at the end of the turn. Nothing holds a writer back: whoever
     * writes more than a little looks at {@link #pending}.
     *
     * @throws IllegalStateException after {@link #shutdownOutput}
     */
    void write(ByteBuffer bytes);

    /** Writes some bytes of an array; otherwise as {@link #write(ByteBuffer)}. */
    void write(byte[] bytes, int offset, int length);

    /** Writes some bytes of a piece of memory; otherwise as {@link #write(ByteBuffer)}. */
    void write(MemorySegment bytes, long offset, int length);

    /** Bytes that were written and that the system has not taken yet. */
    long pending();

    /** Asks for no more bytes: what the peer sends waits, and in the end the peer does. */
    void pauseReading();

    /** Asks for bytes again. */
    void resumeReading();

    /** Closes the direction to the peer once all that was written has left. */
    void shutdownOutput();

    /**
     * Closes it now, the ordinary way. What is {@link #pending} is offered to the system once more; what the system does not take
     * is lost. Whoever wants all of it to arrive uses {@link #shutdownOutput} and waits for the peer's end.
     */
    void close();

    /** Closes it so that the peer sees a reset. What is {@link #pending} is lost. */
    void reset();
}
