package org.penlb.relay.records;

import io.netty.util.ReferenceCountUtil;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Any engine that lets its two directions end each by itself, such as the JDK's. It takes whole records only. */
final class EngineRecords implements Records {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    /** Up to TLS 1.2 what is of the handshake is over; later versions have tickets and key updates. */
    private final boolean mayBeginAnother;

    private int taken;
    private boolean full;
    private boolean ended;
    private boolean endSent;
    private @Nullable SSLException failure;

    EngineRecords(SSLEngine engine) {
        this.engine = engine;
        mayBeginAnother = !engine.getSession().getProtocol().equals("TLSv1.3");
    }

    @SuppressWarnings("restricted")
    private static ByteBuffer at(long address, int length) {
        return MemorySegment.ofAddress(address).reinterpret(length).asByteBuffer();
    }

    @Override
    public int open(long in, int length, long out, int room) throws SSLException {
        taken = 0;
        if (failure != null) {
            throw failure;
        }
        ByteBuffer from = at(in, length);
        ByteBuffer to = at(out, room);
        try {
            unwrapAll(from, to);
        } catch (SSLException e) {
            failure = e;
            full = true; // the next call tells
            if (to.position() == 0) {
                throw e;
            }
        }
        taken = from.position();
        return to.position();
    }

    private void unwrapAll(ByteBuffer from, ByteBuffer to) throws SSLException {
        full = false;
        while (from.hasRemaining() && !ended) {
            SSLEngineResult result = engine.unwrap(from, to);
            refuseAnotherHandshake(result);
            runTasks();
            switch (result.getStatus()) {
                case CLOSED -> ended = true;
                case BUFFER_OVERFLOW -> {
                    full = true;
                    return;
                }
                case BUFFER_UNDERFLOW -> {
                    return;
                }
                case OK -> {
                    if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
                        return; // it has something to say first
                    }
                }
            }
        }
    }

    /** Renegotiation, which BoringSSL refuses by itself: whoever stops halfway would have everything wait that is to be sent. */
    private void refuseAnotherHandshake(SSLEngineResult result) throws SSLException {
        if (mayBeginAnother
                && result.getStatus() == SSLEngineResult.Status.OK
                && result.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            throw new SSLException("the peer begins another handshake");
        }
    }

    /** What is not of the handshake is short: a key update. */
    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    @Override
    public int seal(long in, int length, long out, int room) throws SSLException {
        ByteBuffer from = at(in, length);
        ByteBuffer to = at(out, room);
        while (from.hasRemaining() && to.remaining() >= engine.getSession().getPacketBufferSize()) {
            SSLEngineResult result = engine.wrap(from, to);
            runTasks();
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                throw new SSLException("sent after the end");
            }
        }
        taken = from.position();
        return to.position();
    }

    @Override
    public int end(long out, int room) throws SSLException {
        if (endSent) {
            return 0;
        }
        endSent = true;
        engine.closeOutbound();
        return wrapOwn(at(out, room));
    }

    @Override
    public int own(long out, int room) {
        if (engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
            return 0;
        }
        try {
            return wrapOwn(at(out, room));
        } catch (SSLException e) {
            failure = e;
            return 0;
        }
    }

    private int wrapOwn(ByteBuffer to) throws SSLException {
        do {
            SSLEngineResult result = engine.wrap(NOTHING, to);
            runTasks();
            if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
                throw new SSLException("no room for a record");
            }
            if (result.bytesProduced() == 0) {
                break;
            }
        } while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
        return to.position();
    }

    @Override
    public int taken() {
        return taken;
    }

    @Override
    public boolean isFull() {
        return full;
    }

    @Override
    public boolean isEnded() {
        return ended;
    }

    @Override
    public void release() {
        ReferenceCountUtil.release(engine);
    }
}
