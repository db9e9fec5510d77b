package org.penlb.relay.socket;

import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/** A kernel pipe: what {@code splice} moves bytes through without copying them to this process. */
final class Pipe {
    /** What a pipe of Linux holds unless told otherwise, in bytes. */
    static final int CAPACITY = 64 * 1024;

    private final FileDescriptor out;
    private final FileDescriptor in;
    private int held;

    private Pipe(FileDescriptor out, FileDescriptor in) {
        this.out = out;
        this.in = in;
    }

    static Pipe open() throws IOException {
        FileDescriptor[] ends = FileDescriptor.pipe();
        return new Pipe(ends[0], ends[1]);
    }

    /** Bytes inside. */
    int held() {
        return held;
    }

    /**
     * Moves bytes from a socket into this empty pipe.
     *
     * @return how many; 0 if there was nothing to read <em>or</em> the peer has closed its direction
     */
    int fill(StreamSocket from) throws IOException {
        held = Native.splice(from.intValue(), -1, in.intValue(), -1, CAPACITY);
        return held;
    }

    /**
     * Moves bytes on to a socket.
     *
     * @return how many; 0 if the socket has no room
     */
    int drain(StreamSocket to) throws IOException {
        int moved = Native.splice(out.intValue(), -1, to.intValue(), -1, held);
        held -= moved;
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
