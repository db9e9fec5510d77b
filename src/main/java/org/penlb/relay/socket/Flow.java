package org.penlb.relay.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.Editor;

/**
 * One direction of a socket relay. It starts by copying through the event loop's one buffer, and splices through a pipe
 * once the direction has shown that it carries bulk. It holds bytes only if the receiving socket had no room for what was
 * read, and then reads no more until they are gone. Bytes leave in the order in which they came, and the sender's close is
 * passed on after the last of them.
 */
final class Flow {
    /** Changes what was read, as an {@link Editor} does. */
    interface Edit {
        @Nullable
        ByteBuf edit(ByteBuffer bytes);

        boolean isOver();
    }

    /**
     * How many bytes a direction carries before it splices: a splice takes two calls where a copy takes two as well, so it
     * only pays once whole pipes are full, and most connections never carry this much.
     */
    private static final int SPLICE_AFTER = 128 * 1024;

    private final SocketTransport transport;
    private final SocketEnd from;
    private final SocketEnd to;
    private final @Nullable Consumer<ByteBuffer> tap;
    private final @Nullable Edit editor;

    private @Nullable ByteBuf kept;
    private @Nullable Pipe pipe;
    private long moved;
    private boolean ended;
    private boolean done;
    private @Nullable SocketEnd broken;

    /**
     * @param tap is shown the bytes that pass, which are copied then; null lets bulk be spliced
     * @param editor changes the bytes that pass, which are copied then
     */
    Flow(
            SocketTransport transport,
            SocketEnd from,
            SocketEnd to,
            @Nullable Consumer<ByteBuffer> tap,
            @Nullable Edit editor) {
        this.editor = editor;
        this.tap = tap;
        this.transport = transport;
        this.from = from;
        this.to = to;
    }

    /** Bytes handed to the receiving socket. */
    long moved() {
        return moved;
    }

    /** Bytes that the receiving socket had no room for. */
    long pending() {
        return (kept == null ? 0L : kept.readableBytes()) + (pipe == null ? 0 : pipe.held());
    }

    /** Whether the sender closed its direction and all its bytes were handed on. */
    boolean isDone() {
        return done;
    }

    /** The end that failed, or null if all is well. */
    @Nullable
    SocketEnd broken() {
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
            } else if (moved >= SPLICE_AFTER && tap == null && editor == null) {
                splice();
            } else {
                copy();
            }
        }
        return false;
    }

    /** Passes the sender's close on. */
    void shutdownReceiver() {
        try {
            to.socket.shutdownOutput();
        } catch (IOException | RuntimeException _) {
            broken = to; // not connected any more
        }
    }

    /** Hands on what is held; true if nothing is left. */
    private boolean flush() {
        if (kept == null && (pipe == null || pipe.held() == 0)) {
            return true;
        }
        return to.writable && (kept != null ? flushKept(kept) : drainPipe());
    }

    private void copy() {
        ByteBuffer buffer = transport.buffer();
        int read;
        try {
            read = from.socket.recvAddress(transport.bufferAddress(), 0, buffer.capacity());
        } catch (IOException | RuntimeException _) {
            broken = from;
            return;
        }
        if (read < 0) {
            ended = true;
            return;
        }
        // A short read has emptied the socket (epoll(7)): what comes later makes a new edge.
        if (read < buffer.capacity() && !from.hangup) {
            from.readable = false;
        }
        if (read > 0) {
            if (tap != null) {
                tap.accept(buffer.duplicate().position(0).limit(read));
            }
            if (editor != null) {
                sendEdited(editor.edit(buffer.duplicate().position(0).limit(read)));
                ended = editor.isOver();
                return;
            }
            int sent = send(transport.bufferAddress(), read);
            if (sent < read && broken == null) {
                keep(buffer, sent, read);
            }
        } else {
            from.readable = false;
        }
    }

    private void sendEdited(@Nullable ByteBuf edited) {
        if (edited == null) {
            broken = from;
        } else if (edited.isReadable()) {
            kept = edited;
            var _ = to.writable && flushKept(edited);
        } else {
            edited.release();
        }
    }

    private int send(long address, int length) {
        if (!to.writable) {
            return 0;
        }
        try {
            int sent = to.socket.sendAddress(address, 0, length);
            moved += sent;
            to.writable = sent == length;
            return sent;
        } catch (IOException | RuntimeException _) {
            broken = to;
            return 0;
        }
    }

    private void keep(ByteBuffer buffer, int start, int end) {
        kept = ByteBufAllocator.DEFAULT.directBuffer(end - start, end - start);
        kept.writeBytes(buffer.duplicate().position(start).limit(end));
    }

    private boolean flushKept(ByteBuf bytes) {
        int length = bytes.readableBytes();
        ByteBuffer nio = bytes.internalNioBuffer(bytes.readerIndex(), length);
        try {
            int sent = to.socket.send(nio, nio.position(), nio.limit());
            moved += sent;
            bytes.skipBytes(sent);
            to.writable = sent == length;
        } catch (IOException | RuntimeException _) {
            broken = to;
            return false;
        }
        if (bytes.isReadable()) {
            return false;
        }
        bytes.release();
        kept = null;
        return true;
    }

    private void splice() {
        if (pipe == null) {
            pipe = transport.pipes().borrow();
        }
        if (pipe == null) {
            copy();
            return;
        }
        int read;
        try {
            read = pipe.fill(from.socket);
        } catch (IOException | RuntimeException _) {
            broken = from;
            return;
        }
        if (read > 0) {
            drainPipe();
            return;
        }
        giveBackPipe();
        if (from.hangup) {
            copy(); // splice does not tell an end from nothing there; a receive does
        } else {
            from.readable = false;
        }
    }

    private boolean drainPipe() {
        Pipe filled = pipe;
        while (filled != null && filled.held() > 0 && to.writable) {
            try {
                int sent = filled.drain(to.socket);
                moved += sent;
                to.writable = sent > 0;
            } catch (IOException | RuntimeException _) {
                broken = to;
                return false;
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
