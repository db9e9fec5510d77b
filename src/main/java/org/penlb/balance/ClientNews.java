package org.penlb.balance;

import java.util.Arrays;

/** Clients that were given a server and whom nobody has told of yet: up to {@value #MOST}, and whether there were more. */
public final class ClientNews {
    /** More are not kept: whoever is told of the loss looks for himself. */
    public static final int MOST = 65_536;

    private static final int LONGS = 4;
    private static final int FIRST = 256;

    private long[] news = new long[FIRST * LONGS];
    private int size;
    private boolean overflowed;

    void add(long high, long low, int server, long version) {
        if (size == MOST) {
            overflowed = true;
            return;
        }
        int at = size * LONGS;
        if (at == news.length) {
            news = Arrays.copyOf(news, 2 * at);
        }
        news[at] = high;
        news[at + 1] = low;
        news[at + 2] = server;
        news[at + 3] = version;
        size++;
    }

    void clear() {
        size = 0;
        overflowed = false;
    }

    public int size() {
        return size;
    }

    /** Whether some were not kept. */
    public boolean hasOverflowed() {
        return overflowed;
    }

    /** Shows them in the order in which they came. */
    public void forEach(SharedClients.Sink sink) {
        for (int at = 0; at < size * LONGS; at += LONGS) {
            sink.client(news[at], news[at + 1], (int) news[at + 2], news[at + 3]);
        }
    }
}
