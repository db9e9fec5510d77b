package org.penlb.stream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.relay.DialListener;
import org.penlb.relay.End;
import org.penlb.relay.Transport;
import org.penlb.service.SourceWatch;
import org.penlb.tls.TlsOrigination;

/**
 * Connections to servers that were made ahead of the clients who will use them, so that these need not wait for a dial. The
 * setting {@code idlers} says how many. They do not count against a server's limits until a client uses them. One that its
 * server closes meanwhile is replaced at the next sweep, not at once: a server that closes every unused connection would
 * otherwise be dialled without end.
 */
final class WarmConnections {
    /** A sweep takes one turn of an event loop that serves clients. */
    private static final int MOST_DIALS = 100;

    private final Connections connections;
    private final IntSupplier wanted;
    /** Those that wait for a client, by the way to the server, the oldest first. */
    private final Map<Way, Queue<End>> waiting = new HashMap<>();
    /** How many wait or are being dialled. Written by the event loop alone, read by whoever asks. */
    private final AtomicInteger count = new AtomicInteger();

    private final SourceWatch sources;
    private boolean closed;
    /** The last dial could not even be tried. */
    private boolean lacking;

    /**
     * How a server is spoken with. Where that is another way by now, what was made before serves nobody: the server that it
     * leads to may not be who it is to be.
     *
     * @param tls as it was read; null for plainly
     */
    private record Way(SocketAddress address, @Nullable TlsOrigination tls) {}

    /**
     * @param wanted says how many to keep warm on this event loop
     */
    WarmConnections(Connections connections, IntSupplier wanted) {
        this.connections = connections;
        this.wanted = wanted;
        this.sources = new SourceWatch(connections.service());
    }

    /** A warm connection to this server, which is the caller's from now on; null if there is none. */
    @Nullable
    End take(Server server) {
        if (count.get() == 0) {
            return null;
        }
        Queue<End> ends = waiting.get(wayTo(server));
        for (End end = poll(ends); end != null; end = poll(ends)) {
            if (!end.hungUp()) {
                return end;
            }
            end.close();
        }
        return null;
    }

    private Way wayTo(Server server) {
        return new Way(server.address(), connections.service().tls().origination(server.config()));
    }

    private @Nullable End poll(@Nullable Queue<End> ends) {
        End end = ends == null ? null : ends.poll();
        if (end != null) {
            count.decrementAndGet();
        }
        return end;
    }

    /** Drops those that were closed and those that nobody wants any more, and dials as many as are missing. */
    void sweep() {
        for (Queue<End> ends : waiting.values()) {
            ends.removeIf(this::dropIfHungUp);
        }
        dropOfServersThatLeft();
        dropOutdated();
        for (Queue<End> ends : waiting.values()) {
            while (count.get() > wanted.getAsInt()) {
                End tooMany = poll(ends);
                if (tooMany == null) {
                    break;
                }
                tooMany.close();
            }
        }
        // What this machine lacks it may have again: one attempt shows that.
        int missing = Math.min(lacking ? 1 : MOST_DIALS, wanted.getAsInt() - count.get());
        for (; missing > 0; missing--) {
            Server server = connections.service().balancer().nextForWarmConnection();
            if (server == null) {
                return;
            }
            if (!ServerDial.canBeWarm(server)) {
                continue;
            }
            count.incrementAndGet();
            ServerDial.dial(
                    connections.transport(),
                    connections.service(),
                    server,
                    connections.dialOptions(),
                    List.of(),
                    Transport.NO_PREFACE,
                    new WarmDial(server));
        }
    }

    /** How many wait for a client, or are being dialled. For any thread. */
    int count() {
        return count.get();
    }

    /** Drops the connections to servers that were removed or drain, or are spoken with in another way now. */
    private void dropOfServersThatLeft() {
        if (waiting.isEmpty()) {
            return;
        }
        Set<Way> known = new HashSet<>();
        for (Server server : connections.service().balancer().table().servers()) {
            if (server.isUp()) {
                known.add(wayTo(server));
            }
        }
        waiting.entrySet().removeIf(entry -> {
            if (known.contains(entry.getKey())) {
                return false;
            }
            for (End end = poll(entry.getValue()); end != null; end = poll(entry.getValue())) {
                end.close();
            }
            return true;
        });
    }

    /** Drops those that start at an address of ours where the way to their server does not start any more. */
    private void dropOutdated() {
        if (waiting.isEmpty()) {
            return;
        }
        List<Server> servers = connections.service().balancer().table().servers().stream()
                .filter(server -> waiting.containsKey(wayTo(server)))
                .toList();
        sources.keepOnly(servers);
        if (sources.hasAnyMoved(servers)) {
            waiting.forEach((way, ends) ->
                    ends.removeIf(end -> !sources.isCurrent(way.address(), localAddress(end)) && drop(end)));
        }
    }

    private static @Nullable InetAddress localAddress(End end) {
        InetSocketAddress local = end.localAddress();
        return local == null ? null : local.getAddress();
    }

    private boolean dropIfHungUp(End end) {
        return end.hungUp() && drop(end);
    }

    private boolean drop(End end) {
        end.close();
        count.decrementAndGet();
        return true;
    }

    void close() {
        for (Queue<End> ends : waiting.values()) {
            for (End end = poll(ends); end != null; end = poll(ends)) {
                end.close();
            }
        }
        closed = true; // one that is being dialled is closed when it is connected
    }

    /** One that is being dialled. */
    private final class WarmDial implements DialListener {
        private final Server server;
        private final Way way;
        private final long dialledAt = System.nanoTime();

        WarmDial(Server server) {
            this.server = server;
            this.way = wayTo(server);
        }

        @Override
        public void connected(End end) {
            long now = System.nanoTime();
            server.connecting().record(now - dialledAt);
            server.lastHeard().answered(now);
            connections.service().ownConnections().connected(null, end, server, now);
            lacking = false;
            if (closed || count.get() > wanted.getAsInt()) {
                count.decrementAndGet();
                end.close();
            } else {
                waiting.computeIfAbsent(way, _ -> new ArrayDeque<>()).add(end);
            }
        }

        @Override
        public void failed(Fault fault, String reason) {
            count.decrementAndGet();
            lacking = fault == Fault.OURS;
            if (lacking) {
                connections.service().reports().untried(server, reason);
            }
        }
    }
}
