package org.penlb.relay.socket;

import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.penlb.relay.Errno;
import org.penlb.relay.Handshake;
import org.penlb.relay.HandshakeListener;
import org.penlb.relay.HandshakeListener.Failure;
import org.penlb.relay.HandshakeOptions;
import org.penlb.relay.records.Records;
import org.penlb.tls.engine.TlsFailure;

/**
 * A connection that is being secured: what the engine says is sent, what comes is given to it, and what takes long is done
 * elsewhere while this only remembers what the socket's edges say. It ends with a {@link TlsEnd}, or closes the socket.
 */
final class TlsHandshake extends Deadlines.Timed implements Handshake, StreamEnd.Watcher {
    /** What a handshake may consist of, in bytes of the peer's. */
    private static final int MOST_TAKEN = 64 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketTransport transport;
    private final SocketEnd end;
    private final HandshakeOptions options;
    private final SSLEngine engine;
    private final HandshakeListener listener;
    private final KeptBytes unread = new KeptBytes();
    private final KeptBytes unsent = new KeptBytes();
    private HandshakeStatus status = HandshakeStatus.NOT_HANDSHAKING;
    /** How much was of the handshake: more may have come, which follows it. */
    private int taken;

    /** The engine belongs to another thread for now. */
    private boolean taskRuns;

    private boolean over;
    /** The engine goes with it, unless the connection has it by then. */
    private boolean secured;

    TlsHandshake(SocketTransport transport, SocketEnd end, HandshakeOptions options, HandshakeListener listener) {
        this.transport = transport;
        this.end = end;
        this.options = options;
        this.engine = options.engine();
        this.listener = listener;
    }

    /**
     * @param preface leaves before
     */
    void start(byte[] preface) {
        end.watch(this);
        unsent.add(preface);
        transport.deadlines().set(this, options.patience().toNanos());
        transport.execute(this::begin);
    }

    private void begin() {
        if (over) {
            return;
        }
        try {
            engine.beginHandshake();
            status = engine.getHandshakeStatus();
        } catch (SSLException e) {
            refused(e);
            return;
        }
        end.wake();
    }

    @Override
    public void ready(StreamEnd same) {
        if (taskRuns || over || status == HandshakeStatus.NOT_HANDSHAKING) {
            return;
        }
        try {
            proceed();
        } catch (SSLException e) {
            sayWhatIsWrong();
            refused(e);
        }
    }

