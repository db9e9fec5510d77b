package org.penlb.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Memory of which only the pages that are really used take room; an arena's own is written to at once, all of it. */
public final class SparseMemory {
    private static final CFunction CALLOC = new CFunction(
            "calloc", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final CFunction FREE = new CFunction("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

    private SparseMemory() {}

    /**
     * Allocates zeros.
     *
     * @param arena what the memory lives and dies with
     * @param bytes how many; the C library asks the kernel for new pages from some 100 KiB on
     * @throws OutOfMemoryError if the system has no more
     */
    @SuppressWarnings("restricted")
    public static MemorySegment allocate(Arena arena, long bytes) {
        MemorySegment memory;
        try {
            memory = CALLOC.callForAddress(1L, bytes);
        } catch (IOException _) { // a Java that may not call the C library has its own way
            return arena.allocate(bytes);
        }
        if (memory.address() == 0) {
            throw new OutOfMemoryError(bytes + " bytes outside of the heap");
        }
        return memory.reinterpret(bytes, arena, SparseMemory::free);
    }

    private static void free(MemorySegment memory) {
        try {
            FREE.run(memory);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a library that allocates frees, too
        }
    }
}
