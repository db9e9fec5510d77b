package org.penlb.logtools.merge;

import java.util.Arrays;

/**
 * A list of entries for each hash, ordered by time, and within a time as they were added. Entries are numbers below a
 * capacity. Each list remembers an entry from which it is searched: lines come about in the order of time, so the next that
 * is looked for is near.
 */
final class EntryLists {
    /** No entry. */
    static final int NONE = -1;

    private final long[] hashes;
    /** Seconds since 1970, unsigned. */
    private final int[] times;

    private final int[] previous;
    /** The next entry of the list; of the last one, as {@code ~}, the entry that the list remembers. */
    private final int[] next;
    /** The last entry of each list, plus 1, at the place that its hash gives it or behind that; 0 is a free place. */
    private final int[] lasts;
    /** As many places as are in use, less 1. Few are near to each other in the processor's cache. */
    private int mask;

    private int before = NONE;
    private int behind = NONE;
    private int remembered = NONE;
    private int lastSought = NONE;

    /**
     * Without entries.
     *
     * @param capacity above all entries that there will ever be
     * @param limit above all entries until {@link #grow}
     */
    EntryLists(int capacity, int limit) {
        hashes = new long[capacity];
        times = new int[capacity];
        previous = new int[capacity];
        next = new int[capacity];
        lasts = new int[places(capacity)];
        mask = places(limit) - 1;
    }

    /** So many that at most three quarters of them are taken. */
    private static int places(int entries) {
        return Math.max(Integer.highestOneBit(entries + entries / 3) * 2, 2);
    }

    /**
     * Makes room for twice as many entries. The first ones get new numbers, {@code limit} more.
     *
     * @param limit above all entries until now
     * @param moved how many get one
     */
    void grow(int limit, int moved) {
        System.arraycopy(hashes, 0, hashes, limit, moved);
        System.arraycopy(times, 0, times, limit, moved);
        System.arraycopy(previous, 0, previous, limit, moved);
        System.arraycopy(next, 0, next, limit, moved);
        int[] old = Arrays.copyOf(lasts, mask + 1);
        Arrays.fill(lasts, 0, mask + 1, 0);
        mask = places(2 * limit) - 1;
        for (int place : old) {
            if (place != 0) {
                int last = renumbered(place - 1, limit, moved);
                lasts[place(hashes[last])] = last + 1;
                next[last] = ~renumbered(~next[last], limit, moved);
                for (int entry = last; entry != NONE; entry = previous[entry]) {
                    previous[entry] = renumbered(previous[entry], limit, moved);
                    if (entry != last) {
                        next[entry] = renumbered(next[entry], limit, moved);
                    }
                }
            }
        }
    }

    private static int renumbered(int entry, int limit, int moved) {
        return entry != NONE && entry < moved ? entry + limit : entry;
    }

    long time(int entry) {
        return Integer.toUnsignedLong(times[entry]);
    }

    int previous(int entry) {
        return previous[entry];
    }

    int next(int entry) {
        return Math.max(next[entry], NONE);
    }

    /** Adds an entry that is not in any list. */
    void add(int entry, long hash, long time) {
        hashes[entry] = hash;
        times[entry] = (int) time;
        int place = place(hash);
        int last = lasts[place] - 1;
        if (last < 0) {
            previous[entry] = NONE;
            next[entry] = ~entry;
            lasts[place] = entry + 1;
            return;
        }
        int earlier = last;
        int later = NONE;
        while (earlier != NONE && time(earlier) > time) {
            later = earlier;
            earlier = previous[earlier];
        }
        previous[entry] = earlier;
        if (later == NONE) {
            next[entry] = next[last];
            lasts[place] = entry + 1;
        } else {
            next[entry] = later;
            previous[later] = entry;
        }
        if (earlier != NONE) {
            next[earlier] = entry;
        }
    }

    /** Takes an entry out of its list. */
    void remove(int entry) {
        int place = place(hashes[entry]);
        int last = lasts[place] - 1;
        int earlier = previous[entry];
        int later = next(entry);
        if (earlier == NONE && later == NONE) {
            free(place);
            return;
        }
        int known = ~next[last];
        if (known == entry) {
            known = later != NONE ? later : earlier;
        }
        if (earlier != NONE && later != NONE) {
            next[earlier] = later;
        }
        if (later != NONE) {
            previous[later] = earlier;
        } else {
            last = earlier;
            lasts[place] = last + 1;
        }
        next[last] = ~known;
    }

    /**
     * Finds the place of a time in the list of a hash: {@link #before()} and {@link #behind()} it.
     *
     * @return false if there is no such list
     */
    boolean seek(long hash, long time) {
        int last = lasts[place(hash)] - 1;
        if (last < 0) {
            return false;
        }
        lastSought = last;
        remembered = ~next[last];
        if (time(remembered) <= time) {
            before = remembered;
            behind = next(before);
            while (behind != NONE && time(behind) <= time) {
                before = behind;
                behind = next(before);
            }
        } else {
            behind = remembered;
            before = previous[behind];
            while (before != NONE && time(before) > time) {
                behind = before;
                before = previous[behind];
            }
        }
        return true;
    }

    /** The last entry that is not later than what was sought. */
    int before() {
        return before;
    }

    /** The first entry that is later than what was sought. */
    int behind() {
        return behind;
    }

    /** What the list remembered when it was sought in. */
    int remembered() {
        return remembered;
    }

    /** Begins the next search in the list that was sought in last at this entry of it. */
    void remember(int entry) {
        next[lastSought] = ~entry;
    }

    /** Where the list of this hash is, or would be. */
    private int place(long hash) {
        int place = ideal(hash);
        while (lasts[place] != 0 && hashes[lasts[place] - 1] != hash) {
            place = place + 1 & mask;
        }
        return place;
    }

    private int ideal(long hash) {
        return (int) hash & mask;
    }

    /** Frees a place, and moves up those behind it that would not be found any more. */
    private void free(int place) {
        int hole = place;
        for (int at = hole + 1 & mask; lasts[at] != 0; at = at + 1 & mask) {
            int distance = at - ideal(hashes[lasts[at] - 1]) & mask;
            if (distance >= (at - hole & mask)) {
                lasts[hole] = lasts[at];
                hole = at;
            }
        }
        lasts[hole] = 0;
    }
}