    private void proceed() throws SSLException {
        while (!over && flush()) {
            switch (status) {
                case NEED_TASK -> {
                    if (!runTasks()) {
                        return;
                    }
                }
                case NEED_WRAP -> wrap();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!unwrap()) {
                        return;
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    finish();
                    return;
                }
            }
        }
    }

    /** Sends what waits; false if something still does. */
    private boolean flush() {
        int result = unsent.sendTo(end, false);
        if (result < 0 && result != -Errno.EAGAIN) {
            // What the peer said before, such as why it ends, tells more than that it is gone; but nobody can answer
            // it.
            fail(Failure.RESET, Errno.reason(-result));
        }
        return !over && unsent.length() == 0;
    }

    /** All that the engine has to say now goes out with one call; why it breaks off, too. */
    private void wrap() throws SSLException {
        ByteBuffer out = transport.tlsMemory().out.clear();
        try {
            do {
                SSLEngineResult result = engine.wrap(NOTHING, out);
                status = result.getHandshakeStatus();
                if (result.getStatus() == Status.CLOSED) {
                    throw new SSLException("the handshake was broken off");
                }
            } while (status == HandshakeStatus.NEED_WRAP && out.remaining() > Records.WHOLE);
        } finally {
            unsent.add(out, 0, out.position());
        }
    }

    /** Gives the engine what came; false if nothing has. */
    private boolean unwrap() throws SSLException {
        TlsMemory memory = transport.tlsMemory();
        int there = unread.restore(memory.in);
        ByteBuffer in = memory.in.duplicate().position(0).limit(there);
        Status result = unwrapOne(in, memory.out);
        if (result == Status.BUFFER_UNDERFLOW && needsInput()) {
            int more =
                    end.readable ? end.receive(memory.inAddress + there, memory.in.capacity() - there) : -Errno.EAGAIN;
            if (more <= 0) {
                unread.add(memory.in, 0, there);
                nothingCame(more);
                return false;
            }
            in.limit(there + more);
            unwrapOne(in, memory.out);
        }
        unread.add(memory.in, in.position(), in.limit());
        taken += in.position();
        if (taken > MOST_TAKEN) {
            fail(Failure.TOO_LONG, "more than " + MOST_TAKEN + " bytes before the end of the handshake");
        }
        return true;
    }

    private boolean needsInput() {
        return status == HandshakeStatus.NEED_UNWRAP || status == HandshakeStatus.NEED_UNWRAP_AGAIN;
    }

    /**
     * Gives the engine a record, and looks whether that was the last: Netty's says so when it is asked once more, and what came
     * behind is not the handshake's.
     */
    private Status unwrapOne(ByteBuffer in, ByteBuffer scratch) throws SSLException {
        SSLEngineResult result = engine.unwrap(in, scratch.clear());
        status = result.getHandshakeStatus();
        if (needsInput() && result.bytesConsumed() > 0) {
            SSLEngineResult asked = engine.unwrap(NOTHING.duplicate(), scratch.clear());
            status = asked.getHandshakeStatus();
        }
        if (result.getStatus() == Status.CLOSED) {
            throw new SSLException("the peer ended the handshake");
        }
        return result.getStatus();
    }

    private void nothingCame(int result) {
        if (result == 0) {
            fail(Failure.ENDED, "closed in the middle of the handshake");
        } else if (result != -Errno.EAGAIN) {
            fail(Failure.RESET, Errno.reason(-result));
        } else if (end.ended) {
            fail(Failure.ENDED, "closed in the middle of the handshake");
        } else {
            end.readable = false;
        }
    }

    /** Has done what takes long; false if that is under way elsewhere. */
    private boolean runTasks() {
        Runnable task = engine.getDelegatedTask();
        if (task == null) {
            status = engine.getHandshakeStatus();
            return status != HandshakeStatus.NEED_TASK;
        }
        taskRuns = true;
        try {
            options.tasks().execute(() -> runTask(task));
        } catch (RejectedExecutionException _) {
            taskRuns = false;
            fail(Failure.BUSY, "too many handshakes wait for their signature");
        }
        return false;
    }

    private void runTask(Runnable task) {
        try {
            task.run();
        } finally {
            transport.execute(this::taskDone);
        }
    }

    private void taskDone() {
        taskRuns = false;
        if (over) {
            releaseEngine();
            return;
        }
        status = engine.getHandshakeStatus();
        end.wake();
    }

    /** The last flight may have messages behind it that are no part of the handshake: tickets. */
    private void finish() throws SSLException {
        ByteBuffer out = transport.tlsMemory().out.clear();
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                && engine.wrap(NOTHING, out).bytesProduced() > 0) {
            unsent.add(out, 0, out.position());
            out.clear();
        }
        if (!flush()) {
            status = HandshakeStatus.FINISHED;
            return;
        }
        if (!stop()) {
            return;
        }
        secured = true;
        var tls = new TlsEnd(transport, end, Records.of(engine), unread);
        try {
            listener.secured(tls);
        } catch (RuntimeException e) { // logged by whoever called
            tls.reset();
            throw e;
        }
    }

    /** The alert that tells the peer why. */
    private void sayWhatIsWrong() {
        ByteBuffer out = transport.tlsMemory().out.clear();
        try {
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                    && engine.wrap(NOTHING, out).bytesProduced() > 0) {
                unsent.add(out, 0, out.position());
                out.clear();
            }
        } catch (SSLException _) {
            // the same again
        }
        var _ = unsent.sendTo(end, false);
    }

    private void refused(SSLException e) {
        fail(Failure.REFUSED, TlsFailure.reason(e));
    }

    private void fail(Failure failure, String reason) {
        if (stop()) {
            end.close();
            release();
            listener.failed(failure, reason);
        }
    }

    private boolean stop() {
        if (over) {
            return false;
        }
        over = true;
        transport.deadlines().cancel(this);
        return true;
    }

    private void release() {
        unread.release();
        unsent.release();
        if (!taskRuns) {
            releaseEngine();
        }
    }

    private void releaseEngine() {
        if (!secured) {
            secured = true;
            ReferenceCountUtil.release(engine);
        }
    }

    @Override
    void expired() {
        fail(Failure.TIMEOUT, "no handshake within " + options.patience().toMillis() + " ms");
    }

    @Override
    public void faulted(StreamEnd same) {
        if (stop()) { // nobody has given it up: whoever waits for it has places to give back
            end.reset();
            release();
            listener.failed(Failure.RESET, "a fault of this program's");
        }
    }

    @Override
    public void cancel() {
        if (stop()) {
            end.reset();
            release();
        }
    }
}
