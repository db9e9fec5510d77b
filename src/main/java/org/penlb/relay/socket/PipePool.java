package org.penlb.relay.socket;

import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The pipes of an event loop. A direction borrows one only while bytes are inside, so that a few serve thousands of
 * connections; when all are lent out, bytes are copied instead.
 */
final class PipePool {
    /** How many borrowers go without one after the kernel gave a pipe too little room, until it is asked again. */
    private static final int REFUSALS = 100;

    private final StreamCalls calls;
    private final int most;
    private final ArrayDeque<Pipe> idle = new ArrayDeque<>();
    private int open;
    /** How many more borrowers go without. */
    private int without;

    /**
     * @param most how many pipes may be open at a time; each is two descriptors
     */
    PipePool(StreamCalls calls, int most) {
        this.calls = calls;
        this.most = most;
    }

    /** An empty pipe, or null if there is none to be had. */
    @Nullable
    Pipe borrow() {
        Pipe pipe = idle.poll();
        if (pipe != null || open >= most) {
            return pipe;
        }
        if (without > 0) {
            without--;
            return null;
        }
        try {
            pipe = Pipe.open(calls);
            open++;
        } catch (IOException _) {
            return null; // no descriptor left: copying needs none
        }
        if (pipe.widen()) {
            return pipe;
        }
        discard(pipe);
        without = REFUSALS;
        return null;
    }

    /** Takes a pipe back. One that still holds bytes of a connection that ended is of no use to the next. */
    void giveBack(Pipe pipe) {
        if (pipe.held() == 0) {
            idle.push(pipe);
        } else {
            discard(pipe);
        }
    }

    private void discard(Pipe pipe) {
        pipe.close();
        open--;
    }

    void close() {
        while (!idle.isEmpty()) {
            discard(idle.pop());
        }
    }
}
