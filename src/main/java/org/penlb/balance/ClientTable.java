package org.penlb.balance;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.penlb.config.IpAddress;

/**
 * Which server each client used last: a table of bounded size that forgets the least recently used client first. Look-up,
 * use and eviction take constant time at any size. Safe for use by several event loops.
 *
 * <p>A hash table with chains over slots, and a doubly linked list in order of use through the same slots, all in arrays
 * of primitives: a client costs about 80 bytes and no object. The arrays grow as clients come, up to the maximum.
 */
public final class ClientTable {
    /** What {@link #serverOf} returns for a client that is not remembered. */
    public static final int NONE = -1;

    /**
     * What is known of one client.
     *
     * @param lastUse when it was last given a server, on the clock that the caller passes in, nanoseconds
     * @param connects how many times it came and was given a server
     */
    public record Entry(IpAddress client, int server, long lastUse, long connects, long sent, long received) {}

    private static final int INITIAL_SLOTS = 64;
    /** Slot 0 is no client: its links are the two ends of the list in order of use. */
    private static final int ENDS = 0;

    private int max;
    private long trackingNanos;

    /** Nobody outside can tell which addresses share a bucket, so nobody can fill one on purpose. */
    private final long secret = new SecureRandom().nextLong();

    private int size;
    private int[] buckets = new int[2 * INITIAL_SLOTS];
    private int[] chain = new int[INITIAL_SLOTS + 1];
    private int[] newer = new int[INITIAL_SLOTS + 1];
    private int[] older = new int[INITIAL_SLOTS + 1];
    private long[] high = new long[INITIAL_SLOTS + 1];
    private long[] low = new long[INITIAL_SLOTS + 1];
    private int[] server = new int[INITIAL_SLOTS + 1];
    private long[] lastUse = new long[INITIAL_SLOTS + 1];
    private long[] connects = new long[INITIAL_SLOTS + 1];
    private long[] sent = new long[INITIAL_SLOTS + 1];
    private long[] received = new long[INITIAL_SLOTS + 1];

    /**
     * @param max how many clients are remembered, at least 1
     * @param tracking how long a client that does not come back is remembered; zero means for ever
     */
    public ClientTable(int max, Duration tracking) {
        if (max < 1) {
            throw new IllegalArgumentException("max: " + max + " (expected: 1 or more)");
        }
        this.max = max;
        this.trackingNanos = tracking.toNanos();
    }

    /**
     * Changes its limits.
     *
     * @param newMax it only grows; less than before changes nothing
     * @param tracking how long a client that does not come back is remembered; zero means for ever
     */
    public synchronized void change(int newMax, Duration tracking) {
        max = Math.max(max, newMax);
        trackingNanos = tracking.toNanos();
    }

    public synchronized int size() {
        return size;
    }

    /** The index of the server that this client used last, or {@link #NONE}. Asking is not using. */
    public synchronized int serverOf(IpAddress client, long now) {
        int slot = find(client);
        if (slot == ENDS || (trackingNanos > 0 && now - lastUse[slot] > trackingNanos)) {
            return NONE;
        }
        return server[slot];
    }

    /** Notes that this client is given this server now; if the table is full, the least recently used client gives way. */
    public synchronized void used(IpAddress client, int serverIndex, long now) {
        int slot = touch(client, serverIndex, now); // which may replace the arrays by larger ones
        connects[slot]++;
    }

    /** Notes that the server that this client was given failed, so that it is given this one: still the same visit. */
    public synchronized void moved(IpAddress client, int serverIndex, long now) {
        int slot = touch(client, serverIndex, now);
        connects[slot] = Math.max(connects[slot], 1); // it may have been forgotten while the other server was tried
    }

    private int touch(IpAddress client, int serverIndex, long now) {
        int slot = find(client);
        if (slot == ENDS) {
            slot = size < max ? addSlot() : reuseOldest();
            insert(slot, client);
        } else {
            unlink(slot);
        }
        linkAsNewest(slot);
        server[slot] = serverIndex;
        lastUse[slot] = now;
        return slot;
    }

