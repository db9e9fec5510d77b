package org.penlb.relay.socket;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.Editor;

/** Changes what a {@link Direction} has read, as an {@link Editor} does, which need not be told here how far the server is. */
interface Edit {
    @Nullable
    ByteBuf edit(ByteBuffer bytes);

    boolean isOver();

    boolean isOpen();

    boolean isDone();
}
