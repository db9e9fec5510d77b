package org.penlb.dns;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The first {@value #LENGTH} bytes of a message (RFC 1035 section 4.1.1), read and written in place. Who calls has seen to
 * it that they are there: beyond the segment's bounds, {@link IndexOutOfBoundsException} is thrown.
 */
public final class Header {
    /** How long a header is, in bytes. */
    public static final int LENGTH = 12;

    static final int QUERY = 0;
    static final int NOTIFY = 4;
    static final int UPDATE = 5;
    static final int DSO = 6;

    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int FLAGS = 2;
    private static final int QDCOUNT = 4;
    private static final int ANCOUNT = 6;
    private static final int NSCOUNT = 8;
    private static final int ARCOUNT = 10;

    private static final int QR = 0x8000;
    private static final int RD = 0x0100;
    private static final int OPCODE = 0x7800;
    private static final int OPCODE_SHIFT = 11;
    private static final int RCODE = 0xf;

    private Header() {}

    static int unsignedShort(MemorySegment message, long at) {
        return Short.toUnsignedInt(message.get(SHORT, at));
    }

    /** The ID, 0 to 65535. */
    public static int id(MemorySegment message, long offset) {
        return unsignedShort(message, offset);
    }

    /**
     * Changes the ID.
     *
     * @param id 0 to 65535; of more, the lower 16 bits count
     */
    public static void id(MemorySegment message, long offset, int id) {
        message.set(SHORT, offset, (short) id);
    }

    /** Whether this is an answer and no query. */
    public static boolean isResponse(MemorySegment message, long offset) {
        return (flags(message, offset) & QR) != 0;
    }

    /** What the server says of how it went, 0 to 15: one of {@link Rcode}, or another that IANA has assigned. */
    public static int rcode(MemorySegment message, long offset) {
        return flags(message, offset) & RCODE;
    }

    /** What kind of request it is, 0 to 15. */
    static int opcode(MemorySegment message, long offset) {
        return (flags(message, offset) & OPCODE) >> OPCODE_SHIFT;
    }

    /** Whether it asks for what there is (opcode 0), so that asking twice does no harm. */
    public static boolean isQuery(MemorySegment message, long offset) {
        return opcode(message, offset) == QUERY;
    }

    static int questions(MemorySegment message, long offset) {
        return unsignedShort(message, offset + QDCOUNT);
    }

    static int answers(MemorySegment message, long offset) {
        return unsignedShort(message, offset + ANCOUNT);
    }

    static int authorities(MemorySegment message, long offset) {
        return unsignedShort(message, offset + NSCOUNT);
    }

    static int additionals(MemorySegment message, long offset) {
        return unsignedShort(message, offset + ARCOUNT);
    }

    static int flags(MemorySegment message, long offset) {
        return unsignedShort(message, offset + FLAGS);
    }

    /** Writes the header of a query that asks for recursion. */
    static void writeQuery(MemorySegment message, long offset, int id) {
        write(message, offset, id, RD, 1);
    }

    /**
     * Writes the header of an answer without records.
     *
     * @param queryFlags what {@link #flags} the query has; the opcode and RD are the answer's too
     */
    static void writeAnswer(MemorySegment message, long offset, int id, int queryFlags, int rcode, int questions) {
        write(message, offset, id, QR | (queryFlags & (OPCODE | RD)) | rcode, questions);
    }

    private static void write(MemorySegment message, long offset, int id, int flags, int questions) {
        id(message, offset, id);
        message.set(SHORT, offset + FLAGS, (short) flags);
        message.set(SHORT, offset + QDCOUNT, (short) questions);
        message.set(SHORT, offset + ANCOUNT, (short) 0);
        message.set(SHORT, offset + NSCOUNT, (short) 0);
        message.set(SHORT, offset + ARCOUNT, (short) 0);
    }
}
