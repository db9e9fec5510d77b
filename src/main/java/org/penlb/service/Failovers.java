package org.penlb.service;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.config.Address;

/**
 * Tells of clients that go on with another server because theirs failed: of the first at once, of those that follow by their
 * number, every {@value #SECONDS} seconds. A server that fails a thousand clients a second makes no thousand events.
 */
final class Failovers {
    private static final int SECONDS = 10;
    static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(SECONDS);

    private final Telling telling;
    /** By the address of the server that failed; those of the last seconds only. */
    private final Map<Address, Burst> bursts = new LinkedHashMap<>();

    private volatile boolean quiet = true;

    /** Who is told. */
    @FunctionalInterface
    interface Telling {
        /**
         * @param to where the first client goes; null for those that followed
         * @param clients how many
         */
        void moved(Address from, @Nullable Address to, long clients, String reason);
    }

    private static final class Burst {
        long toldAt;
        long more;
        String reason;

        Burst(long toldAt, String reason) {
            this.toldAt = toldAt;
            this.reason = reason;
        }
    }

    /**
     * @param telling is told what happened to the clients of a server
     */
    Failovers(Telling telling) {
        this.telling = telling;
    }

    /** A client that one server failed is given the other. Called by any event loop. */
    synchronized void moved(Server from, Server to, String reason, long now) {
        Address address = from.config().address();
        Burst burst = bursts.get(address);
        if (burst != null) {
            burst.more++;
            burst.reason = reason;
            return;
        }
        bursts.put(address, new Burst(now, reason));
        quiet = false;
        telling.moved(address, to.config().address(), 1, reason);
    }

    /** Tells of those that followed, if it is time. */
    void tick(long now) {
        if (!quiet) {
            tellMore(now);
        }
    }

    private synchronized void tellMore(long now) {
        for (Iterator<Map.Entry<Address, Burst>> each = bursts.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<Address, Burst> entry = each.next();
            Burst burst = entry.getValue();
            if (now - burst.toldAt < PAUSE_NANOS) {
                continue;
            }
            if (burst.more == 0) {
                each.remove();
                continue;
            }
            telling.moved(entry.getKey(), null, burst.more, burst.reason);
            burst.more = 0;
            burst.toldAt = now;
        }
        quiet = bursts.isEmpty();
    }
}
