package org.penlb.relay;

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
 * System calls of the data path that Netty does not have, or not without further ones. They are bound when the class that
 * has them is loaded: later the process may be in a jail. An error comes as its number, negative, so that a call allocates
 * nothing. One object serves one event loop.
 */
public abstract class SystemCalls {
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO = STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final FunctionDescriptor SHAPE = FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG);

    /** Where a call leaves its errno. */
    private final MemorySegment state;

    protected SystemCalls(Arena arena) {
        state = arena.allocate(STATE);
    }

    /**
     * Binds a function of the C library. All have one shape, because it is for each shape that Java spends milliseconds on
     * generating code: up to six numbers or pointers, each in a register of its own, of which a function takes as many, and
     * as many of their bits, as it has parameters. The memory that is pointed at is the event loop's and lives as long as it.
     *
     * @return its handle, or null if this system has no such function or does not let Java call it
     */
    @SuppressWarnings("restricted")
    protected static @Nullable MethodHandle bind(String name) {
        Linker linker = Linker.nativeLinker();
        MemorySegment symbol = linker.defaultLookup().find(name).orElse(null);
        if (symbol == null) {
            return null;
        }
        try {
            return linker.downcallHandle(symbol, SHAPE, Linker.Option.captureCallState("errno"));
        } catch (IllegalCallerException _) { // java was told not to allow it
            return null;
        }
    }

    /**
     * Calls a bound function that returns an int or, of at most {@link Integer#MAX_VALUE}, a long.
     *
     * @return what it returned, or its errno as a negative number
     */
    protected final int call(
            @Nullable MethodHandle function, long first, long second, long third, long fourth, long fifth, long sixth) {
        try {
            int returned = (int) (long)
                    Objects.requireNonNull(function).invokeExact(state, first, second, third, fourth, fifth, sixth);
            return returned < 0 ? -state.get(ValueLayout.JAVA_INT, ERRNO) : returned;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // a downcall throws nothing of its own
        }
    }

    /** Calls a bound function that has three parameters. */
    protected final int call(@Nullable MethodHandle function, long first, long second, long third) {
        return call(function, first, second, third, 0, 0, 0);
    }
}
