package org.penlb.balance;

import java.util.Arrays;
import org.penlb.config.IpAddress;

/**
 * What is known of each client, by slot, from 1 on. Slot 0 is no client: its links are the two ends of the order of use.
 *
 * <p>A client is eight longs side by side, since a table of a million clients is in no cache and each line of memory that
 * an operation touches costs it some 100 ns. They lie in pages, so growing copies nothing.
 */
final class ClientRecords {
    private static final int LONGS = 8;
    /** What a look-up reads comes first: in one line, or in two next to each other. */
    private static final int CHAIN_AND_SERVER = 0;

    private static final int HIGH = 1;
    private static final int LOW = 2;
    private static final int LAST_USE = 3;
    private static final int NEWER_AND_OLDER = 4;
    private static final int CONNECTS = 5;
    private static final int SENT = 6;
    private static final int RECEIVED = 7;

    private static final int PAGE_SHIFT = 10;
    private static final int PAGE_MASK = (1 << PAGE_SHIFT) - 1;
    private static final long LOW_HALF = 0xffff_ffffL;

    private long[][] pages = {};
    private int pageCount;

    ClientRecords() {
        makeRoom(0);
    }

    /** Sees to it that a slot is there; those below it are. Its fields are 0. */
    void makeRoom(int slot) {
        int page = slot >>> PAGE_SHIFT;
        if (page < pageCount) {
            return;
        }
        if (page == pages.length) {
            pages = Arrays.copyOf(pages, Math.max(4, 2 * page));
        }
        pages[page] = new long[LONGS << PAGE_SHIFT];
        pageCount++;
    }

    private long get(int slot, int field) {
        return pages[slot >>> PAGE_SHIFT][(slot & PAGE_MASK) * LONGS + field];
    }

    private void set(int slot, int field, long value) {
        pages[slot >>> PAGE_SHIFT][(slot & PAGE_MASK) * LONGS + field] = value;
    }

    private int left(int slot, int field) {
        return (int) (get(slot, field) >>> Integer.SIZE);
    }

    private int right(int slot, int field) {
        return (int) get(slot, field);
    }

    private void left(int slot, int field, int value) {
        set(slot, field, ((long) value << Integer.SIZE) | (get(slot, field) & LOW_HALF));
    }

    private void right(int slot, int field, int value) {
        set(slot, field, (get(slot, field) & ~LOW_HALF) | (value & LOW_HALF));
    }

    /** The slot is this client's from now on, who never came before. */
    void start(int slot, IpAddress client) {
        set(slot, HIGH, client.high());
        set(slot, LOW, client.low());
        set(slot, CONNECTS, 0);
        set(slot, SENT, 0);
        set(slot, RECEIVED, 0);
    }

    boolean isOf(int slot, IpAddress client) {
        return low(slot) == client.low() && high(slot) == client.high();
    }

    long high(int slot) {
        return get(slot, HIGH);
    }

    long low(int slot) {
        return get(slot, LOW);
    }

    /** The next slot in the same bucket of the {@link ClientIndex}, whose field this is; 0 for none. */
    int chain(int slot) {
        return left(slot, CHAIN_AND_SERVER);
    }

    void chain(int slot, int next) {
        left(slot, CHAIN_AND_SERVER, next);
    }

    int server(int slot) {
        return right(slot, CHAIN_AND_SERVER);
    }

    void server(int slot, int server) {
        right(slot, CHAIN_AND_SERVER, server);
    }

    long lastUse(int slot) {
        return get(slot, LAST_USE);
    }

    /** The client is given this server. */
    void use(int slot, int server, long now) {
        right(slot, CHAIN_AND_SERVER, server);
        set(slot, LAST_USE, now);
    }

    /** The client that was used next after this one. */
    int newer(int slot) {
        return left(slot, NEWER_AND_OLDER);
    }

    void newer(int slot, int other) {
        left(slot, NEWER_AND_OLDER, other);
    }

    /** The client that was used last before this one. */
    int older(int slot) {
        return right(slot, NEWER_AND_OLDER);
    }

    void older(int slot, int other) {
        right(slot, NEWER_AND_OLDER, other);
    }

    void connects(int slot, long number) {
        set(slot, CONNECTS, number);
    }

    long connects(int slot) {
        return get(slot, CONNECTS);
    }

    void transferred(int slot, long toServer, long fromServer) {
        set(slot, SENT, get(slot, SENT) + toServer);
        set(slot, RECEIVED, get(slot, RECEIVED) + fromServer);
    }

    long received(int slot) {
        return get(slot, RECEIVED);
    }

    ClientTable.Entry entry(int slot) {
        return new ClientTable.Entry(
                new IpAddress(high(slot), low(slot)),
                server(slot),
                lastUse(slot),
                connects(slot),
                get(slot, SENT),
                received(slot));
    }
}
