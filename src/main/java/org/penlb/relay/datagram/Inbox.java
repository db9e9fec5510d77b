package org.penlb.relay.datagram;

import java.lang.foreign.Arena;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.Errno;

/** Where the datagrams of one event loop arrive: the slots of its batch, and the message headers that lead there. */
final class Inbox {
    /** With fewer free slots than these, what waits to be sent is sent first, so that all are free again. */
    private static final int FEW = DatagramBatch.SLOTS / 4;

    private static final int REPORTS = 8;

    private final Mmsg calls;
    private final Outbox outbox;
    private final DatagramBatch batch;
    private final Messages fromAnybody;
    private final Messages fromServer;
    private final Messages reports;
    /** The first slot that holds nothing that waits to be sent. */
    private int free;

    Inbox(Arena arena, Mmsg calls, Outbox outbox, DatagramBatch batch) {
        this.calls = calls;
        this.outbox = outbox;
        this.batch = batch;
        fromAnybody = new Messages(arena, DatagramBatch.SLOTS);
        fromServer = new Messages(arena, DatagramBatch.SLOTS);
        reports = new Messages(arena, REPORTS);
        for (int slot = 0; slot < DatagramBatch.SLOTS; slot++) {
            long address = batch.memory().address() + batch.offset(slot);
            fromAnybody.payload(slot, address, batch.capacity());
            fromAnybody.expectName(slot);
            fromAnybody.expectControl(slot);
            fromServer.payload(slot, address, batch.capacity());
            fromServer.toConnected(slot);
        }
    }

    DatagramBatch batch() {
        return batch;
    }

    /** Finds free slots; there always are some. */
    int firstFree() {
        if (DatagramBatch.SLOTS - free < FEW) {
            outbox.flush();
        }
        if (outbox.isEmpty()) {
            free = 0;
        }
        return free;
    }

    /** Says that the slots before this one may hold what waits to be sent. */
    void usedUpTo(int slot) {
        free = slot;
    }

    /**
     * Receives into the slots from this one on.
     *
     * @return how many datagrams came; all slots filled means that there may be more. Or an error number, negative
     */
    int receive(MmsgPort port, int from) {
        Messages messages = port.isConnected() ? fromServer : fromAnybody;
        int count = calls.receive(port.descriptor(), messages.address(from), DatagramBatch.SLOTS - from, 0);
        for (int slot = from; slot < from + count; slot++) {
            batch.length(slot, messages.receivedLength(slot));
            if (!port.isConnected()) {
                messages.sender(slot, batch.peer(slot));
                messages.recipient(slot, batch.peer(slot));
                messages.expectName(slot);
                messages.expectControl(slot);
            }
        }
        return count;
    }

    /**
     * Reads what the network reported about datagrams that a connected port sent, some of it.
     *
     * @return whether there may be more
     */
    boolean readReports(MmsgPort port) {
        for (int i = 0; i < REPORTS; i++) {
            reports.expectControl(i);
        }
        int count = calls.receive(port.descriptor(), reports.address(0), REPORTS, Mmsg.ERROR_QUEUE);
        for (int i = 0; i < count; i++) {
            int errno = reports.control().reported(i, reports.controlLength(i));
            if (Errno.isUnreachable(errno)) {
                port.unreachable(errno);
            }
        }
        return count == REPORTS;
    }
}
