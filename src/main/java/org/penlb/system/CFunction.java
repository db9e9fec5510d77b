package org.penlb.system;

import java.io.IOException;
import java.io.Serial;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * A function of the C library that is called now and then: arguments and results are boxed, and a call's errno comes as an
 * exception. It is bound at its first call, so that a system without it is an error only where it is needed.
 */
final class CFunction {
    static final int EPERM = 1;

    private static final int MOST_ARGUMENTS = 6;
    private static final int LONGEST_TEXT = 4096;
    private static final CFunction STRERROR = new CFunction("strerror");

    /** A call that the system refused: its message is the system's sentence, such as "Operation not permitted". */
    static final class Failure extends IOException {
        @Serial
        private static final long serialVersionUID = 1;

        final int errno;

        private Failure(int errno, String message) {
            super(message);
            this.errno = errno;
        }
    }

    private final String name;
    private @Nullable MethodHandle handle;

    CFunction(String name) {
        this.name = name;
    }

    /**
     * Calls a function that returns an int.
     *
     * @param arguments numbers and pointers, as many as the function has parameters, which are {@value #MOST_ARGUMENTS} at most;
     *     what is pointed at must live until it returns
     * @throws IOException if it returned -1 (a {@link Failure} with errno), or if it cannot be called at all
     */
    int call(Object... arguments) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Downcall.STATE);
            int result = (int) invoke(state, arguments);
            if (result == -1) {
                int errno = state.get(ValueLayout.JAVA_INT, Downcall.ERRNO);
                throw new Failure(errno, text(STRERROR.callForAddress(errno)));
            }
            return result;
        }
    }

    /** Calls a function that returns a pointer, which may be {@link MemorySegment#NULL}. */
    MemorySegment callForAddress(Object... arguments) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return MemorySegment.ofAddress(invoke(arena.allocate(Downcall.STATE), arguments));
        }
    }

    /** Calls a function whose result does not matter, or that has none. */
    void run(Object... arguments) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            var _ = invoke(arena.allocate(Downcall.STATE), arguments);
        }
    }

    private long invoke(MemorySegment state, Object... arguments) throws IOException {
        var all = new long[MOST_ARGUMENTS];
        for (int i = 0; i < arguments.length; i++) {
            all[i] = arguments[i] instanceof MemorySegment pointer
                    ? pointer.address()
                    : ((Number) arguments[i]).longValue();
        }
        try {
            return (long) bound().invokeExact(state, all[0], all[1], all[2], all[3], all[4], all[5]);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // a downcall throws nothing of its own
        }
    }

    private synchronized MethodHandle bound() throws IOException {
        if (handle == null) {
            try {
                handle = Downcall.bind(name);
            } catch (IllegalCallerException e) {
                throw new IOException(
                        "java may not call the system's C library (expected: java --enable-native-access=ALL-UNNAMED)",
                        e);
            }
            if (handle == null) {
                throw new IOException("this system's C library has no function " + name);
            }
        }
        return handle;
    }

    /** The C string at an address that the C library returned. */
    @SuppressWarnings("restricted")
    static String text(MemorySegment address) {
        return address.reinterpret(LONGEST_TEXT).getString(0);
    }
}
