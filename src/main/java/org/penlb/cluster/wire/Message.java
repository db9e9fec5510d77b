package org.penlb.cluster.wire;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;

/** A message that came in and was found good. */
public final class Message {
    private final MessageType type;
    private final long from;
    private final long time;
    private final byte[] body;

    Message(MessageType type, long from, long time, byte[] body) {
        this.type = type;
        this.from = from;
        this.time = time;
        this.body = body;
    }

    public MessageType type() {
        return type;
    }

    /** The instance that sent it. */
    public long from() {
        return from;
    }

    /** The sender's version when it was sent. */
    public long time() {
        return time;
    }

    /** What it says, to be read once; what is not there is an {@link java.io.EOFException}. */
    public DataInputStream body() {
        return new DataInputStream(new ByteArrayInputStream(body));
    }
}
