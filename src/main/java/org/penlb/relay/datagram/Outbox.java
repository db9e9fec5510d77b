package org.penlb.relay.datagram;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.Peer;

/**
 * Datagrams that are to be sent, in order, until somebody has them sent: each port's with as few system calls as can be, and
 * those for one peer as one message that the kernel cuts into datagrams at its end. Their bytes stay where they are.
 */
final class Outbox {
    private static final int CAPACITY = DatagramBatch.SLOTS;
    private static final int NONE = -1;
    /** A longer datagram may not fit into one packet of the network, and only whole packets can be cut off. */
    private static final int LONGEST_SEGMENT = 1200;
    /** How long a message may be that is cut into datagrams. */
    private static final int LONGEST_MESSAGE = 60_000;

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

    /** The first datagram of each message that is being sent. */
    private final int[] heads = new int[CAPACITY];
    /** How many datagrams each is. */
    private final int[] segments = new int[CAPACITY];

    /** A port's datagrams, a chain through this outbox. */
    static final class Chain {
        private int first = NONE;
        private int last = NONE;
        private int length;
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
        chain.length++;
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
        int first = port.isAnyOrder() && port.takesSegments() ? sorted(port, chain.first) : chain.first;
        pending -= chain.length;
        chain.first = NONE;
        chain.length = 0;
        if (pending == 0) {
            Arrays.fill(ports, 0, portCount, null); // a closed port is not to be kept from the collector
            portCount = 0;
            count = 0;
        }
        transmit(port, first);
    }

    /** Brings a chain into the order in which most of it goes together; returns its first datagram. */
    private int sorted(MmsgPort port, int chain) {
        int first = NONE;
        int following;
        for (int i = chain; i != NONE; i = following) {
            following = next[i];
            if (first == NONE || compare(port, i, first) <= 0) {
                next[i] = first;
                first = i;
                continue;
            }
            int before = first;
            while (next[before] != NONE && compare(port, i, next[before]) > 0) {
                before = next[before];
            }
            next[i] = next[before];
            next[before] = i;
        }
        return first;
    }

    /** By peer, the longest first. */
    private int compare(MmsgPort port, int i, int other) {
        int byPeer = port.isConnected() ? 0 : peers[i].order(peers[other]);
        return byPeer == 0 ? Integer.compare(lengths[other], lengths[i]) : byPeer;
    }

    /** Makes messages of a chain of datagrams; returns how many. */
    private int lay(MmsgPort port, int first) {
        int count = 0;
        int laid = 0;
        for (int i = first; i != NONE; count++) {
            heads[count] = i;
            segments[count] = together(port, i);
            address(port, count, i);
            messages.payloads(count, laid, segments[count], lengths[i]);
            for (int segment = 0; segment < segments[count]; segment++, i = next[i]) {
                messages.payload(laid++, addresses[i], lengths[i]);
            }
        }
        return count;
    }

    private void address(MmsgPort port, int message, int datagram) {
        if (port.isConnected()) {
            messages.toConnected(message);
        } else {
            messages.to(message, peers[datagram], port.isV6(), port.isWildcard());
        }
    }

    /** How many datagrams from this one on make one message: for one peer, of one length except the last. */
    private int together(MmsgPort port, int first) {
        int length = lengths[first];
        if (!port.takesSegments() || length == 0 || length > LONGEST_SEGMENT) {
            return 1;
        }
        int together = 1;
        for (int i = next[first]; i != NONE && (together + 1) * length <= LONGEST_MESSAGE; i = next[i]) {
            if (lengths[i] == 0 || lengths[i] > length || !(port.isConnected() || peers[i].sameAs(peers[first]))) {
                break;
            }
            together++;
            if (lengths[i] < length) {
                break;
            }
        }
        return together;
    }

    /**
     * A failure may be news about an earlier datagram, which the system tells on the next call, whatever that is: the message
     * that met it is sent once more. A port's second failure in a row is the message's own.
     */
    private void transmit(MmsgPort port, int first) {
        int total = lay(port, first);
        boolean repeated = false;
        for (int sent = 0; sent < total; ) {
            int result = calls.send(port.descriptor(), messages.address(sent), total - sent);
            if (result > 0) {
                sent += result;
                repeated = false;
            } else if (!repeated && port.isConnected()) {
                repeated = true;
            } else if (segments[sent] > 1 && port.refusesSegments(-result)) {
                total = lay(port, heads[sent]);
                sent = 0;
                repeated = false;
            } else {
                for (int segment = 0; segment < segments[sent]; segment++) {
                    port.dropped(-result);
                }
                sent++;
                repeated = false;
            }
        }
    }
}
