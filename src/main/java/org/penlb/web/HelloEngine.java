package org.penlb.web;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ReferenceCounted;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.tls.engine.EngineHandle;
import org.penlb.tls.hello.ClientHello;
import org.penlb.tls.hello.HelloFinding;
import org.penlb.tls.hello.HelloParser;
import org.penlb.tls.hello.HelloRefusal;

/**
 * An engine that waits for the client's hello and goes on as the engine that answers it. Used by one thread at a time.
 */
final class HelloEngine extends LateEngine implements ReferenceCounted {
    private static final int HEADER = 5;
    private static final int LENGTH = 3;
    private static final int USUAL_HELLO = 2048;

    /** Makes the engine for a hello. */
    @FunctionalInterface
    interface Answers {
        /**
         * @throws ConfigException if it cannot use the certificate for that name
         * @throws IllegalStateException if nobody answers any more
         */
        EngineHandle engine(ClientHello hello, ByteBufAllocator allocator);
    }

    private final Answers answers;
    private final ByteBufAllocator allocator;
    private final Runnable released;
    /** What came of the hello, from 0 to the position. */
    private ByteBuffer held = ByteBuffer.allocate(USUAL_HELLO);

    private @Nullable EngineHandle handle;
    private boolean ended;
    private int references = 1;

    /**
     * @param released is called once, when nobody has it any more
     */
    HelloEngine(Answers answers, ByteBufAllocator allocator, Runnable released) {
        this.answers = answers;
        this.allocator = allocator;
        this.released = released;
    }

    @Override
    @Nullable
    SSLEngine real() {
        return handle == null ? null : handle.engine();
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer from, ByteBuffer[] to, int offset, int length) throws SSLException {
        SSLEngine real = real();
        if (real != null) {
            return real.unwrap(from, to, offset, length);
        }
        if (ended) {
            return new SSLEngineResult(Status.CLOSED, HandshakeStatus.NOT_HANDSHAKING, 0, 0);
        }
        int size = record(from);
        if (size > from.remaining()) {
            return new SSLEngineResult(Status.BUFFER_UNDERFLOW, HandshakeStatus.NEED_UNWRAP, 0, 0);
        }
        hold(from, size);
        return switch (HelloParser.parse(held.duplicate().flip())) {
            case HelloFinding.More _ -> new SSLEngineResult(Status.OK, HandshakeStatus.NEED_UNWRAP, size, 0);
            case HelloRefusal _ -> throw refused("the client does not begin with a hello of TLS that is spoken here");
            case ClientHello hello -> answer(hello, size, to, offset, length);
        };
    }

    /** How many bytes the next record takes up, with its header; more than there are if that is not known yet. */
    private static int record(ByteBuffer from) {
        return from.remaining() < HEADER
                ? HEADER
                : HEADER + Short.toUnsignedInt(from.getShort(from.position() + LENGTH));
    }

    private void hold(ByteBuffer from, int size) throws SSLException {
        if (held.position() + size > HelloParser.MOST_BYTES) {
            throw refused("the client's hello is too long");
        }
        if (held.remaining() < size) {
            int more = Math.max(2 * held.capacity(), held.position() + size);
            held = ByteBuffer.allocate(more).put(held.flip());
        }
        held.put(from.slice(from.position(), size));
        from.position(from.position() + size);
    }

    private SSLException refused(String why) {
        ended = true;
        return new SSLException(why);
    }

    private SSLEngineResult answer(ClientHello hello, int taken, ByteBuffer[] to, int offset, int length)
            throws SSLException {
        SSLEngine real;
        try {
            handle = answers.engine(hello, allocator);
            real = handle.engine();
        } catch (ConfigException | IllegalStateException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
        held.flip();
        SSLEngineResult result;
        do {
            result = real.unwrap(held, to, offset, length);
        } while (held.hasRemaining() && result.getStatus() == Status.OK && result.bytesConsumed() > 0);
        if (held.hasRemaining() && result.getStatus() != Status.CLOSED) {
            throw new SSLException("the engine does not take the hello: " + result);
        }
        held = ByteBuffer.allocate(0);
        return new SSLEngineResult(result.getStatus(), result.getHandshakeStatus(), taken, result.bytesProduced());
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] from, int offset, int length, ByteBuffer to) throws SSLException {
        SSLEngine real = real();
        if (real != null) {
            return real.wrap(from, offset, length, to);
        }
        return ended
                ? new SSLEngineResult(Status.CLOSED, HandshakeStatus.NOT_HANDSHAKING, 0, 0)
                : new SSLEngineResult(Status.OK, HandshakeStatus.NEED_UNWRAP, 0, 0);
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        SSLEngine real = real();
        if (real != null) {
            return real.getHandshakeStatus();
        }
        return ended ? HandshakeStatus.NOT_HANDSHAKING : HandshakeStatus.NEED_UNWRAP;
    }

    @Override
    public void closeInbound() throws SSLException {
        ended = true;
        SSLEngine real = real();
        if (real != null) {
            real.closeInbound();
        }
    }

    @Override
    public boolean isInboundDone() {
        SSLEngine real = real();
        return real == null ? ended : real.isInboundDone();
    }

    @Override
    public void closeOutbound() {
        ended = true;
        SSLEngine real = real();
        if (real != null) {
            real.closeOutbound();
        }
    }

    @Override
    public boolean isOutboundDone() {
        SSLEngine real = real();
        return real == null ? ended : real.isOutboundDone();
    }

    @Override
    public int refCnt() {
        return references;
    }

    @Override
    public ReferenceCounted retain() {
        return retain(1);
    }

    @Override
    public ReferenceCounted retain(int increment) {
        references += increment;
        return this;
    }

    @Override
    public ReferenceCounted touch() {
        return this;
    }

    @Override
    public ReferenceCounted touch(Object hint) {
        return this;
    }

    @Override
    public boolean release() {
        return release(1);
    }

    @Override
    public boolean release(int decrement) {
        references -= decrement;
        if (references != 0) {
            return false;
        }
        ended = true;
        released.run();
        if (handle != null) {
            handle.release();
        }
        return true;
    }
}
