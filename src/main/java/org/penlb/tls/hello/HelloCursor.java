package org.penlb.tls.hello;

import java.nio.ByteBuffer;

/** Goes through the fields of a message. What is not there reads as 0 or as nothing, and is remembered as missing. */
final class HelloCursor {
    private final ByteBuffer bytes;
    private final int end;
    private int at;
    private boolean missing;

    /** @param bytes from 0 to the limit, big-endian */
    HelloCursor(ByteBuffer bytes) {
        this(bytes, 0, bytes.limit());
    }

    private HelloCursor(ByteBuffer bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    private boolean has(int length) {
        missing |= length > left();
        return !missing;
    }

    int u8() {
        return has(1) ? bytes.get(at++) & 0xff : 0;
    }

    int u16() {
        if (!has(2)) {
            return 0;
        }
        at += 2;
        return bytes.getShort(at - 2) & 0xffff;
    }

    void skip(int length) {
        if (has(length)) {
            at += length;
        }
    }

    /** What a byte gives the length of. */
    HelloCursor vector8() {
        return vector(u8());
    }

    /** What two bytes give the length of. */
    HelloCursor vector16() {
        return vector(u16());
    }

    private HelloCursor vector(int length) {
        int from = at;
        skip(length);
        return new HelloCursor(bytes, from, at);
    }

    /** All the rest. */
    byte[] rest() {
        var rest = new byte[left()];
        bytes.get(at, rest);
        at = end;
        return rest;
    }

    /** Bytes that are not read yet. */
    int left() {
        return end - at;
    }

    /** Whether something was read that is not there. */
    boolean missing() {
        return missing;
    }

    /** Whether everything was there, and nothing is left. */
    boolean exhausted() {
        return !missing && at == end;
    }
}
