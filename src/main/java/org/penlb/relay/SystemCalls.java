package org.penlb.relay;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.penlb.system.Downcall;

/**
 * System calls of the data path that Netty does not have, or not without further ones. They are bound when the class that
 * has them is loaded: later the process may be in a jail. An error comes as its number, negative, so that a call allocates
 * nothing. One object serves one event loop.
 */
public abstract class SystemCalls {
    /** Where a call leaves its errno. */
    private final MemorySegment state;

    protected SystemCalls(Arena arena) {
        state = arena.allocate(Downcall.STATE);
    }

    /**
     * Binds a function of the C library. The memory that is pointed at in calls is the event loop's and lives as long as it.
     *
     * @return its handle, or null if this system has no such function or does not let Java call it
     */
    protected static @Nullable MethodHandle bind(String name) {
        try {
            return Downcall.bind(name);
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
            return returned < 0 ? -state.get(ValueLayout.JAVA_INT, Downcall.ERRNO) : returned;
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
