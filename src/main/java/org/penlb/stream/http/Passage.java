package org.penlb.stream.http;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** Some bytes of a client on their way to the server, who gets them in parts. */
final class Passage {
    private final ByteBuffer bytes;
    private final ByteBuffer view;
    private final ByteBuf out;

    /**
     * @param bytes what came; not changed
     * @param out what the server gets
     */
    Passage(ByteBuffer bytes, ByteBuf out) {
        this.bytes = bytes;
        this.view = bytes.duplicate();
        this.out = out;
    }

    byte at(int index) {
        return bytes.get(index);
    }

    void read(int from, byte[] into, int offset, int length) {
        bytes.get(from, into, offset, length);
    }

    /** The server gets what came from one index up to another one. */
    void pass(int from, int to) {
        if (from < to) {
            view.limit(to).position(from);
            out.writeBytes(view);
        }
    }

    /** The server gets this, too. */
    void add(byte[] more, int length) {
        out.writeBytes(more, 0, length);
    }

    ByteBuf out() {
        return out;
    }
}
