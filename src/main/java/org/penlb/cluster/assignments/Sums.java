package org.penlb.cluster.assignments;

import java.util.BitSet;
import java.util.function.IntPredicate;
import org.penlb.balance.BitMixer;
import org.penlb.balance.SharedClients;

/**
 * Sums over the clients of a table, by which two instances find out what differs without showing each other all of it. Clients
 * are dealt to {@value #BUCKETS} buckets of {@value #LEAVES_PER_BUCKET} leaves each by a hash of their addresses; what is
 * summed up is a hash of the address and the version, so equal sums mean equal clients and versions but for a chance of 2^-64.
 * Made a part at a time.
 */
final class Sums {
    static final int BUCKETS = 1024;
    static final int LEAVES_PER_BUCKET = 64;
    static final int LEAVES = BUCKETS * LEAVES_PER_BUCKET;

    /** How many places of the table are looked at in one go: some 100 µs. */
    private static final int PART = 2_000;

    private static final int LEAF_SHIFT = Long.SIZE - 16;

    private final SharedClients clients;
    private final IntPredicate counted;
    private final long after;
    private final long upTo;
    private final long[] leaves = new long[LEAVES];
    private int next;
    private long count;
    private boolean done;

    /**
     * @param counted which servers' clients are summed up
     * @param after clients with versions after this are summed up
     * @param upTo and up to this
     */
    Sums(SharedClients clients, IntPredicate counted, long after, long upTo) {
        this.clients = clients;
        this.counted = counted;
        this.after = after;
        this.upTo = upTo;
    }

    /** The leaf of a client. */
    static int leaf(long high, long low) {
        return (int) (hash(high, low) >>> LEAF_SHIFT);
    }

    private static long hash(long high, long low) {
        return BitMixer.mix(BitMixer.mix(high) + low);
    }

    /** Looks at the next part of the table; whether that was the last one. */
    boolean step() {
        if (!done) {
            next = clients.scan(next, PART, after, upTo, this::add);
            done = next == 0;
        }
        return done;
    }

    private void add(long high, long low, int server, long version) {
        if (!counted.test(server)) {
            return;
        }
        long hash = hash(high, low);
        leaves[(int) (hash >>> LEAF_SHIFT)] += BitMixer.mix(hash ^ version * 0x9e3779b97f4a7c15L);
        count++;
    }

    long after() {
        return after;
    }

    long upTo() {
        return upTo;
    }

    /** How many clients were summed up. */
    long count() {
        return count;
    }

    long leaf(int leaf) {
        return leaves[leaf];
    }

    long bucket(int bucket) {
        long sum = 0;
        for (int i = 0; i < LEAVES_PER_BUCKET; i++) {
            sum += BitMixer.mix(
                    leaves[bucket * LEAVES_PER_BUCKET + i] + i); // so that what changes leaves changes the sum
        }
        return sum;
    }

    /** Notes the leaves of a bucket that are not the same as a peer's. */
    void compare(int bucket, long[] theirs, BitSet different) {
        for (int i = 0; i < LEAVES_PER_BUCKET; i++) {
            int leaf = bucket * LEAVES_PER_BUCKET + i;
            if (leaves[leaf] != theirs[i]) {
                different.set(leaf);
            }
        }
    }
}
