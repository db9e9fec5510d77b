package org.penlb.relay;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel keeps for a socket (SO_MEMINFO): what waits to be received, and how many datagrams found no room. Asking is a
 * system call, so nobody asks for each datagram. One object serves one event loop.
 */
public final class SocketMemory extends SystemCalls {
    private static final int SOL_SOCKET = 1;
    private static final int SO_MEMINFO = 55;

    /** The order of linux/sock_diag.h: SK_MEMINFO_RMEM_ALLOC, ..., SK_MEMINFO_DROPS. */
    private static final int WAITING = 0;

    private static final int DROPS = 8;
    private static final int NUMBERS = 9;

    /** What a small datagram takes beyond its own bytes: its descriptor, and the headers' room. */
    private static final int OVERHEAD = 768;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private static final @Nullable MethodHandle GET_OPTION = bind("getsockopt");

    private final MemorySegment numbers;
    private final MemorySegment length;

    /**
     * @param arena what its memory lives and dies with
     */
    public SocketMemory(Arena arena) {
        super(arena);
        numbers = arena.allocate(INT, NUMBERS);
        length = arena.allocate(INT);
    }

    /**
     * Asks about a socket.
     *
     * @param descriptor -1 if nobody knows it
     * @return whether the kernel says anything
     */
    public boolean read(int descriptor) {
        if (descriptor < 0 || GET_OPTION == null) {
            return false;
        }
        length.set(INT, 0, (int) numbers.byteSize());
        return call(GET_OPTION, descriptor, SOL_SOCKET, SO_MEMINFO, numbers.address(), length.address(), 0) == 0
                && length.get(INT, 0) == numbers.byteSize();
    }

    /**
     * About how many bytes of memory hold what waits to be received, as {@link #read} found it; a datagram takes some hundred
     * more than it has. What was received within the last moment may still be in it.
     */
    private long waiting() {
        return Integer.toUnsignedLong(numbers.getAtIndex(INT, WAITING));
    }

    /**
     * About how many datagrams wait in a socket, if they are like those that were received from it last.
     *
     * @param from the first slot that one of these is in
     * @param to the slot behind the last one; there is at least one
     */
    public int datagramsWaiting(int descriptor, DatagramBatch like, int from, int to) {
        if (!read(descriptor)) {
            return 0;
        }
        long bytes = 0;
        for (int slot = from; slot < to; slot++) {
            bytes += OVERHEAD + like.length(slot);
        }
        return (int) (waiting() * (to - from) / bytes);
    }

    /** How many datagrams found no room so far, as {@link #read} found it; modulo 2^32. */
    public int drops() {
        return numbers.getAtIndex(INT, DROPS);
    }
}
