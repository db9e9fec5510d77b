package org.penlb.balance;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.LongAdder;

/** What goes on to be counted for a {@link Server} whatever its configuration, even if its address changes. */
final class ServerHistory {
    private static final AtomicIntegerFieldUpdater<ServerHistory> CONNECTIONS =
            AtomicIntegerFieldUpdater.newUpdater(ServerHistory.class, "connections");

    private volatile int connections;
    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();

    int connections() {
        return connections;
    }

    /**
     * Counts one more connection, if the limit allows.
     *
     * @param limit the most connections it may have; 0 means no limit
     */
    boolean tryConnect(int limit) {
        if (limit == 0) {
            CONNECTIONS.incrementAndGet(this);
            return true;
        }
        for (int now = connections; now < limit; now = connections) {
            if (CONNECTIONS.compareAndSet(this, now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    void disconnected() {
        CONNECTIONS.decrementAndGet(this);
    }

    void transferred(long toServer, long fromServer) {
        sent.add(toServer);
        received.add(fromServer);
    }

    long sent() {
        return sent.sum();
    }

    long received() {
        return received.sum();
    }

    ServerTotals totals() {
        return ServerTotals.ofBytes(sent(), received());
    }
}
