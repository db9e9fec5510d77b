package org.penlb.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests and refuses what two readers may understand differently. Netty's decoder mends some of it (a fold in a header,
 * a length beside chunks, more blanks than one), and the proxy in front of us may have mended it otherwise: what is the rest of
 * one request to the one is the next request to the other (request smuggling). {@link PageRequestHead} judges what Netty made of a
 * head; here are looked at the bytes before.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
    private static final Pattern REQUEST_LINE =
            Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+ [!-~]+ HTTP/1\\.[01]\r?"); // Netty refuses those without CR

    private final ChunkSizes chunkSizes = new ChunkSizes();
    private boolean inBody;
    /** Whether Netty has taken the first line of the head that is being read. */
    private boolean lineRead;

    private @Nullable HttpError fault;
    /** Nothing that comes can be told apart any more. */
    private boolean broken;

    StrictRequestDecoder(HttpServerOptions options) {
        super(options);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf buffer, List<Object> out) throws Exception {
        if (broken) {
            buffer.skipBytes(buffer.readableBytes());
            return;
        }
        int from = buffer.readerIndex();
        boolean wasInBody = inBody;
        read(context, buffer, out);
        if (wasInBody && !chunkSizes.areRight(buffer, from, buffer.readerIndex())) {
            broken = true;
            var last = new DefaultLastHttpContent();
            last.setDecoderResult(DecoderResult.failure(new HttpError(400, "the size of a chunk is not a number")));
            out.add(last);
        }
        if (!inBody) {
            chunkSizes.end();
        }
    }

    private void read(ChannelHandlerContext context, ByteBuf buffer, List<Object> out) throws Exception {
        if (!inBody && fault == null) {
            fault = fault(buffer);
        }
        int known = out.size();
        super.decode(context, buffer, out);
        for (int i = known; i < out.size(); i++) {
            if (out.get(i) instanceof HttpRequest request) {
                inBody = true;
                if (HttpUtil.isTransferEncodingChunked(request)) {
                    chunkSizes.begin();
                }
            }
            if (out.get(i) instanceof LastHttpContent) {
                inBody = false;
                lineRead = false;
                fault = null;
            }
        }
    }

    /** Netty takes whole lines, so what is left of a head starts with one. */
    private @Nullable HttpError fault(ByteBuf buffer) {
        int at = buffer.readerIndex();
        int end = buffer.writerIndex();
        if (!lineRead) {
            while (at < end && isLineEnd(buffer.getByte(at))) {
                at++; // some programs send one too many behind a body
            }
            int lineEnd = buffer.indexOf(at, end, (byte) '\n');
            if (lineEnd < 0) {
                return null;
            }
            lineRead = true;
            if (!REQUEST_LINE
                    .matcher(buffer.toString(at, lineEnd - at, StandardCharsets.ISO_8859_1))
                    .matches()) {
                return new HttpError(400, "the first line is not METHOD TARGET HTTP/1.1, with a blank between each");
            }
            at = lineEnd + 1;
        }
        while (at < end && !isLineEnd(buffer.getByte(at))) {
            if (buffer.getByte(at) == ' ' || buffer.getByte(at) == '\t') {
                return new HttpError(400, "a header goes on in another line");
            }
            int lineEnd = buffer.indexOf(at, end, (byte) '\n');
            at = lineEnd < 0 ? end : lineEnd + 1;
        }
        return null;
    }

    private static boolean isLineEnd(byte b) {
        return b == '\r' || b == '\n';
    }

    @Override
    protected HttpMessage createMessage(String[] firstLine) {
        refuse();
        return super.createMessage(firstLine);
    }

    /** Netty asks this of each head when all of it is there. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        if (fault == null && message instanceof HttpRequest request) {
            fault = PageRequestHead.fault(request);
        }
        refuse();
        return super.isContentAlwaysEmpty(message);
    }

    private void refuse() {
        if (fault != null) {
            throw fault; // Netty makes a message of it that says so
        }
    }
}
