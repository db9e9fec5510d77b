package org.penlb.relay.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.Errno;
import org.penlb.relay.SecureEnd;

/**
 * One direction of a socket relay. It copies through the event loop's one buffer as long as what comes at a time fits, and
 * splices through a pipe while bulk comes from a plain socket to another. It holds bytes only if the receiving socket had no room for what was
 * read, and then reads no more until they are gone. Bytes leave in the order in which they came, and the sender's close is
 * passed on after the last of them.
 */
final class Direction {
    private final SocketTransport transport;
    private final StreamEnd from;
    private final StreamEnd to;
    private final @Nullable Consumer<ByteBuffer> tap;
    /** Null from then on where nothing is left to change. */
    private @Nullable Edit editor;

    private final Splicing splicing;

    private @Nullable ByteBuf kept;
    /** Below 0 while the preface is on its way, which is not counted. */
    private long moved;

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
        this.splicing = new Splicing(transport.pipes());
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
        return (kept == null ? 0L : kept.readableBytes()) + splicing.held() + to.unsent();
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
            } else if (splicing.isOn() && from instanceof SocketEnd source && to instanceof SocketEnd target) {
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
        if (kept == null && splicing.held() == 0) {
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
            splicing.on();
        }
        if (tap != null) {
            tap.accept(buffer.duplicate().position(0).limit(read));
        }
        if (editor != null) {
            edit(editor, buffer.duplicate().position(0).limit(read));
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
            refuseIfCutOff();
        } else if (result == -Errno.EAGAIN) {
            from.readable = false;
        } else {
            broken = from;
        }
    }

    /** An end that anybody may have made, in the middle of something, is none. */
    private void refuseIfCutOff() {
        if (ended && editor != null && editor.isOpen() && from instanceof SecureEnd secure && secure.isTruncated()) {
            refuse();
        }
    }

    private void refuse() {
        refused = true;
        broken = from;
    }

    private void edit(Edit by, ByteBuffer bytes) {
        sendEdited(by.edit(bytes));
        cut = by.isOver();
        ended |= cut;
        refuseIfCutOff();
        if (by.isDone()) {
            editor = null;
        }
    }

    private void sendEdited(@Nullable ByteBuf edited) {
        if (edited == null) {
            refuse();
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
            splicing.off();
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
        int read = splicing.fill(source, most);
        if (read > 0) {
            drainPipe(target);
        } else if (read < 0) {
            nothingRead(read);
        } else {
            copy();
        }
    }

    private boolean drainPipe(SocketEnd target) {
        while (splicing.held() > 0 && to.writable) {
            int sent = splicing.drain(target);
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
        return splicing.held() == 0;
    }

    /** A pipe without bytes inside serves others while this direction waits for more. */
    void rest() {
        splicing.rest();
    }

    /** Frees what is held. */
    void release() {
        splicing.release();
        if (kept != null) {
            kept.release();
            kept = null;
        }
    }
}
