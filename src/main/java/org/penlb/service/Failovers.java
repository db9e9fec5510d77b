package org.penlb.service;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.penlb.balance.Server;

/**
 * Tells of clients that go on with another server because theirs failed: of the first at once, of those that follow by their
 * number, every {@value #SECONDS} seconds. A server that fails a thousand clients a second makes no thousand events.
 */
final class Failovers {
    private static final int SECONDS = 10;
    static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(SECONDS);

    private final BiConsumer<String, String> telling;
    /** By the address of the server that failed; those of the last seconds only. */
    private final Map<String, Burst> bursts = new LinkedHashMap<>();

    private volatile boolean quiet = true;

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
     * @param telling takes the address of a server and what happened to its clients
     */
    Failovers(BiConsumer<String, String> telling) {
        this.telling = telling;
    }

    /** A client that one server failed is given the other. Called by any event loop. */
    synchronized void moved(Server from, Server to, String reason, long now) {
        String name = from.toString();
        Burst burst = bursts.get(name);
        if (burst != null) {
            burst.more++;
            burst.reason = reason;
            return;
        }
        bursts.put(name, new Burst(now, reason));
        quiet = false;
        telling.accept(name, reason + ": a client goes on with server " + to);
    }

    /** Tells of those that followed, if it is time. */
    void tick(long now) {
        if (!quiet) {
            tellMore(now);
        }
    }

    private synchronized void tellMore(long now) {
        for (Iterator<Map.Entry<String, Burst>> each = bursts.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<String, Burst> entry = each.next();
            Burst burst = entry.getValue();
            if (now - burst.toldAt < PAUSE_NANOS) {
                continue;
            }
            if (burst.more == 0) {
                each.remove();
                continue;
            }
            String clients = burst.more == 1 ? "1 more client goes" : burst.more + " more clients go";
            telling.accept(entry.getKey(), burst.reason + ": " + clients + " on with other servers");
            burst.more = 0;
            burst.toldAt = now;
        }
        quiet = bursts.isEmpty();
    }
}
