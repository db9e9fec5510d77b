package org.penlb.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.penlb.accesslog.RequestListener;
import org.penlb.accesslog.RequestScanner;
import org.penlb.config.IpAddress;
import org.penlb.relay.Editor;

/**
 * Tells servers on whose behalf they are asked: adds {@code X-Forwarded-Proto} and {@code X-Forwarded-For} to each request
 * of HTTP, as the last fields of its head. What the client says of itself in fields of those names stays before them, so
 * that the last one is always ours. A request whose end is not clear ends the connection: behind it, another one could hide
 * that has the fields of its sender's choice alone.
 */
final class ForwardedFor implements Editor, RequestListener {
    private static final int PIPELINED = 4;

    private final byte[] fields;
    private final RequestScanner scanner = new RequestScanner(this, () -> 0);
    private int[] heads = new int[PIPELINED];
    private int count;
    private boolean unclear;

    ForwardedFor(IpAddress client) {
        fields = ("X-Forwarded-Proto: http\r\nX-Forwarded-For: " + client + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public @Nullable ByteBuf edit(ByteBuffer bytes, long fromServer) {
        count = 0;
        scanner.client(bytes, fromServer);
        if (unclear) {
            return null;
        }
        ByteBuf edited = ByteBufAllocator.DEFAULT.directBuffer(bytes.remaining() + count * fields.length);
        int from = bytes.position();
        for (int i = 0; i < count; i++) {
            edited.writeBytes(bytes.duplicate().position(from).limit(heads[i]));
            edited.writeBytes(fields);
            from = heads[i];
        }
        return edited.writeBytes(bytes.duplicate().position(from));
    }

    @Override
    public void request(long epochSeconds, byte[] line) {
        // the log is another's business
    }

    @Override
    public void headEnds(int blankLine) {
        if (count == heads.length) {
            heads = Arrays.copyOf(heads, 2 * count);
        }
        heads[count] = blankLine;
        count++;
    }

    @Override
    public void unclear() {
        unclear = true;
    }
}
