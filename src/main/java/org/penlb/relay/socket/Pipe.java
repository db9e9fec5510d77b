package org.penlb.relay.socket;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/** A kernel pipe: what {@code splice} moves bytes through without copying them to this process. */
final class Pipe {
    /**
     * How many bytes a pipe is asked to hold, as many as any user may (pipe(7)): the more at a time, the fewer calls, and
     * the fuller the segments that are sent. One that is refused, because the user has too many such pipes, holds the
     * kernel's default.
     */
    private static final int CAPACITY = 1024 * 1024;

    private final StreamCalls calls;
    private final FileDescriptor out;
    private final FileDescriptor in;
    private int held;

    private Pipe(StreamCalls calls, FileDescriptor out, FileDescriptor in) {
        this.calls = calls;
        this.out = out;
        this.in = in;
    }

    static Pipe open(StreamCalls calls) throws IOException {
        FileDescriptor[] ends = FileDescriptor.pipe();
        var _ = calls.widenPipe(ends[1].intValue(), CAPACITY);
        return new Pipe(calls, ends[0], ends[1]);
    }

    /** Bytes inside. */
    int held() {
        return held;
    }

    /**
     * Moves bytes from a socket into this empty pipe.
     *
     * @param most no more than so many
     * @return how many, 0 at the end of the stream, or an error number, negative
     */
    int fill(StreamSocket from, int most) {
        int moved = calls.splice(from.intValue(), in.intValue(), Math.min(most, CAPACITY));
        held = Math.max(moved, 0);
        return moved;
    }

    /**
     * Moves bytes on to a socket.
     *
     * @return how many, or an error number, negative
     */
    int drain(StreamSocket to) {
        int moved = calls.splice(out.intValue(), to.intValue(), held);
        held -= Math.max(moved, 0);
        return moved;
    }

    void close() {
        try {
            out.close();
        } catch (IOException _) {
            // the descriptor is gone either way
        }
        try {
            in.close();
        } catch (IOException _) {
            // the descriptor is gone either way
        }
    }
}
