package org.penlb.dnsfront;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import org.penlb.dns.Header;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.Peer;

/**
 * A message where it lies, a client's or a server's, until whoever showed it gets control back. Pointed at one message after
 * another, so that looking at one allocates nothing.
 */
final class MessageView {
    private MemorySegment memory = MemorySegment.NULL;
    private long offset;
    private int length;
    private @Nullable DatagramBatch batch;
    private int slot;
    private long batchNumber;

    /** Looks at the datagram in a slot. */
    MessageView at(DatagramBatch newBatch, int newSlot) {
        batch = newBatch;
        slot = newSlot;
        memory = newBatch.memory();
        offset = newBatch.offset(newSlot);
        length = newBatch.length(newSlot);
        return this;
    }

    /**
     * Looks at the datagram in a slot of a batch that came in.
     *
     * @param number the same for all datagrams that came in together
     */
    MessageView at(DatagramBatch newBatch, int newSlot, long number) {
        batchNumber = number;
        return at(newBatch, newSlot);
    }

    /** Looks at a message of a stream; the memory may be read-only. */
    MessageView at(MemorySegment newMemory, long newOffset, int newLength) {
        batch = null;
        memory = newMemory;
        offset = newOffset;
        length = newLength;
        return this;
    }

    MemorySegment memory() {
        return memory;
    }

    long offset() {
        return offset;
    }

    int length() {
        return length;
    }

    /** The batch of datagrams that it lies in; null if it came in a stream. */
    @Nullable
    DatagramBatch batch() {
        return batch;
    }

    /** Its slot there. */
    int slot() {
        return slot;
    }

    /** Which batch it came in with. */
    long batchNumber() {
        return batchNumber;
    }

    /** Who sent it; null if it came in a stream. */
    @Nullable
    Peer peer() {
        return batch == null ? null : batch.peer(slot);
    }

    int id() {
        return Header.id(memory, offset);
    }

    int rcode() {
        return Header.rcode(memory, offset);
    }

    /** Copies it to the start of an array that is long enough. */
    void copyTo(byte[] target) {
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, target, 0, length);
    }
}
