package org.penlb.relay;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * System calls of the data path that Netty does not have, or not without further ones. They are bound when the class that
 * has them is loaded: later the process may be in a jail. An error comes as its number, negative, so that a call allocates
 * nothing. One object serves one event loop.
 */
public abstract class SystemCalls {
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO = STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    /** The first argument of every bound call: where it leaves its errno. */
    protected final MemorySegment state;

    protected SystemCalls(Arena arena) {
        state = arena.allocate(STATE);
    }

    /**
     * Binds a function of the C library. Pointers are passed as numbers: the memory is the event loop's own and lives as
     * long as it.
     *
     * @param result what it returns, an int or a long that is negative for an error
     * @return its handle, whose first parameter is {@link #state}; null if this system has no such function, or does not let
     *     Java call it
     */
    protected static @Nullable MethodHandle bind(String name, MemoryLayout result, MemoryLayout... parameters) {
        return bind(name, FunctionDescriptor.of(result, parameters), Linker.Option.captureCallState("errno"));
    }

    /** Binds a function that has ... in its declaration, after this many named parameters. */
    protected static @Nullable MethodHandle bindVariadic(
            String name, int named, MemoryLayout result, MemoryLayout... parameters) {
        return bind(
                name,
                FunctionDescriptor.of(result, parameters),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(named));
    }

    @SuppressWarnings("restricted")
    private static @Nullable MethodHandle bind(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        MemorySegment symbol = linker.defaultLookup().find(name).orElse(null);
        if (symbol == null) {
            return null;
        }
        try {
            return linker.downcallHandle(symbol, descriptor, options);
        } catch (IllegalCallerException _) { // java was told not to allow it
            return null;
        }
    }

    /** What a call returned, or its errno as a negative number. */
    protected int result(long returned) {
        return returned < 0 ? -state.get(ValueLayout.JAVA_INT, ERRNO) : (int) returned;
    }

    /** A downcall throws nothing of its own. */
    protected static IllegalStateException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(e);
    }
}
