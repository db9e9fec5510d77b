package org.penlb.relay.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.Errno;

/**
 * One direction of a socket relay. It copies through the event loop's one buffer as long as what comes at a time fits, and
 * splices through a pipe while bulk comes from a plain socket to another. It holds bytes only if the receiving socket had no room for what was
 * read, and then reads no more until they are gone. Bytes leave in the order in which they came, and the sender's close is
 * passed on after the last of them.
 */
final class Direction {
    /**
     * A pipe filled with less than this held no bulk. Small pieces are cheaper to copy: that is one call less, because a
     * short receive tells that the socket is empty, and a splice does not.
     */
    private static final int BULK = 16 * 1024;
    /** How many pipes in a row without bulk end the splicing: a stream may pause in the middle of a large piece. */
    private static final int PATIENCE = 4;

    private final SocketTransport transport;
    private final StreamEnd from;
    private final StreamEnd to;
    private final @Nullable Consumer<ByteBuffer> tap;
    private final @Nullable Edit editor;

    private @Nullable ByteBuf kept;
    private @Nullable Pipe pipe;
    /** Below 0 while the preface is on its way, which is not counted. */
    private long moved;
    /** How many more pipes without bulk it takes to copy again; 0 while copying. */
    private int splicing;

    private boolean ended;
    /** The editor wants it broken off. */
    private boolean refused;
    /** The editor ended it: the sender may still send, and nobody reads that. */
    private boolean cut;

    private boolean done;
    /** Nobody takes what it brings any more; it is thrown away. */
    private boolean lost;

    private long thrownAway;

    private @Nullable StreamEnd broken;

    /**
     * @param tap is shown the bytes that pass, which are copied then; null lets bulk be spliced
     * @param editor changes the bytes that pass, which are copied then
     */
    Direction(
            SocketTransport transport,
            StreamEnd from,
            StreamEnd to,
            @Nullable Consumer<ByteBuffer> tap,
            @Nullable Edit editor) {
        this.editor = editor;
        this.tap = tap;
        this.transport = transport;
        this.from = from;
        this.to = to;
    }

    /** Has some bytes of ours leave before all others. */
    void begin(byte[] preface) {
        if (preface.length > 0) {
            kept = ByteBufAllocator.DEFAULT.directBuffer(preface.length, preface.length);
            kept.writeBytes(preface);
            moved = -preface.length;
        }
    }

    /** Bytes handed to the receiving socket. */
    long moved() {
        return Math.max(moved, 0);
    }

    /** Bytes that the receiving socket had no room for. */
    long pending() {
        return (kept == null ? 0L : kept.readableBytes()) + (pipe == null ? 0 : pipe.held()) + to.unsent();
    }

    /** Whether the sender closed its direction and all its bytes were handed on. */
    boolean isDone() {
        return done;
    }

    /** Whether all that the sender sent, up to its close, was read and handed on. */
    boolean isComplete() {
        return done && !cut;
    }

    /** Whether the system has all that was handed to the receiving end. */
    boolean isSettled() {
        return lost || to.unsent() == 0;
    }

    /**
     * Whether the receiver takes nothing any more although it may have sent all it had, and ended in order, before that. What still
     * comes for it is thrown away, so that the sender need not wait, and gets to read what there is.
     */
    boolean isLost() {
        return lost;
    }

    /** How many bytes were thrown away since nobody takes them. */
    long thrownAway() {
        return thrownAway;
    }

    /** Whether a close tells the receiving end's peer of the end as well as {@link #shutdownReceiver} does. */
    boolean isClosedByClose() {
        return to.isPlain();
    }

    /** Whether the editor wants the connection broken off. */
    boolean isRefused() {
        return refused;
    }

    /** The end that failed, or null if all is well. */
    @Nullable
    StreamEnd broken() {
        return broken;
    }

    /**
     * Moves what can be moved now.
     *
     * @param budget about how many bytes, so that one direction does not keep the event loop for itself
     * @return true if the budget was used up and there may be more
     */
    boolean pump(int budget) {
        long until = moved + budget;
        while (!done && broken == null && flush()) {
            if (ended) {
                done = true;
            } else if (!from.readable) {
                return false;
            } else if (moved >= until) {
                return true;
            } else if (splicing > 0 && from instanceof SocketEnd source && to instanceof SocketEnd target) {
                splice(source, target, (int) Math.min(until - moved, Integer.MAX_VALUE));
            } else {
                copy();
                if (lost && !ended) {
                    return from.readable; // the budget counts only what is moved
                }
            }
        }
        return false;
    }

    /** Passes the sender's close on. */
    void shutdownReceiver() {
        if (!lost && !to.shutdownOutput()) { // not connected any more
            int error = to.takeError();
            failed(error == Errno.NONE ? Errno.EPIPE : -error);
        }
    }

