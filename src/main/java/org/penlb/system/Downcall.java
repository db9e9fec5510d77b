package org.penlb.system;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * How functions of the C library are called: all in one shape, because it is for each shape that Java spends milliseconds on
 * generating code. That shape is up to six numbers or pointers, each in a register of its own, of which a function takes as
 * many, and as many of their bits, as it has parameters; what it returns is cut to its type by the caller.
 */
public final class Downcall {
    /** Where a call leaves its errno. */
    public static final StructLayout STATE = Linker.Option.captureStateLayout();
    /** Where in {@link #STATE} that is, an int. */
    public static final long ERRNO = STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final FunctionDescriptor SHAPE = FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG);

    private Downcall() {}

    /**
     * Binds a function. Its handle takes a segment of the layout {@link #STATE} and six longs, and returns one.
     *
     * @return its handle, or null if this system has no such function
     * @throws IllegalCallerException if this Java may not call the C library
     */
    @SuppressWarnings("restricted")
    public static @Nullable MethodHandle bind(String name) {
        Linker linker = Linker.nativeLinker();
        MemorySegment symbol = linker.defaultLookup().find(name).orElse(null);
        return symbol == null ? null : linker.downcallHandle(symbol, SHAPE, Linker.Option.captureCallState("errno"));
    }
}
