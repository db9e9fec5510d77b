package org.penlb.balance;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One connection counted on a server. Whoever holds it gives it back by {@link #close()}; closing twice returns the count
 * once, so that every path out of a connection may close it.
 */
public final class Lease implements AutoCloseable {
    private final Server server;
    private final AtomicBoolean returned = new AtomicBoolean();

    Lease(Server server) {
        this.server = server;
    }

    public Server server() {
        return server;
    }

    /** Gives the connection back. */
    @Override
    public void close() {
        if (returned.compareAndSet(false, true)) {
            server.disconnected();
        }
    }
}
