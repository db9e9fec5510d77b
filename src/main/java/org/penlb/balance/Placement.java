package org.penlb.balance;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;

/**
 * Gives a client to a server that somebody has picked: asks whether the server takes it, counts a connection, remembers the
 * client, and announces it. Which server is picked is decided elsewhere.
 */
final class Placement {
    private final ClientTable clients;
    private final Eligibility eligibility;
    private final LongSupplier clock;
    private final Assignments assignments;
    private final Supplier<String> service;

    /** How a client is remembered that is given a server. */
    enum Memory {
        /** Not at all: its server is none that is remembered, or it asks so often that this would be most of the work. */
        NONE,
        /** As one that comes, which is counted. */
        VISIT,
        /** As one that was given another server before, in the same visit. */
        SAME_VISIT
    }

    /**
     * @param clients where clients are remembered
     * @param clock nanoseconds from any origin, never going back
     * @param assignments where it announces which client is given which server
     * @param service what the service is called at the time of an announcement
     */
    Placement(
            ClientTable clients,
            Eligibility eligibility,
            LongSupplier clock,
            Assignments assignments,
            Supplier<String> service) {
        this.clients = clients;
        this.eligibility = eligibility;
        this.clock = clock;
        this.assignments = assignments;
        this.service = service;
    }

    /** Now, on the balancer's clock, nanoseconds. */
    long now() {
        return clock.getAsLong();
    }

    /**
     * Counts a connection on a server if the server takes this client now.
     *
     * @param tracked whether the client used this server last, so that the hard limit counts where it is larger
     */
    @Nullable
    Lease lease(@Nullable Server server, IpAddress client, boolean tracked, long now) {
        return server != null && takes(server, client, tracked, now) ? new Lease(server) : null;
    }

    /** As {@link #lease}; the count is given back by {@link Server#disconnected}. */
    boolean takes(Server server, IpAddress client, boolean tracked, long now) {
        return eligibility.refusal(server, client, tracked, now) == Refusal.NONE && connects(server, tracked);
    }

    /** As {@link #takes}, of a client that did not use the server last, if nothing speaks against the server but its health. */
    boolean takesIfWell(Server server, IpAddress client) {
        return eligibility.refusalOfWell(server, client, false) == Refusal.NONE && connects(server, false);
    }

    /** Counts a connection if the limit allows. */
    private static boolean connects(Server server, boolean tracked) {
        return server.tryConnect(server.limit(tracked));
    }

    /**
     * A client is given a server: every one goes through here, of a connection, a session or a query, tracked or not, each
     * time that it is given another one because the last one failed. It is remembered, and whoever listens is told.
     */
    void assigned(IpAddress client, Server server, Memory memory, long now) {
        switch (memory) {
            case NONE -> {}
            case VISIT -> clients.used(client, server.index(), now);
            case SAME_VISIT -> clients.moved(client, server.index(), now);
        }
        assignments.announce(service, client, server, now);
    }
}
