package org.penlb.relay.datagram;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.SystemCalls;

/** The calls of the datagram relay. */
final class Mmsg extends SystemCalls {
    /** Receives what the network said about datagrams sent earlier, instead of datagrams (recv(2), MSG_ERRQUEUE). */
    static final int ERROR_QUEUE = 0x2000;

    private static final @Nullable MethodHandle RECEIVE = bind("recvmmsg");
    private static final @Nullable MethodHandle SEND = bind("sendmmsg");
    private static final @Nullable MethodHandle SOCKET = bind("socket");

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
        return call(RECEIVE, descriptor, messages, count, flags, 0, 0);
    }

    /**
     * Sends up to {@code count} datagrams, in order, until one fails.
     *
     * @param messages the address of that many message headers
     * @return how many were sent, 1 or more; or the first one's error number, negative
     */
    int send(int descriptor, long messages, int count) {
        return call(SEND, descriptor, messages, count, 0, 0, 0);
    }

    /**
     * Opens a socket.
     *
     * @return its descriptor, or an error number, negative
     */
    int socket(int family, int type) {
        return call(SOCKET, family, type, 0);
    }
}
