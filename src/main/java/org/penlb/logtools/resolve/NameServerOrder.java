package org.penlb.logtools.resolve;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Which name server is asked next: the first in the order of the list that answers. One that leaves {@value #PATIENCE} queries
 * in a row without an answer is left alone for a while, then tried with a single query. It serves one thread.
 */
final class NameServerOrder {
    /** How many servers there may be. */
    static final int MOST = 16;
    /** Of thousands of queries some are lost by a sound server, too. */
    static final int PATIENCE = 5;

    static final Duration REST = Duration.ofSeconds(10);

    private final List<InetSocketAddress> servers;
    private final LongSupplier nanos;
    private final int[] unanswered;
    /** When one that is left alone may be tried. */
    private final long[] rested;

    /**
     * @param servers 1 to {@value #MOST}
     * @param nanos the time, as {@link System#nanoTime()} gives it
     */
    NameServerOrder(List<InetSocketAddress> servers, LongSupplier nanos) {
        if (servers.isEmpty() || servers.size() > MOST) {
            throw new IllegalArgumentException("servers: " + servers.size() + " (expected: 1 to " + MOST + ")");
        }
        this.servers = List.copyOf(servers);
        this.nanos = nanos;
        unanswered = new int[servers.size()];
        rested = new long[servers.size()];
    }

    InetSocketAddress get(int server) {
        return servers.get(server);
    }

    /** Whether there is one that has not been asked yet. */
    boolean hasOther(int asked) {
        return asked != (1 << servers.size()) - 1;
    }

    /**
     * Who is asked.
     *
     * @param asked a bit for each that the same look-up has asked; when all are, it begins anew
     */
    int next(int asked) {
        int without = hasOther(asked) ? asked : 0;
        for (int i = 0; i < servers.size(); i++) {
            if ((without & (1 << i)) == 0 && isWell(i)) {
                return i;
            }
        }
        return Integer.numberOfTrailingZeros(~without);
    }

    private boolean isWell(int server) {
        if (unanswered[server] < PATIENCE) {
            return true;
        }
        long now = nanos.getAsLong();
        if (now - rested[server] < 0) {
            return false;
        }
        rested[server] = now + REST.toNanos(); // for all but this query
        return true;
    }

    void answered(int server) {
        unanswered[server] = 0;
    }

    void unanswered(int server) {
        if (unanswered[server] < PATIENCE) {
            unanswered[server]++;
            rested[server] = nanos.getAsLong() + REST.toNanos();
        }
    }
}
