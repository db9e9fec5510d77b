package org.penlb.system;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;

/**
 * A process on its own: no terminal, no folder that it keeps busy, nobody who reads what it prints. The file mode mask stays
 * the one it was started with, as with pen.
 */
public final class DetachedSession {
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    /** Output is the last: whoever reads it sees its end when all is done. */
    private static final List<Integer> STANDARD_DESCRIPTORS = List.of(0, 2, 1);

    private static final CFunction SETSID = new CFunction("setsid");
    private static final CFunction CHDIR = new CFunction("chdir");
    private static final CFunction DUP2 = new CFunction("dup2");
    private static final CFunction CLOSE = new CFunction("close");
    private static final CFunction OPEN = new CFunction("open");

    private final int nothing;

    private DetachedSession(int nothing) {
        this.nothing = nothing;
    }

    /**
     * Leaves the session and the process group that this process was started in, and with them the terminal: neither its end
     * nor its Ctrl-C reaches this process any more. The process must not be the leader of a group; one that another Java
     * program started is none.
     */
    public static DetachedSession begin() throws IOException {
        SETSID.call();
        try (Arena arena = Arena.ofConfined()) {
            // Opened now: there may be no such file where this process goes.
            return new DetachedSession(OPEN.call(arena.allocateFrom("/dev/null"), O_RDWR | O_CLOEXEC));
        }
    }

    /** Works in the root folder from now on; standard input has ended, standard output and error lead nowhere. */
    public void settle() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            CHDIR.call(arena.allocateFrom("/"));
        }
        for (int descriptor : STANDARD_DESCRIPTORS) {
            DUP2.call(nothing, descriptor);
        }
        CLOSE.call(nothing);
    }
}
