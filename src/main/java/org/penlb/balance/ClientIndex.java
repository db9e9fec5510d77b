package org.penlb.balance;

import java.security.SecureRandom;
import java.util.Arrays;
import org.penlb.config.IpAddress;

/**
 * Finds a client's slot: a hash table whose chains run through the {@link ClientRecords}. It grows by a bucket or two for
 * each client that is put in (W. Litwin, "Linear Hashing", 1980), so that nobody waits until a million clients have moved.
 *
 * <p>Example: of 64 buckets the first is split into 0 and 64, then the second into 1 and 65, until there are 128; then the
 * first again. A client whose bucket by 128 is not there yet is in the one by 64.
 */
final class ClientIndex {
    /** What {@link #find} returns for a client that is not there. */
    static final int NONE = 0;

    private static final int PAGE_SHIFT = 10;
    private static final int PAGE_MASK = (1 << PAGE_SHIFT) - 1;
    private static final int FIRST_BUCKETS = 64;
    private static final int MOST_BUCKETS = 1 << 30;
    /** Half empty, so that next to nobody shares a bucket. */
    private static final int BUCKETS_PER_CLIENT = 2;

    /** Nobody outside can tell which addresses share a bucket, so nobody can fill one on purpose. */
    private final long secret = new SecureRandom().nextLong();

    private final ClientRecords records;
    private int[][] pages = {new int[1 << PAGE_SHIFT]};
    /** How many there are. */
    private int buckets = FIRST_BUCKETS;
    /** How many there were when the bucket 0 was split last: a power of two. */
    private int before = FIRST_BUCKETS;

    private int clients;

    ClientIndex(ClientRecords records) {
        this.records = records;
    }

    int find(IpAddress client) {
        int slot = get(bucketOf(client.high(), client.low()));
        while (slot != NONE && !records.isOf(slot, client)) {
            slot = records.chain(slot);
        }
        return slot;
    }

    /** Puts in the client of a slot, who is not there yet. */
    void put(int slot) {
        clients++;
        for (int i = 0; i < BUCKETS_PER_CLIENT; i++) {
            if (buckets < MOST_BUCKETS && buckets / BUCKETS_PER_CLIENT < clients) {
                split();
            }
        }
        chainIn(bucketOf(slot), slot);
    }

    /** Takes out the client of a slot, who is there. */
    void remove(int slot) {
        clients--;
        int bucket = bucketOf(slot);
        int here = get(bucket);
        if (here == slot) {
            set(bucket, records.chain(slot));
            return;
        }
        while (records.chain(here) != slot) {
            here = records.chain(here);
        }
        records.chain(here, records.chain(slot));
    }

    private void split() {
        int first = buckets - before;
        int page = buckets >>> PAGE_SHIFT;
        if (page == pages.length) {
            pages = Arrays.copyOf(pages, 2 * page);
        }
        if ((buckets & PAGE_MASK) == 0) {
            pages[page] = new int[1 << PAGE_SHIFT];
        }
        buckets++;
        int slot = get(first);
        set(first, NONE);
        while (slot != NONE) {
            int next = records.chain(slot);
            chainIn(bucketOf(slot), slot);
            slot = next;
        }
        if (buckets == 2 * before) {
            before = buckets;
        }
    }

    private void chainIn(int bucket, int slot) {
        records.chain(slot, get(bucket));
        set(bucket, slot);
    }

    private int bucketOf(int slot) {
        return bucketOf(records.high(slot), records.low(slot));
    }

    private int bucketOf(long high, long low) {
        int bucket = (int) AddressHash.hash(high ^ secret, low) & (2 * before - 1);
        return bucket < buckets ? bucket : bucket - before;
    }

    private int get(int bucket) {
        return pages[bucket >>> PAGE_SHIFT][bucket & PAGE_MASK];
    }

    private void set(int bucket, int slot) {
        pages[bucket >>> PAGE_SHIFT][bucket & PAGE_MASK] = slot;
    }
}
