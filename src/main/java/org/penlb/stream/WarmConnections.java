package org.penlb.stream;

import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.relay.DialListener;
import org.penlb.relay.End;

/**
 * Connections to servers that are kept ready, so that a client need not wait for one to be made. They do not count against
 * a server's limits until a client uses them. What a server closes meanwhile is replaced at the next sweep, not at once: a
 * server that closes every idle connection would otherwise be dialled without end.
 */
final class WarmConnections {
    /** A sweep takes one turn of an event loop that serves clients. */
    private static final int MOST_DIALS = 100;

    private final Connections connections;
    private final IntSupplier wanted;
    private final Map<SocketAddress, Queue<End>> ready = new HashMap<>();
    /** Written by the event loop alone, read by whoever asks. */
    private final AtomicInteger count = new AtomicInteger();

    private boolean closed;

    /**
     * @param wanted says how many to keep ready on this event loop
     */
    WarmConnections(Connections connections, IntSupplier wanted) {
        this.connections = connections;
        this.wanted = wanted;
    }

    /** A ready connection to this server, or null if there is none. */
    @Nullable
    End take(Server server) {
        if (count.get() == 0) {
            return null;
        }
        Queue<End> ends = ready.get(server.address());
        for (End end = poll(ends); end != null; end = poll(ends)) {
            if (!end.hungUp()) {
                return end;
            }
            end.close();
        }
        return null;
    }

    private @Nullable End poll(@Nullable Queue<End> ends) {
        End end = ends == null ? null : ends.poll();
        if (end != null) {
            count.decrementAndGet();
        }
        return end;
    }

    /** Drops what was closed and what nobody wants any more, and makes up for what is missing. */
    void sweep() {
        for (Queue<End> ends : ready.values()) {
            ends.removeIf(this::dropIfHungUp);
        }
        dropStrangers();
        for (Queue<End> ends : ready.values()) {
            while (count.get() > wanted.getAsInt()) {
                End tooMany = poll(ends);
                if (tooMany == null) {
                    break;
                }
                tooMany.close();
            }
        }
        int missing = Math.min(MOST_DIALS, wanted.getAsInt() - count.get());
        for (; missing > 0; missing--) {
            Server server = connections.service().balancer().nextForWarmConnection();
            if (server == null) {
                return;
            }
            count.incrementAndGet();
            connections.transport().dial(server.address(), connections.dialOptions(), new Dialled(server));
        }
    }

    /** How many are ready or on their way. */
    int count() {
        return count.get();
    }

    /** Drops the connections to servers that are no more. */
    private void dropStrangers() {
        if (ready.isEmpty()) {
            return;
        }
        Set<SocketAddress> known = new HashSet<>();
        for (Server server : connections.service().balancer().table().servers()) {
            if (server.isUp()) {
                known.add(server.address());
            }
        }
        ready.entrySet().removeIf(entry -> {
            if (known.contains(entry.getKey())) {
                return false;
            }
            for (End end = poll(entry.getValue()); end != null; end = poll(entry.getValue())) {
                end.close();
            }
            return true;
        });
    }

    private boolean dropIfHungUp(End end) {
        if (end.hungUp()) {
            end.close();
            count.decrementAndGet();
            return true;
        }
        return false;
    }

    void close() {
        for (Queue<End> ends : ready.values()) {
            for (End end = poll(ends); end != null; end = poll(ends)) {
                end.close();
            }
        }
        closed = true; // whoever is on the way is closed on arrival
    }

    private final class Dialled implements DialListener {
        private final Server server;
        private final long dialledAt = System.nanoTime();

        Dialled(Server server) {
            this.server = server;
        }

        @Override
        public void connected(End end) {
            server.dialled(System.nanoTime() - dialledAt);
            if (closed || count.get() > wanted.getAsInt()) {
                count.decrementAndGet();
                end.close();
            } else {
                ready.computeIfAbsent(server.address(), _ -> new ArrayDeque<>()).add(end);
            }
        }

        @Override
        public void failed(Fault fault, String reason) {
            count.decrementAndGet();
        }
    }
}
