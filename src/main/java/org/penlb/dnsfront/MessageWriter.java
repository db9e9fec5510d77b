package org.penlb.dnsfront;

import java.lang.foreign.MemorySegment;
import org.penlb.dns.StreamMessages;
import org.penlb.relay.StreamPort;

/**
 * Writes messages to streams, each behind its length (RFC 1035 section 4.2.2). One for all clients of an event loop, since
 * what it keeps is used up when it returns.
 */
final class MessageWriter {
    private static final int ID_LENGTH = 2;

    private final byte[] start = new byte[StreamMessages.PREFIX + ID_LENGTH];

    /** Writes a message as it is. */
    void write(StreamPort to, MemorySegment memory, long offset, int length) {
        write(to, memory, offset, length, 0);
    }

    /**
     * Writes a message with another ID than its own.
     *
     * @param length at least that of an ID
     */
    void writeWithId(StreamPort to, MemorySegment memory, long offset, int length, int id) {
        start[StreamMessages.PREFIX] = (byte) (id >> Byte.SIZE);
        start[StreamMessages.PREFIX + 1] = (byte) id;
        write(to, memory, offset, length, ID_LENGTH);
    }

    /** Writes a message, of which these first bytes are in {@link #start} already. */
    private void write(StreamPort to, MemorySegment memory, long offset, int length, int known) {
        start[0] = (byte) (length >> Byte.SIZE);
        start[1] = (byte) length;
        to.write(start, 0, StreamMessages.PREFIX + known);
        to.write(memory, offset + known, length - known);
    }
}
