package org.penlb.relay.datagram;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.SystemCalls;

/** The calls of the datagram relay. */
final class Mmsg extends SystemCalls {
    /** Receives what the network said about datagrams sent earlier, instead of datagrams (recv(2), MSG_ERRQUEUE). */
    static final int ERROR_QUEUE = 0x2000;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private static final @Nullable MethodHandle RECEIVE = bind("recvmmsg", INT, INT, LONG, INT, INT, LONG);
    private static final @Nullable MethodHandle SEND = bind("sendmmsg", INT, INT, LONG, INT, INT);
    private static final @Nullable MethodHandle SOCKET = bind("socket", INT, INT, INT, INT);

    Mmsg(Arena arena) {
        super(arena);
    }

    /** Whether this system has them and lets Java call them. */
    static boolean available() {
        return RECEIVE != null && SEND != null && SOCKET != null;
    }

    /**
     * Receives up to {@code count} datagrams.
     *
     * @param messages the address of that many message headers
     * @return how many came, 1 or more; or an error number, negative
     */
    int receive(int descriptor, long messages, int count, int flags) {
        try {
            return result(
                    (int) Objects.requireNonNull(RECEIVE).invokeExact(state, descriptor, messages, count, flags, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Sends up to {@code count} datagrams, in order, until one fails.
     *
     * @param messages the address of that many message headers
     * @return how many were sent, 1 or more; or the first one's error number, negative
     */
    int send(int descriptor, long messages, int count) {
        try {
            return result((int) Objects.requireNonNull(SEND).invokeExact(state, descriptor, messages, count, 0));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Opens a socket.
     *
     * @return its descriptor, or an error number, negative
     */
    int socket(int family, int type) {
        try {
            return result((int) Objects.requireNonNull(SOCKET).invokeExact(state, family, type, 0));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }
}
