package org.penlb.balance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;

/**
 * Which server each client used last: a table of bounded size that forgets the least recently used client first. Look-up,
 * use and eviction take constant time at any size. Safe for use by several event loops.
 *
 * <p>A hash table over slots, and a doubly linked list in order of use through the same slots, all in arrays of primitives: a
 * client costs 72 bytes and no object. The arrays grow as clients come, up to the maximum.
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

    /** Slot 0 is no client. */
    private static final int ENDS = UseOrder.ENDS;

    /** How many clients are looked at before others get their turn. */
    private static final int PART = 10_000;

    private int max;
    private long trackingNanos;

    private final ClientRecords records = new ClientRecords();
    private final ClientIndex index = new ClientIndex(records);
    private final UseOrder order = new UseOrder(records);
    private int size;
    /** Null as long as no other instance is told which client is given which server. */
    private @Nullable SharedClients shared;

    private boolean tracks = true;

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
        int slot = index.find(client);
        return slot == ENDS || isForgotten(slot, now) ? NONE : records.server(slot);
    }

    /** Whether it did not come for so long that it may go elsewhere. */
    private boolean isForgotten(int slot, long now) {
        SharedClients told = shared;
        return trackingNanos > 0
                && now - records.lastUse(slot) > trackingNanos
                && (told == null || told.isOlderThan(slot, trackingNanos));
    }

    /** Notes that this client is given this server now; if the table is full, the least recently used client gives way. */
    public synchronized void used(IpAddress client, int serverIndex, long now) {
        int slot = place(client, serverIndex, now);
        records.connects(slot, records.connects(slot) + 1);
    }

    /** Notes that the server that this client was given failed, so that it is given this one: still the same visit. */
    public synchronized void moved(IpAddress client, int serverIndex, long now) {
        int slot = place(client, serverIndex, now);
        records.connects(slot, Math.max(records.connects(slot), 1)); // it may have been forgotten meanwhile
    }

    /** Whether clients get the servers back that they used last. If not, other instances need not know them. */
    synchronized void tracks(boolean clients) {
        tracks = clients;
    }

    /**
     * Tells other instances from now on which client is given which server, and takes what they tell.
     *
     * @param clock gives what is decided here its order among what is decided elsewhere
     */
    synchronized SharedClients share(HybridClock clock) {
        shared = new SharedClients(this, records, clock);
        return shared;
    }

    private int place(IpAddress client, int serverIndex, long now) {
        int slot = index.find(client);
        boolean same = slot != ENDS && records.server(slot) == serverIndex;
        if (slot == ENDS) {
            slot = start(client);
            order.linkAsNewest(slot);
        } else {
            order.moveToNewest(slot);
        }
        records.use(slot, serverIndex, now);
        SharedClients told = shared;
        if (told != null && tracks) {
            told.assigned(slot, same);
        }
        return slot;
    }

    /** A slot for a client that is not there; it has no place in the order yet. */
    int start(IpAddress client) {
        int slot = size < max ? addSlot() : reuseOldest();
        records.start(slot, client);
        index.put(slot);
        return slot;
    }

    /** Whether another client can come only if the oldest gives way. */
    boolean isFull() {
        return size >= max;
    }

    int slotOf(IpAddress client) {
        return index.find(client);
    }

    UseOrder order() {
        return order;
    }

    /** How long clients are remembered, nanoseconds; 0 is for ever. */
    long trackingNanos() {
        return trackingNanos;
    }

    /** Adds to the bytes of a client, if it is still remembered. */
    public synchronized void transferred(IpAddress client, long toServer, long fromServer) {
        int slot = index.find(client);
        if (slot != ENDS) {
            records.transferred(slot, toServer, fromServer);
        }
    }

    /** Whether a server has answered this client, as far as it is remembered and was counted. */
    synchronized boolean wasAnswered(IpAddress client) {
        int slot = index.find(client);
        return slot != ENDS && records.received(slot) > 0;
    }

    /** A client's place in the table, from 0, or {@link #NONE}. It keeps it as long as it is remembered. */
    public synchronized int placeOf(IpAddress client) {
        return index.find(client) - 1;
    }

    /** Up to {@code most} clients in the order of their places, from place 0. */
    public synchronized List<Entry> inOrder(int most) {
        var entries = new ArrayList<Entry>(Math.min(most, size));
        for (int slot = 1; slot <= Math.min(most, size); slot++) {
            entries.add(records.entry(slot));
        }
        return entries;
    }

    /**
     * The clients that were given a server since then, in the order of their places.
     *
     * @param most of more than so many, the most recent
     */
    public synchronized List<Entry> since(long time, int most) {
        var places = new ArrayList<Integer>();
        for (int slot = order.newest();
                slot != ENDS && places.size() < most && records.lastUse(slot) - time >= 0;
                slot = records.older(slot)) {
            places.add(slot);
        }
        Collections.sort(places);
        return places.stream().map(records::entry).toList();
    }

    /** What is known of a client, or null. */
    synchronized @Nullable Entry entryOf(IpAddress client) {
        int slot = index.find(client);
        return slot == ENDS ? null : records.entry(slot);
    }

    /**
     * A step of a walk through the clients.
     *
     * @param entry the client, or null if the walk is still on its way to where it was before
     */
    record Place(ClientCursor cursor, @Nullable Entry entry) {}

    /**
     * The next steps of a walk through the clients, the most recently used first.
     *
     * @param after the last step before, or {@link ClientCursor#START}
     * @return up to {@code most} of them; none if there are no more
     */
    synchronized List<Place> after(ClientCursor after, int most) {
        boolean inPlace = isInPlace(after);
        Long seeking = inPlace || after.seeking() != null ? after.seeking() : (Long) after.lastUse();
        var places = new ArrayList<Place>();
        int slot = inPlace ? records.older(after.place()) : order.newest();
        for (; slot != ENDS && places.size() < most; slot = records.older(slot)) {
            if (seeking != null && records.lastUse(slot) - seeking <= 0) {
                seeking = null;
            }
            var cursor = new ClientCursor(slot, records.lastUse(slot), seeking);
            places.add(new Place(cursor, seeking == null ? records.entry(slot) : null));
        }
        return places;
    }

    private boolean isInPlace(ClientCursor cursor) {
        return cursor.place() <= size && records.lastUse(cursor.place()) == cursor.lastUse();
    }

    /**
     * How many clients each server would get back. Others are not kept waiting: the table is walked a part at a time, so
     * clients that come or go meanwhile may be counted or not.
     *
     * @param servers how many servers there are
     * @param now on the clock that the caller passes in; clients that are forgotten by now are not counted
     * @return by the index of the server
     */
    public int[] countByServer(int servers, long now) {
        var counts = new int[servers];
        int slot = 1;
        while (slot > 0) {
            slot = countPart(slot, counts, now);
        }
        return counts;
    }

    /** Counts from this slot on; where to go on, or 0 at the end. */
    private synchronized int countPart(int from, int[] counts, long now) {
        int end = (int) Math.min(size, (long) from + PART - 1);
        for (int slot = from; slot <= end; slot++) {
            int server = records.server(slot);
            if (server >= 0 && server < counts.length && !isForgotten(slot, now)) {
                counts[server]++;
            }
        }
        return end < size ? end + 1 : 0;
    }

    private int addSlot() {
        int slot = size + 1;
        records.makeRoom(slot);
        size = slot;
        return slot;
    }

    private int reuseOldest() {
        int slot = order.oldest();
        SharedClients told = shared;
        if (told != null) {
            told.forgotten(slot);
        }
        order.unlink(slot);
        index.remove(slot);
        return slot;
    }
}
