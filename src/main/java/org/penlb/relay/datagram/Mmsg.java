package org.penlb.relay.datagram;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * System calls that Netty does not have or not in this way, bound when this class is loaded: later the process may be in a
 * jail. An error comes as its number, negative, so that a call allocates nothing.
 */
final class Mmsg {
    /** Receives what the network said about datagrams sent earlier, instead of datagrams (recv(2), MSG_ERRQUEUE). */
    static final int ERROR_QUEUE = 0x2000;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO = STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private static final @Nullable MethodHandle RECEIVE = bind(
            "recvmmsg",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG));
    private static final @Nullable MethodHandle SEND = bind(
            "sendmmsg",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT));

    private static final @Nullable MethodHandle SOCKET = bind(
            "socket",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private final MemorySegment state;

    Mmsg(Arena arena) {
        state = arena.allocate(STATE);
    }

    /** Whether this system has them and lets Java call them. */
    static boolean available() {
        return RECEIVE != null && SEND != null && SOCKET != null;
    }

    /** Addresses are passed as numbers: the memory lives as long as the transport, and is the event loop's alone. */
    @SuppressWarnings("restricted")
    private static @Nullable MethodHandle bind(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        MemorySegment symbol = linker.defaultLookup().find(name).orElse(null);
        if (symbol == null) {
            return null;
        }
        try {
            return linker.downcallHandle(symbol, descriptor, Linker.Option.captureCallState("errno"));
        } catch (IllegalCallerException _) { // java was told not to allow it
            return null;
        }
    }

    /**
     * Receives up to {@code count} datagrams.
     *
     * @param messages the address of that many message headers
     * @return how many came, 1 or more; or an error number, negative
     */
    int receive(int descriptor, long messages, int count, int flags) {
        try {
            int result =
                    (int) Objects.requireNonNull(RECEIVE).invokeExact(state, descriptor, messages, count, flags, 0L);
            return result < 0 ? -errno() : result;
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
            int result = (int) Objects.requireNonNull(SEND).invokeExact(state, descriptor, messages, count, 0);
            return result < 0 ? -errno() : result;
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
            int result = (int) Objects.requireNonNull(SOCKET).invokeExact(state, family, type, 0);
            return result < 0 ? -errno() : result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private int errno() {
        return state.get(ValueLayout.JAVA_INT, ERRNO);
    }

    /** A downcall throws nothing of its own. */
    private static IllegalStateException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(e);
    }
}
