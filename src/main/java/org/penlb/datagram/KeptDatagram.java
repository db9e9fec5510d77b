package org.penlb.datagram;

import org.penlb.balance.Server;
import org.penlb.relay.DatagramBatch;

/**
 * A copy of a client's last datagram, as long as no server has answered it and the budget of copies allows it; and which servers
 * were tried with it.
 */
final class KeptDatagram {
    private static final byte[] NONE = {};
    private static final int SMALLEST = 128;
    private static final int ABSENT = -1;

    private final CopyBudget budget;
    private byte[] bytes = NONE;
    private int length = ABSENT;
    /** Servers that failed to answer it, a bit for each index below 64. */
    private long tried;
    /** How many servers it was sent to. */
    private int tries;

    KeptDatagram(CopyBudget budget) {
        this.budget = budget;
    }

    /** The client has sent the datagram of this slot, in the place of what was kept before. */
    void keep(DatagramBatch batch, int slot) {
        int wanted = batch.length(slot);
        tried = 0;
        tries = 1;
        if (makeRoom(wanted)) {
            batch.copyTo(slot, bytes);
            length = wanted;
        } else {
            length = ABSENT;
        }
    }

    private boolean makeRoom(int wanted) {
        if (wanted <= bytes.length) {
            return true;
        }
        int rounded = Math.max(SMALLEST, Integer.highestOneBit(wanted - 1) << 1);
        if (!budget.take(rounded - bytes.length)) {
            return false;
        }
        bytes = new byte[rounded];
        return true;
    }

    boolean isThere() {
        return length != ABSENT;
    }

    /** It was answered, or is not waited for any more. */
    void forget() {
        length = ABSENT;
    }

    /** Sends it to the server, if it is there. */
    void send(FlowSocket to) {
        if (length != ABSENT) {
            to.send(bytes, length);
        }
    }

    /** How many bytes it has; only while it is there. */
    int length() {
        return length;
    }

    /** Which servers were tried with it, a bit for each index below 64. */
    long tried() {
        return tried;
    }

    /**
     * Gives it away, since a server failed to answer it.
     *
     * @param servers how many there are
     * @return it, for another flow to {@linkplain #take take} or to {@linkplain #release release}; absent if it may not be
     *     sent to another server
     */
    KeptDatagram give(Server failed, int servers) {
        var given = new KeptDatagram(budget);
        if (isThere() && tries <= servers && failed.role() == Server.Role.REGULAR) {
            given.bytes = bytes;
            given.length = length;
            given.tried = tried | failed.bit();
            given.tries = tries;
            bytes = NONE;
            length = ABSENT;
        }
        return given;
    }

    /** Takes what another flow gave, to send it to one more server. */
    void take(KeptDatagram given) {
        release();
        bytes = given.bytes;
        length = given.length;
        tried = given.tried;
        tries = given.tries + 1;
        given.bytes = NONE;
        given.length = ABSENT;
    }

    /** Gives its memory back. */
    void release() {
        budget.give(bytes.length);
        bytes = NONE;
        length = ABSENT;
    }
}
