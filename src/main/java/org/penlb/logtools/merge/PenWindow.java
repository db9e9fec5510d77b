package org.penlb.logtools.merge;

/**
 * Entries of pen's log, from the one that was added first to the last: in a ring of cells, which takes about 50 bytes for
 * each, whatever was asked for. Of a request it keeps a hash of 64 bits, whose key must be secret. It begins with few cells,
 * so that those of a small window stay in the processor's cache, and takes more as it fills.
 *
 * <p>Of entries with the same time and request those that were used come first, as they are used in the order of the log:
 * {@link #nearest} relies on that.
 */
final class PenWindow {
    /** No entry. */
    static final int NONE = EntryLists.NONE;

    /** The longest name of a client in bytes. */
    static final int LONGEST_CLIENT = 127;

    /** What a cell takes, of all arrays together: at most. */
    static final int BYTES_PER_CELL = 48;

    /** A byte for the length of a client's name, and 15 for a name: any address of IPv4. Longer ones take more cells. */
    private static final int NAME_CELL = 16;

    private static final int USED = 0x80;
    private static final int FEW_CELLS = 1 << 11;

    /** How many entries with the same time are looked at: more would take longer than anybody waits for a better one. */
    private static final int PATIENCE = 1 << 12;

    private final EntryLists lists;
    /** For each entry a byte with the length of its client's name and, if it was used, {@link #USED}; then the name. */
    private final byte[] clients;

    private final int capacity;
    /** So many cells are in use now; capacity is this, doubled as often as need be. */
    private int limit;

    private int first;
    private int cells;
    private int size;

    /**
     * Without entries.
     *
     * @param most how many cells there may be, rounded down a little. An entry takes one, or up to 8 if its client has a long
     *     name
     */
    PenWindow(int most) {
        this(most, FEW_CELLS);
    }

    PenWindow(int most, int few) {
        limit = most;
        int doubled = 0;
        while (limit > few) {
            limit /= 2;
            doubled++;
        }
        capacity = limit << doubled;
        lists = new EntryLists(capacity, limit);
        clients = new byte[capacity * NAME_CELL];
    }

    int size() {
        return size;
    }

    int capacity() {
        return capacity;
    }

    /** Whether there is room for one more, whose client's name has so many bytes. */
    boolean hasRoom(int clientLength) {
        return cells + cellsOf(clientLength) <= capacity;
    }

    private static int cellsOf(int clientLength) {
        return clientLength / NAME_CELL + 1;
    }

    /**
     * Adds an entry for which there is room.
     *
     * @param hash of the server and the request
     * @param time seconds since 1970, from 0 to 2<sup>32</sup> - 1
     * @param bytes have the client's name from {@code from} to {@code to}
     */
    void add(long hash, long time, byte[] bytes, int from, int to) {
        while (cells + cellsOf(to - from) > limit) {
            grow();
        }
        int cell = cell(cells);
        int at = cell * NAME_CELL;
        clients[at] = (byte) (to - from);
        for (int i = from; i < to; i++) {
            at = behind(at);
            clients[at] = bytes[i];
        }
        cells += cellsOf(to - from);
        size++;
        lists.add(cell, hash, time);
    }

    /** Twice as many cells: those that have begun again at the front go to where the ring goes on now. */
    private void grow() {
        int moved = Math.max(first + cells - limit, 0);
        System.arraycopy(clients, 0, clients, limit * NAME_CELL, moved * NAME_CELL);
        lists.grow(limit, moved);
        limit *= 2;
    }

    /** When the entry was that was added first of those that are left. There must be one. */
    long firstTime() {
        return lists.time(first);
    }

    /** Takes out the entry that was added first. There must be one. */
    void removeFirst() {
        lists.remove(first);
        int freed = cellsOf(clientLength(first));
        first = cell(freed);
        cells -= freed;
        size--;
    }

