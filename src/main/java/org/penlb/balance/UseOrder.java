package org.penlb.balance;

/**
 * The order in which clients used their servers: a doubly linked list through the slots of {@link ClientRecords}. Slot 0 is no
 * client: its links are the two ends.
 */
final class UseOrder {
    static final int ENDS = 0;

    /** How many of the most recently used clients are looked at for a place among them. */
    private static final int NEAR = 32;

    private static final int NOT_NEAR = -1;

    private final ClientRecords records;

    UseOrder(ClientRecords records) {
        this.records = records;
    }

    /** The client that was used last, or {@link #ENDS}. */
    int newest() {
        return records.older(ENDS);
    }

    /** The client that was not used for the longest time, or {@link #ENDS}. */
    int oldest() {
        return records.newer(ENDS);
    }

    void linkAsNewest(int slot) {
        link(slot, newest());
    }

    /** A client that is there is the newest from now on. */
    void moveToNewest(int slot) {
        if (records.newer(slot) != ENDS) {
            unlink(slot);
            linkAsNewest(slot);
        }
    }

    /**
     * Puts in a client that was used at some time before. Its place is looked for among the {@value #NEAR} newest; if it is
     * not there it is the oldest, which is the next to give way: it may count as older than it is, never as newer.
     */
    void linkAt(int slot, long at) {
        link(slot, Math.max(near(at), ENDS));
    }

    /** A client that is there was used at some time after its last use: it moves if its place is among the newest. */
    void moveTo(int slot, long at) {
        int older = near(at);
        if (older != NOT_NEAR && older != slot) {
            unlink(slot);
            link(slot, older);
        }
    }

    /** The newest client that came no later than this, or {@link #ENDS} if all came later; {@link #NOT_NEAR} if it is not near. */
    private int near(long at) {
        int slot = newest();
        for (int looked = 0; slot != ENDS && records.lastUse(slot) - at > 0; looked++) {
            if (looked == NEAR) {
                return NOT_NEAR;
            }
            slot = records.older(slot);
        }
        return slot;
    }

    /** What a client's last use may be at most so that the order holds. */
    long atMost(int slot, long at) {
        int newer = records.newer(slot);
        return newer == ENDS || records.lastUse(newer) - at >= 0 ? at : records.lastUse(newer);
    }

    void unlink(int slot) {
        int older = records.older(slot);
        int newer = records.newer(slot);
        records.newer(older, newer);
        records.older(newer, older);
    }

    /** Puts a client next to an older one; next to the end of the list it is the oldest. */
    private void link(int slot, int older) {
        int newer = records.newer(older);
        records.older(slot, older);
        records.newer(slot, newer);
        records.newer(older, slot);
        records.older(newer, slot);
    }
}