    /** Hands on what is held; true if nothing is left. */
    private boolean flush() {
        if (lost) {
            return true;
        }
        if (kept == null && (pipe == null || pipe.held() == 0)) {
            return to.unsent() == 0;
        }
        return to.writable && (kept != null ? flushKept(kept) : to instanceof SocketEnd target && drainPipe(target));
    }

    private void copy() {
        ByteBuffer buffer = transport.buffer();
        int read = from.receive(transport.bufferAddress(), buffer.capacity());
        if (read <= 0) {
            nothingRead(read);
            return;
        }
        ended = from.ended;
        if (lost) {
            thrownAway += read;
            return;
        }
        if (read == buffer.capacity() && mayBeSpliced()) {
            splicing = PATIENCE;
        }
        if (tap != null) {
            tap.accept(buffer.duplicate().position(0).limit(read));
        }
        if (editor != null) {
            sendEdited(editor.edit(buffer.duplicate().position(0).limit(read)));
            cut = editor.isOver();
            ended |= cut;
            return;
        }
        int sent = send(transport.bufferAddress(), read);
        if (sent < read && broken == null && !lost) {
            keep(buffer, sent, read);
        }
    }

    private boolean mayBeSpliced() {
        return tap == null
                && editor == null
                && from instanceof SocketEnd socket
                && !socket.urgent
                && to instanceof SocketEnd;
    }

    private void nothingRead(int result) {
        if (result == 0) {
            ended = true;
        } else if (result == -Errno.EAGAIN) {
            from.readable = false;
        } else {
            broken = from;
        }
    }

    private void sendEdited(@Nullable ByteBuf edited) {
        if (edited == null) {
            refused = true;
            broken = from;
        } else if (edited.isReadable()) {
            kept = edited;
            var _ = to.writable && flushKept(edited);
        } else {
            edited.release();
        }
    }

    /** Sends what can be sent now; returns how much that was. */
    private int send(long address, int length) {
        if (!to.writable) {
            return 0;
        }
        int sent = to.send(address, length, ended);
        if (sent < 0) {
            notSent(sent);
            return 0;
        }
        moved += sent;
        return sent;
    }

    private void notSent(int result) {
        if (result == -Errno.EAGAIN) {
            to.writable = false;
        } else {
            failed(-result);
        }
    }

    /** Nothing arrives at the receiver any more. Unless it was reset, it may have ended in order before, and is still read. */
    private void failed(int errno) {
        to.met(errno);
        if (to.isReset()) {
            broken = to;
        } else {
            lost = true;
            splicing = 0;
        }
    }

    private void keep(ByteBuffer buffer, int start, int end) {
        kept = ByteBufAllocator.DEFAULT.directBuffer(end - start, end - start);
        kept.writeBytes(buffer.duplicate().position(start).limit(end));
    }

    private boolean flushKept(ByteBuf bytes) {
        while (bytes.isReadable()
                && to.writable
                && broken == null
                && !lost) { // an end may take a part, and then more at once
            int length = bytes.readableBytes();
            ByteBuffer nio = bytes.internalNioBuffer(bytes.readerIndex(), length);
            bytes.skipBytes(send(Buffer.memoryAddress(nio) + nio.position(), length));
        }
        if (lost) {
            release();
            return true;
        }
        if (bytes.isReadable()) {
            return false;
        }
        bytes.release();
        kept = null;
        return to.unsent() == 0;
    }

    private void splice(SocketEnd source, SocketEnd target, int most) {
        if (source.urgent) {
            splicing = 0; // a splice never gets past the mark
            copy();
            return;
        }
        if (pipe == null) {
            pipe = transport.pipes().borrow();
        }
        if (pipe == null) {
            copy();
            return;
        }
        int read = pipe.fill(source.socket, most);
        if (read == 0) {
            splicing = 0;
            copy(); // urgent data, of which no event has told yet, looks like the end to a splice; not so to a receive
            return;
        }
        if (read < 0) {
            nothingRead(read);
            return;
        }
        splicing = read < BULK ? splicing - 1 : PATIENCE;
        drainPipe(target);
    }

    private boolean drainPipe(SocketEnd target) {
        Pipe filled = pipe;
        while (filled != null && filled.held() > 0 && to.writable) {
            int sent = filled.drain(target.socket);
            if (sent > 0) {
                moved += sent;
            } else {
                notSent(sent);
                if (broken != null) {
                    return false;
                }
                if (lost) {
                    release();
                    return true;
                }
            }
        }
        return filled == null || filled.held() == 0;
    }

    private void giveBackPipe() {
        if (pipe != null) {
            transport.pipes().giveBack(pipe);
            pipe = null;
        }
    }

    /** A pipe without bytes inside serves others while this direction waits for more. */
    void rest() {
        if (pipe != null && pipe.held() == 0) {
            giveBackPipe();
        }
    }

    /** Frees what is held. */
    void release() {
        giveBackPipe();
        if (kept != null) {
            kept.release();
            kept = null;
        }
    }
}
