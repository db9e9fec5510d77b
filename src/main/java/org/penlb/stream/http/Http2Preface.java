package org.penlb.stream.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.Editor;

/**
 * A client that agreed on HTTP/2 has to speak it (RFC 9113, section 3.4): all of it passes as it is. Somebody who goes on with
 * HTTP/1.1 would have a server that speaks that believe whatever its fields say.
 */
final class Http2Preface implements Editor {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private int seen;

    @Override
    public @Nullable ByteBuf edit(ByteBuffer bytes, long fromServer) {
        int at = bytes.position();
        for (; seen < PREFACE.length && at < bytes.limit(); seen++) {
            if (bytes.get(at++) != PREFACE[seen]) {
                return null;
            }
        }
        return ByteBufAllocator.DEFAULT.directBuffer(bytes.remaining()).writeBytes(bytes.duplicate());
    }

    @Override
    public boolean isDone() {
        return seen == PREFACE.length;
    }
}
