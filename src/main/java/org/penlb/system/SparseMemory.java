package org.penlb.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory of which only the pages that are really used take room. An arena's own is written to at once, all of it, and the C
 * library's may be some that was used before: it keeps what was freed.
 */
public final class SparseMemory {
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final long MAP_FAILED = -1;

    private static final CFunction MMAP = new CFunction("mmap");
    private static final CFunction MUNMAP = new CFunction("munmap");

    private SparseMemory() {}

    /**
     * Allocates zeros.
     *
     * @param arena what the memory lives and dies with
     * @param bytes how many; it is whole pages that are taken
     * @throws OutOfMemoryError if the system has no more
     */
    @SuppressWarnings("restricted")
    public static MemorySegment allocate(Arena arena, long bytes) {
        MemorySegment memory;
        try {
            memory = MMAP.callForAddress(MemorySegment.NULL, bytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
        } catch (IOException _) { // a Java that may not call the C library has its own way
            return arena.allocate(bytes);
        }
        if (memory.address() == MAP_FAILED) {
            throw new OutOfMemoryError(bytes + " bytes outside of the heap");
        }
        return memory.reinterpret(bytes, arena, SparseMemory::free);
    }

    private static void free(MemorySegment memory) {
        try {
            var _ = MUNMAP.call(memory, memory.byteSize());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a library that maps unmaps, too
        }
    }
}
