package org.penlb.tls.hello;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The records at the beginning of a connection, as far as the client's hello goes. */
final class HelloRecords {
    /** Bytes of a record's header: its kind, its version, its length. */
    static final int HEADER = 5;

    static final byte HANDSHAKE = 22;
    static final byte MAJOR_VERSION = 3;
    static final byte CLIENT_HELLO = 1;
    private static final int MESSAGE_HEADER = 4;
    private static final int LONGEST_RECORD = 1 << 14;

    private final ByteBuffer bytes;
    private int records;
    /** Bytes of the message that have come, with its header. */
    private int collected;
    /** The message's kind and length, as far as they have come. */
    private int header;
    /** Bytes of the whole message; more than any as long as its header has not come. */
    private int whole = Integer.MAX_VALUE;

    /** @param bytes from 0 on, big-endian */
    HelloRecords(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Null if the message is complete, else what there is in its place. */
    @Nullable
    HelloFinding walk() {
        int at = 0;
        while (collected < whole) {
            if (records == HelloParser.MOST_RECORDS) {
                return HelloRefusal.TOO_MANY_RECORDS;
            }
            HelloFinding bad = header(at);
            if (bad != null) {
                return bad;
            }
            int length = length(at);
            at += HEADER;
            int here = Math.min(length, bytes.limit() - at);
            records++;
            bad = collect(at, here, length);
            if (bad != null) {
                return bad;
            }
            if (here < length) {
                return HelloFinding.More.MORE;
            }
            at += length;
        }
        return null;
    }

    private int length(int record) {
        return bytes.getShort(record + 3) & 0xffff;
    }

    /** Judges a record by its header. */
    private @Nullable HelloFinding header(int at) {
        int left = bytes.limit() - at;
        if (left > 0 && (bytes.get(at) != HANDSHAKE || (left > 1 && bytes.get(at + 1) != MAJOR_VERSION))) {
            return HelloRefusal.BAD_RECORD;
        }
        if (left < HEADER) {
            return HelloFinding.More.MORE;
        }
        int length = length(at);
        if (length == 0) {
            return HelloRefusal.EMPTY_RECORD;
        }
        return length > LONGEST_RECORD ? HelloRefusal.BAD_RECORD : null;
    }

    /**
     * Takes what a record holds of the message.
     *
     * @param here bytes that are there
     * @param length bytes that there will be
     */
    private @Nullable HelloFinding collect(int at, int here, int length) {
        if (collected == 0 && here > 0 && bytes.get(at) != CLIENT_HELLO) {
            return HelloRefusal.NOT_HELLO;
        }
        for (int i = 0; i < here && collected + i < MESSAGE_HEADER; i++) {
            header = header << 8 | (bytes.get(at + i) & 0xff);
        }
        int before = collected;
        collected += here;
        if (whole == Integer.MAX_VALUE && collected >= MESSAGE_HEADER) {
            whole = MESSAGE_HEADER + (header & 0xff_ffff);
            if (whole > HelloParser.LONGEST_HELLO) {
                return HelloRefusal.TOO_LONG;
            }
        }
        // a client has nothing more to say in the same breath
        return before + length > whole ? HelloRefusal.MALFORMED : null;
    }

    /** What the complete message says, without its header. */
    ByteBuffer message() {
        if (records == 1) {
            return bytes.slice(HEADER + MESSAGE_HEADER, whole - MESSAGE_HEADER);
        }
        var message = new byte[whole];
        int record = 0;
        for (int filled = 0; filled < whole; filled += length(record), record += HEADER + length(record)) {
            bytes.get(record + HEADER, message, filled, length(record));
        }
        return ByteBuffer.wrap(message, MESSAGE_HEADER, whole - MESSAGE_HEADER).slice();
    }
}
