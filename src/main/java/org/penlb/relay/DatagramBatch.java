package org.penlb.relay;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.penlb.system.SparseMemory;

/**
 * Memory for datagrams that are received and sent together, allocated once per event loop. A slot holds one datagram and
 * who sent it. Only the pages that large datagrams really touch become resident.
 */
public final class DatagramBatch {
    /** How many datagrams a system call moves at most. */
    public static final int SLOTS = 64;

    /** The longest payload of a UDP datagram over IPv4; over IPv6 it may be 20 longer. */
    public static final int LONGEST = 65_507;

    private static final int SLOT_BYTES = 1 << 16;

    private final MemorySegment memory;
    private final int[] lengths = new int[SLOTS];
    private final Peer[] peers = new Peer[SLOTS];

    /**
     * @param arena what the memory lives and dies with
     */
    public DatagramBatch(Arena arena) {
        memory = SparseMemory.allocate(arena, (long) SLOTS * SLOT_BYTES);
        for (int i = 0; i < SLOTS; i++) {
            peers[i] = new Peer();
        }
    }

    /** All slots; a datagram starts at its {@link #offset}. Its bytes may be changed before it is sent on. */
    public MemorySegment memory() {
        return memory;
    }

    /** Where a slot starts, in bytes. */
    public long offset(int slot) {
        return (long) slot * SLOT_BYTES;
    }

    /** How many bytes a slot can hold. */
    public int capacity() {
        return SLOT_BYTES;
    }

    /** The length of the datagram in a slot, in bytes; may be 0. */
    public int length(int slot) {
        return lengths[slot];
    }

    /** Sets the length of the datagram in a slot. */
    public void length(int slot, int bytes) {
        lengths[slot] = bytes;
    }

    /** Copies the datagram in a slot to the start of an array that is long enough. */
    public void copyTo(int slot, byte[] target) {
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset(slot), target, 0, lengths[slot]);
    }

    /** Who sent the datagram in a slot, if a listening port received it. Valid as long as the slot. */
    public Peer peer(int slot) {
        return peers[slot];
    }
}
