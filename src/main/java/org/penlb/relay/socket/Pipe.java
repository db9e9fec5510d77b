package org.penlb.relay.socket;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/** A kernel pipe: what {@code splice} moves bytes through without copying them to this process. */
final class Pipe {
    /**
     * How many bytes a pipe is asked to hold, as many as any user may (pipe(7)): the more at a time, the fewer calls, and
     * the fuller the segments that are sent. One that is refused, because the user has too many such pipes or the system
     * allows no such, holds what it holds.
     */
    private static final int CAPACITY = 1024 * 1024;
    /** What the kernel gives a pipe, unless the user has too many: then it is two pages, no cheaper than a copy. */
    static final int ENOUGH = 64 * 1024;

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
        return new Pipe(calls, ends[0], ends[1]);
    }

    /** Asks for more room; returns whether it has enough to be of use. */
    boolean widen() {
        var _ = calls.widenPipe(in.intValue(), CAPACITY);
        return room() >= ENOUGH;
    }

    /** How many bytes it can hold at most. */
    int room() {
        return calls.pipeRoom(in.intValue());
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
