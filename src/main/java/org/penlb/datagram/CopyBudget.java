package org.penlb.datagram;

/** How many bytes of unanswered datagrams an event loop keeps. Beyond that a datagram is relayed without a copy. */
final class CopyBudget {
    private long left;

    /**
     * @param bytes how many in all
     */
    CopyBudget(long bytes) {
        left = bytes;
    }

    boolean take(int bytes) {
        if (bytes > left) {
            return false;
        }
        left -= bytes;
        return true;
    }

    void give(int bytes) {
        left += bytes;
    }
}
