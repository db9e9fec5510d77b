package org.penlb.dnsfront;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.dns.QueryIds;

/** The attempts that are under way on one socket or connection, found by their transaction ID. */
final class AttemptTable {
    private static final int INITIAL_BUCKETS = 64;
    private static final int IDS = 1 << 16;
    /** So that a free ID is found soon, by chance. */
    private static final int MOST_OPEN = IDS / 2;

    private static final Comparator<Attempt> ORDER = Comparator.comparingLong(attempt -> attempt.number);

    private @Nullable Attempt[] buckets = new @Nullable Attempt[INITIAL_BUCKETS];
    private int open;
    private long added;

    /** Whether no more fit in. */
    boolean isFull() {
        return open >= MOST_OPEN;
    }

    boolean isEmpty() {
        return open == 0;
    }

    /** Whether no attempt ever went out here. */
    boolean isUnused() {
        return added == 0;
    }

    int size() {
        return open;
    }

    @Nullable
    Attempt find(int id) {
        Attempt attempt = buckets[id & buckets.length - 1];
        while (attempt != null && attempt.id != id) {
            attempt = attempt.nextInBucket;
        }
        return attempt;
    }

    /** Takes in an attempt, and gives it an ID that nobody can foresee. */
    void add(Attempt attempt, QueryIds ids) {
        int id = ids.next();
        while (find(id) != null) {
            id = ids.next();
        }
        if (open >= buckets.length && buckets.length < IDS) {
            grow();
        }
        attempt.id = id;
        attempt.number = added++;
        attempt.table = this;
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
        attempt.table = null;
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

    /** All that are in, in the order in which they came in. */
    List<Attempt> inOrder() {
        List<Attempt> all = new ArrayList<>(open);
        for (Attempt first : buckets) {
            for (Attempt attempt = first; attempt != null; attempt = attempt.nextInBucket) {
                all.add(attempt);
            }
        }
        all.sort(ORDER);
        return all;
    }
}
