package org.penlb.dnsfront;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What one client has not taken yet of its answers, counted together with what all others have not: each may owe a little, or
 * much for a while, but not all at once more than this process has memory for. Each belongs to one event loop; what they
 * count together is for all.
 */
final class OwedBytes {
    /** So much is not counted: the answers of one turn of the event loop to somebody who takes them. */
    static final int LITTLE = 4 * 1024;

    /** What waits takes up to twice its length, and is not all that needs memory outside of the heap. */
    private static final int PART = 8;

    private static final AtomicLong ALL = new AtomicLong();
    private static final long MOST = Runtime.getRuntime().maxMemory() / PART;

    private final AtomicLong all;
    private final long most;
    private long counted;

    OwedBytes() {
        this(ALL, MOST);
    }

    /**
     * @param all what it is counted in
     * @param most how much that may be
     */
    OwedBytes(AtomicLong all, long most) {
        this.all = all;
        this.most = most;
    }

    /**
     * Counts what waits for the client now, in bytes.
     *
     * @return whether that is more than there is room for: it has grown beyond a little, and all together are too much
     */
    boolean count(long pending) {
        long owed = pending > LITTLE ? pending : 0;
        long more = owed - counted;
        if (more == 0) {
            return false;
        }
        counted = owed;
        return all.addAndGet(more) > most && more > 0;
    }
}
