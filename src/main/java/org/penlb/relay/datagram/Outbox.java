package org.penlb.relay.datagram;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.Peer;

/**
 * Datagrams that are to be sent, in order, until somebody has them sent: each port's with as few system calls as can be.
 * Their bytes stay where they are.
 */
final class Outbox {
    private static final int CAPACITY = DatagramBatch.SLOTS;
    private static final int NONE = -1;

    private final Mmsg calls;
    private final Messages messages;

    private final long[] addresses = new long[CAPACITY];
    private final int[] lengths = new int[CAPACITY];
    private final Peer[] peers = new Peer[CAPACITY];
    /** The next datagram of the same port, or {@link #NONE}. */
    private final int[] next = new int[CAPACITY];

    /** How many entries are taken, and how many of them were not sent yet. */
    private int count;

    private int pending;
    /** The ports that have something here; one that was flushed alone may be here twice. */
    private final @Nullable MmsgPort[] ports = new MmsgPort[CAPACITY];

    private int portCount;

    /** A port's datagrams, a chain through this outbox. */
    static final class Chain {
        private int first = NONE;
        private int last = NONE;
    }

    Outbox(Arena arena, Mmsg calls) {
        this.calls = calls;
        messages = new Messages(arena, CAPACITY);
        for (int i = 0; i < CAPACITY; i++) {
            peers[i] = new Peer();
        }
    }

    boolean isEmpty() {
        return pending == 0;
    }

    /**
     * Takes one more; sends all if there is no room.
     *
     * @param address where its bytes are in memory
     * @param to who gets it, or null for a connected port's server
     */
    void add(MmsgPort port, long address, int length, @Nullable Peer to) {
        if (count == CAPACITY) {
            flush();
        }
        int i = count++;
        pending++;
        addresses[i] = address;
        lengths[i] = length;
        if (to != null) {
            peers[i].copy(to);
        }
        next[i] = NONE;
        Chain chain = port.chain();
        if (chain.first == NONE) {
            chain.first = i;
            ports[portCount++] = port;
        } else {
            next[chain.last] = i;
        }
        chain.last = i;
    }

    /** Sends all. */
    void flush() {
        for (int i = 0; pending > 0; i++) {
            flush(Objects.requireNonNull(ports[i]));
        }
    }

    /** Sends what one port has here. */
    void flush(MmsgPort port) {
        Chain chain = port.chain();
        int waiting = 0;
        for (int i = chain.first; i != NONE; i = next[i]) {
            messages.payload(waiting, addresses[i], lengths[i]);
            if (port.isConnected()) {
                messages.toConnected(waiting);
            } else {
                messages.to(waiting, peers[i], port.isV6(), port.isWildcard());
            }
            waiting++;
        }
        chain.first = NONE;
        pending -= waiting;
        if (pending == 0) {
            Arrays.fill(ports, 0, portCount, null); // a closed port is not to be kept from the collector
            portCount = 0;
            count = 0;
        }
        transmit(port, waiting);
    }

    /**
     * A failure may be news about an earlier datagram, which the system tells on the next call, whatever that is: the one
     * that met it is sent once more. A port's second failure in a row is the datagram's own.
     */
    private void transmit(MmsgPort port, int total) {
        boolean repeated = false;
        for (int sent = 0; sent < total; ) {
            int result = calls.send(port.descriptor(), messages.address(sent), total - sent);
            if (result > 0) {
                sent += result;
                repeated = false;
            } else if (repeated || !port.isConnected()) {
                port.dropped(-result);
                sent++;
                repeated = false;
            } else {
                repeated = true;
            }
        }
    }
}