    /**
     * The entry with this hash that is nearest in time, at most {@code jitter} seconds away. Of those that are equally near
     * one that was not used yet, and of these the one that was added first.
     *
     * @return the entry, until it is taken out; or {@link #NONE}
     */
    int nearest(long hash, long time, long jitter) {
        if (!lists.seek(hash, time)) {
            return NONE;
        }
        int before = lists.before();
        int behind = lists.behind();
        long back = before == NONE ? Long.MAX_VALUE : time - lists.time(before);
        long forth = behind == NONE ? Long.MAX_VALUE : lists.time(behind) - time;
        if (Math.min(back, forth) > jitter) {
            lists.remember(before == NONE ? behind : before);
            return NONE;
        }
        int found;
        if (back < forth) {
            found = bestUntil(before);
        } else if (forth < back) {
            found = bestFrom(behind);
        } else {
            found = better(bestUntil(before), bestFrom(behind));
        }
        lists.remember(found);
        return found;
    }

    private int better(int one, int other) {
        if (isUsed(one) != isUsed(other)) {
            return isUsed(one) ? other : one;
        }
        return age(one) < age(other) ? one : other;
    }

    /** The best of those that have the time of this one, which is the last of them. */
    private int bestUntil(int last) {
        if (!isUsed(last)) {
            return firstUnused(hasTimeOf(lists.remembered(), last) ? lists.remembered() : last, last);
        }
        return firstOf(last);
    }

    /** The best of those that have the time of this one, which is the first of them. */
    private int bestFrom(int start) {
        if (!isUsed(start)) {
            return start;
        }
        int at = hasTimeOf(lists.remembered(), start) ? lists.remembered() : start;
        for (int i = 0; i < PATIENCE && isUsed(at); i++) {
            int next = lists.next(at);
            if (!hasTimeOf(next, start)) {
                return start;
            }
            at = next;
        }
        return isUsed(at) ? start : firstUnused(at, at);
    }

    /** From one where used ones may be before and unused ones behind. */
    private int firstUnused(int from, int last) {
        int at = from;
        for (int i = 0; i < PATIENCE && isUsed(at); i++) {
            at = lists.next(at);
        }
        if (isUsed(at)) {
            return last;
        }
        int previous = lists.previous(at);
        for (int i = 0; i < PATIENCE && hasTimeOf(previous, at) && !isUsed(previous); i++) {
            at = previous;
            previous = lists.previous(at);
        }
        return at;
    }

    private int firstOf(int last) {
        int at = last;
        int previous = lists.previous(at);
        for (int i = 0; i < PATIENCE && hasTimeOf(previous, last); i++) {
            at = previous;
            previous = lists.previous(at);
        }
        return at;
    }

    private boolean hasTimeOf(int entry, int other) {
        return entry != NONE && lists.time(entry) == lists.time(other);
    }

    /** When an entry was, in seconds since 1970. */
    long time(int entry) {
        return lists.time(entry);
    }

    /** Notes that a line has got this client. */
    void use(int entry) {
        clients[entry * NAME_CELL] |= (byte) USED;
    }

    boolean isUsed(int entry) {
        return clients[entry * NAME_CELL] < 0;
    }

    /**
     * Copies the name of a client.
     *
     * @param into at least {@link #LONGEST_CLIENT} bytes
     * @return how many it has; 0 if pen did not say who it was
     */
    int copyClient(int entry, byte[] into) {
        int length = clientLength(entry);
        int at = entry * NAME_CELL;
        for (int i = 0; i < length; i++) {
            at = behind(at);
            into[i] = clients[at];
        }
        return length;
    }

    private int clientLength(int entry) {
        return clients[entry * NAME_CELL] & USED - 1;
    }

    private int behind(int at) {
        return at + 1 == limit * NAME_CELL ? 0 : at + 1;
    }

    private int cell(int age) {
        int cell = first + age;
        return cell < limit ? cell : cell - limit;
    }

    private int age(int entry) {
        return entry >= first ? entry - first : entry - first + limit;
    }
}
