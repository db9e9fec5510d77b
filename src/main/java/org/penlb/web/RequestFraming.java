package org.penlb.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.nio.channels.ClosedChannelException;
import org.penlb.listen.LingeringClose;

/**
 * Stands between Netty, which reads requests, and Vert.x, which answers them, and looks after their ends: a body that is no HTTP,
 * or too long, gets its error, and whoever is left while he still sends can read what he was told.
 */
final class RequestFraming extends ChannelDuplexHandler {
    private int requests;
    private int answers;
    /** An answer has begun and not ended. */
    private boolean answering;
    /** There is more of the last request, or of what came instead of one. */
    private boolean unread;

    private long bodyBytes;
    private boolean refused;

    private RequestFraming() {}

    /** Looks after a connection from its first byte on. */
    static void guard(HttpConnection connection, HttpServerOptions options) {
        ChannelPipeline pipeline = context(connection).pipeline();
        pipeline.replace(VertxHttpRequestDecoder.class, "strictDecoder", new StrictRequestDecoder(options));
        pipeline.addBefore(context(connection).name(), "framing", new RequestFraming());
    }

    /** That of Vert.x, which is nearest to the answers. */
    static ChannelHandlerContext context(HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            requests++;
            bodyBytes = 0;
            unread = true;
            if (request.decoderResult().isFailure()) {
                context.fireChannelRead(message);
                return; // there is nothing more of it, and all the more unread
            }
        } else if (message instanceof HttpContent content
                && content.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            refuse(context, Errors.ofBody(content.decoderResult().cause()));
            return;
        }
        if (message instanceof HttpContent content) {
            bodyBytes += content.content().readableBytes();
            if (bodyBytes > WebVerticle.LONGEST_BODY) {
                ReferenceCountUtil.release(message);
                refuse(context, Errors.tooLong());
                return;
            }
            unread = !(message instanceof LastHttpContent);
        }
        context.fireChannelRead(message);
    }

    /** Tells what is wrong, if nothing is told yet, and closes. */
    private void refuse(ChannelHandlerContext context, HttpError error) {
        refused = true;
        if (answers == requests - 1 && !answering) {
            context.write(response(error));
        }
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> LingeringClose.close(context));
    }

    private static FullHttpResponse response(HttpError error) {
        ByteBuf body = Unpooled.wrappedBuffer(Errors.json(error).toBuffer().getBytes());
        var response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(error.status()), body);
        SecurityHeaders.forEach(response.headers()::set);
        response.headers()
                .set("Content-Type", Answers.JSON)
                .set("Cache-Control", "no-store")
                .set("Connection", "close")
                .set("Content-Length", body.readableBytes());
        return response;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (refused) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (!interim && message instanceof HttpResponse) {
            answering = true;
        }
        if (!interim && message instanceof LastHttpContent) {
            answering = false;
            answers++;
        }
        context.write(message, promise);
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (unread && answers == requests) {
            LingeringClose.prepare(context.channel());
        }
        context.close(promise);
    }
}
