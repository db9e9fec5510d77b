package org.penlb.relay.socket;

import org.jspecify.annotations.Nullable;

/**
 * Moves one direction's bulk from a plain socket to another through a pipe, without copying it; on and off, since small pieces
 * are cheaper to copy.
 */
final class Splicing {
    /**
     * A pipe filled with less than this held no bulk. Copying a small piece is one call less, because a short receive tells
     * that the socket is empty, and a splice does not.
     */
    private static final int BULK = 16 * 1024;
    /** How many pipes in a row without bulk end it: a stream may pause in the middle of a large piece. */
    private static final int PATIENCE = 4;

    private final PipePool pipes;
    private @Nullable Pipe pipe;
    /** How many more pipes without bulk it takes until it is off; 0 while it is. */
    private int patience;

    Splicing(PipePool pipes) {
        this.pipes = pipes;
    }

    boolean isOn() {
        return patience > 0;
    }

    void on() {
        patience = PATIENCE;
    }

    void off() {
        patience = 0;
    }

    /** Bytes in the pipe. */
    int held() {
        return pipe == null ? 0 : pipe.held();
    }

    /**
     * Moves bytes from a socket into the empty pipe.
     *
     * @param most about how many
     * @return how many, or an error number, negative; 0 if they are to be copied
     */
    int fill(SocketEnd source, int most) {
        if (source.urgent) {
            off(); // a splice never gets past the mark
            return 0;
        }
        if (pipe == null) {
            pipe = pipes.borrow();
        }
        if (pipe == null) {
            return 0;
        }
        int read = pipe.fill(source.socket, most);
        if (read == 0) {
            off(); // urgent data, of which no event has told yet, looks like the end to a splice; not so to a receive
        } else if (read > 0) {
            patience = read < BULK ? patience - 1 : PATIENCE;
        }
        return read;
    }

    /** As {@link Pipe#drain}; only while it holds something. */
    int drain(SocketEnd target) {
        if (pipe == null) {
            throw new IllegalStateException("nothing is held");
        }
        return pipe.drain(target.socket);
    }

    /** A pipe without bytes inside serves others while this direction waits for more. */
    void rest() {
        if (held() == 0) {
            release();
        }
    }

    /** Gives the pipe back, with what is in it. */
    void release() {
        if (pipe != null) {
            pipes.giveBack(pipe);
            pipe = null;
        }
    }
}
