package org.penlb.relay;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Changes what a client sends before the server gets it. Called on the event loop, with every byte once and in order. */
@FunctionalInterface
public interface Editor {
    /**
     * Edits what was read.
     *
     * @param bytes what the client sent; neither changed nor kept
     * @param fromServer how many bytes the server's side has brought so far
     * @return what the server gets instead, the caller's to release; or null if the connection must not go on
     */
    @Nullable
    ByteBuf edit(ByteBuffer bytes, long fromServer);

    /**
     * Whether something has begun that is not whole yet. An end that may be another's, as that of TLS without its own, is then no
     * end: the server sees a reset.
     */
    default boolean isOpen() {
        return false;
    }

    /**
     * Whether the client has said its last, asked after each {@link #edit}. What was edited still goes on, and then it is as
     * if the client had closed its direction: nothing that it sends is looked at any more, while the server may still answer.
     */
    default boolean isOver() {
        return false;
    }

    /** Whether all that follows is to pass as it is, asked after each {@link #edit}: then nothing is asked any more. */
    default boolean isDone() {
        return false;
    }
}