    /** Adds to the bytes of a client, if it is still remembered. */
    public synchronized void transferred(IpAddress client, long toServer, long fromServer) {
        int slot = find(client);
        if (slot != ENDS) {
            sent[slot] += toServer;
            received[slot] += fromServer;
        }
    }

    /** A client's place in the table, from 0, or {@link #NONE}. It keeps it as long as it is remembered. */
    public synchronized int placeOf(IpAddress client) {
        return find(client) - 1;
    }

    /** Up to {@code most} clients in the order of their places, from place 0. */
    public synchronized List<Entry> inOrder(int most) {
        var entries = new ArrayList<Entry>(Math.min(most, size));
        for (int slot = 1; slot <= Math.min(most, size); slot++) {
            entries.add(entry(slot));
        }
        return entries;
    }

    private Entry entry(int slot) {
        return new Entry(
                new IpAddress(high[slot], low[slot]),
                server[slot],
                lastUse[slot],
                connects[slot],
                sent[slot],
                received[slot]);
    }

    /**
     * The clients that were given a server since then, in the order of their places.
     *
     * @param most of more than so many, the most recent
     */
    public synchronized List<Entry> since(long time, int most) {
        var places = new ArrayList<Integer>();
        for (int slot = older[ENDS];
                slot != ENDS && places.size() < most && lastUse[slot] - time >= 0;
                slot = older[slot]) {
            places.add(slot);
        }
        Collections.sort(places);
        return places.stream().map(this::entry).toList();
    }

    /** Up to {@code most} clients, the most recently used first. */
    public synchronized List<Entry> mostRecent(int most) {
        var entries = new ArrayList<Entry>(Math.min(most, size));
        for (int slot = older[ENDS]; slot != ENDS && entries.size() < most; slot = older[slot]) {
            entries.add(entry(slot));
        }
        return entries;
    }

    private int find(IpAddress client) {
        int slot = buckets[bucketOf(client.high(), client.low())];
        while (slot != ENDS && (high[slot] != client.high() || low[slot] != client.low())) {
            slot = chain[slot];
        }
        return slot;
    }

    private int bucketOf(long h, long l) {
        return (int) AddressHash.hash(h ^ secret, l) & (buckets.length - 1);
    }

    private int addSlot() {
        size++;
        if (size == chain.length) {
            grow();
        }
        return size;
    }

    private int reuseOldest() {
        int slot = newer[ENDS];
        unlink(slot);
        remove(slot);
        connects[slot] = 0;
        sent[slot] = 0;
        received[slot] = 0;
        return slot;
    }

    private void insert(int slot, IpAddress client) {
        high[slot] = client.high();
        low[slot] = client.low();
        chainIn(slot);
    }

    private void chainIn(int slot) {
        int bucket = bucketOf(high[slot], low[slot]);
        chain[slot] = buckets[bucket];
        buckets[bucket] = slot;
    }

    private void remove(int slot) {
        int bucket = bucketOf(high[slot], low[slot]);
        if (buckets[bucket] == slot) {
            buckets[bucket] = chain[slot];
            return;
        }
        int before = buckets[bucket];
        while (chain[before] != slot) {
            before = chain[before];
        }
        chain[before] = chain[slot];
    }

    private void linkAsNewest(int slot) {
        int second = older[ENDS];
        older[slot] = second;
        newer[slot] = ENDS;
        newer[second] = slot;
        older[ENDS] = slot;
    }

    private void unlink(int slot) {
        newer[older[slot]] = newer[slot];
        older[newer[slot]] = older[slot];
    }

    private void grow() {
        int slots = (int) Math.min(max, 2L * (chain.length - 1)) + 1;
        chain = Arrays.copyOf(chain, slots);
        newer = Arrays.copyOf(newer, slots);
        older = Arrays.copyOf(older, slots);
        high = Arrays.copyOf(high, slots);
        low = Arrays.copyOf(low, slots);
        server = Arrays.copyOf(server, slots);
        lastUse = Arrays.copyOf(lastUse, slots);
        connects = Arrays.copyOf(connects, slots);
        sent = Arrays.copyOf(sent, slots);
        received = Arrays.copyOf(received, slots);
        buckets = new int[Integer.highestOneBit(slots) * 2];
        for (int slot = 1; slot < size; slot++) {
            chainIn(slot);
        }
    }
}
