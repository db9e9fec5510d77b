package org.penlb.system;

import java.io.IOException;
import java.io.Serial;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A function of the C library that is called now and then: arguments and results are boxed, and a call's errno comes as an
 * exception. It is bound at its first call, so that a system without it is an error only where it is needed.
 */
final class CFunction {
    static final int EPERM = 1;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final int LONGEST_TEXT = 4096;
    private static final CFunction STRERROR =
            new CFunction("strerror", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

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
    private final FunctionDescriptor descriptor;
    private final Linker.Option[] options;
    private @Nullable MethodHandle handle;

    /** A function with this many named parameters before the ... of its declaration. */
    static CFunction variadic(String name, int named, FunctionDescriptor descriptor) {
        return new CFunction(name, descriptor, Linker.Option.firstVariadicArg(named));
    }

    /** A function that returns an int, -1 for an error. */
    static CFunction of(String name, MemoryLayout... parameters) {
        return new CFunction(name, FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters));
    }

    CFunction(String name, FunctionDescriptor descriptor, Linker.Option... more) {
        this.name = name;
        this.descriptor = descriptor;
        this.options = Arrays.copyOf(more, more.length + 1);
        this.options[more.length] = Linker.Option.captureCallState("errno");
    }

    /**
     * Calls a function that returns an int.
     *
     * @throws IOException if it returned -1 (a {@link Failure} with errno), or if it cannot be called at all
     */
    int call(Object... arguments) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result = (int) Objects.requireNonNull(invoke(state, arguments));
            if (result == -1) {
                int errno = (int) ERRNO.get(state, 0L);
                throw new Failure(errno, text(STRERROR.callForAddress(errno)));
            }
            return result;
        }
    }

    /** Calls a function that returns a pointer, which may be {@link MemorySegment#NULL}. */
    MemorySegment callForAddress(Object... arguments) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return (MemorySegment) Objects.requireNonNull(invoke(arena.allocate(STATE), arguments));
        }
    }

    /** Calls a function whose result does not matter, or that has none. */
    void run(Object... arguments) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            var _ = invoke(arena.allocate(STATE), arguments);
        }
    }

    private @Nullable Object invoke(MemorySegment state, Object... arguments) throws IOException {
        List<Object> all = new ArrayList<>(arguments.length + 1);
        all.add(state);
        all.addAll(Arrays.asList(arguments));
        try {
            return bound().invokeWithArguments(all);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // a downcall throws nothing of its own
        }
    }

    @SuppressWarnings("restricted")
    private synchronized MethodHandle bound() throws IOException {
        if (handle == null) {
            Linker linker = Linker.nativeLinker();
            MemorySegment symbol = linker.defaultLookup()
                    .find(name)
                    .orElseThrow(() -> new IOException("this system's C library has no function " + name));
            try {
                handle = linker.downcallHandle(symbol, descriptor, options);
            } catch (IllegalCallerException e) {
                throw new IOException(
                        "java may not call the system's C library (expected: java --enable-native-access=ALL-UNNAMED)",
                        e);
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
