package org.penlb.service;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.penlb.balance.Server;
import org.penlb.config.Address;

/**
 * Tells once of each server why sockets to it had to be opened anew: every event loop finds that out by itself, and of every
 * kind of socket. Where the network goes to and fro it is told again after {@value #SECONDS} seconds.
 */
final class Reopenings {
    private static final int SECONDS = 60;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(SECONDS);
    /** A network that moves under a thousand servers is one thing to tell, not a thousand. */
    static final int MOST_SERVERS = 20;

    private final BiConsumer<Server, String> telling;
    private final Map<Told, Long> told = new HashMap<>();

    private record Told(Address server, String reason) {}

    /**
     * @param telling is told of a server, and why
     */
    Reopenings(BiConsumer<Server, String> telling) {
        this.telling = telling;
    }

    /** Sockets to a server are opened anew. Called by any event loop. */
    synchronized void reopened(Server server, String reason, long now) {
        told.values().removeIf(at -> now - at >= PAUSE_NANOS);
        if (told.size() < MOST_SERVERS
                && told.putIfAbsent(new Told(server.config().address(), reason), now) == null) {
            telling.accept(server, reason);
        }
    }
}
