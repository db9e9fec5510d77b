package org.penlb.relay.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Bytes that have to wait, in pooled memory; at rest there is none. */
final class KeptBytes {
    private @Nullable ByteBuf bytes;

    int length() {
        return bytes == null ? 0 : bytes.readableBytes();
    }

    /** Keeps a part of a buffer, behind what is kept already. */
    void add(ByteBuffer source, int from, int to) {
        if (from == to) {
            return;
        }
        if (bytes == null) {
            bytes = ByteBufAllocator.DEFAULT.directBuffer(to - from);
        }
        bytes.writeBytes(source.duplicate().position(from).limit(to));
    }

    void add(byte[] source) {
        if (source.length > 0) {
            add(ByteBuffer.wrap(source), 0, source.length);
        }
    }

    /** Puts what is kept at a buffer's beginning; returns how much that is. */
    int restore(ByteBuffer target) {
        if (bytes == null) {
            return 0;
        }
        int length = bytes.readableBytes();
        bytes.readBytes(target.clear().limit(length));
        target.clear();
        release();
        return length;
    }

    /**
     * Sends what is kept; what is not taken stays.
     *
     * @return 0, or an error number, negative, of which EAGAIN says that there is no room now
     */
    int sendTo(StreamEnd end, boolean last) {
        while (bytes != null) {
            int length = bytes.readableBytes();
            ByteBuffer nio = bytes.internalNioBuffer(bytes.readerIndex(), length);
            int sent = end.send(Buffer.memoryAddress(nio) + nio.position(), length, last);
            if (sent < 0) {
                return sent;
            }
            bytes.skipBytes(sent);
            if (!bytes.isReadable()) {
                release();
            }
        }
        return 0;
    }

    void release() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
    }
}
