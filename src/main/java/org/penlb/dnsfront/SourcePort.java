package org.penlb.dnsfront;

import org.jspecify.annotations.Nullable;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.DatagramReceiver;

/**
 * One of the sockets towards a server, with the attempts that went out by it, found by their transaction ID. Its port
 * number is the system's random choice.
 */
final class SourcePort implements DatagramReceiver {
    private static final int INITIAL_BUCKETS = 64;
    private static final int IDS = 1 << 16;
    /** So that a free ID is found soon, by chance. */
    private static final int MOST_OPEN = IDS / 2;

    private final DnsUpstream upstream;
    private @Nullable DatagramPort port;
    private @Nullable Attempt[] buckets = new @Nullable Attempt[INITIAL_BUCKETS];
    private int open;

    SourcePort(DnsUpstream upstream) {
        this.upstream = upstream;
    }

    void opened(DatagramPort newPort) {
        port = newPort;
        newPort.anyOrder();
    }

    DatagramPort port() {
        if (port == null) {
            throw new IllegalStateException("not open");
        }
        return port;
    }

    boolean isFull() {
        return open >= MOST_OPEN;
    }

    @Nullable
    Attempt find(int id) {
        Attempt attempt = buckets[id & buckets.length - 1];
        while (attempt != null && attempt.id != id) {
            attempt = attempt.nextInBucket;
        }
        return attempt;
    }

    void add(Attempt attempt) {
        if (open >= buckets.length && buckets.length < IDS) {
            grow();
        }
        attempt.port = this;
        put(attempt);
        open++;
    }

    private void put(Attempt attempt) {
        int bucket = attempt.id & buckets.length - 1;
        attempt.nextInBucket = buckets[bucket];
        buckets[bucket] = attempt;
    }

    void remove(Attempt attempt) {
        int bucket = attempt.id & buckets.length - 1;
        Attempt here = buckets[bucket];
        if (here == attempt) {
            buckets[bucket] = attempt.nextInBucket;
        } else {
            while (here != null && here.nextInBucket != attempt) {
                here = here.nextInBucket;
            }
            if (here == null) {
                return;
            }
            here.nextInBucket = attempt.nextInBucket;
        }
        attempt.nextInBucket = null;
        attempt.port = null;
        open--;
    }

    private void grow() {
        @Nullable Attempt[] old = buckets;
        buckets = new @Nullable Attempt[old.length * 2];
        for (Attempt first : old) {
            Attempt next;
            for (Attempt attempt = first; attempt != null; attempt = next) {
                next = attempt.nextInBucket;
                put(attempt);
            }
        }
    }

    @Override
    public void received(DatagramPort from, DatagramBatch batch, int first, int end) {
        upstream.received(this, batch, first, end);
    }

    @Override
    public void unreachable(DatagramPort from, String reason) {
        upstream.unreachable(reason);
    }

    void close() {
        if (port != null) {
            port.close();
        }
    }
}
