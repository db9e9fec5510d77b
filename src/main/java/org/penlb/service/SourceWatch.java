package org.penlb.service;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;

/**
 * From which address of this machine a new socket would reach each server. A socket that is connected keeps the address that it
 * was given then; when that is taken away, or the route now starts at another one, nothing that is sent from it is answered
 * any more, and nobody says so. For one event loop.
 */
public final class SourceWatch {
    /** How many servers are asked for in one turn of an event loop that serves clients. */
    private static final int MOST_ASKED = 32;

    /** Asks the system; nothing is sent. */
    @FunctionalInterface
    public interface Lookup {
        /**
         * @throws IOException if there is no way to the server
         */
        InetAddress sourceTo(InetSocketAddress server) throws IOException;
    }

    private final Service service;
    private final Lookup lookup;
    private final Map<SocketAddress, InetAddress> known = new HashMap<>();
    private int next;

    public SourceWatch(Service service) {
        this(service, SourceWatch::sourceTo);
    }

    /**
     * @param lookup says from where a server is reached
     */
    public SourceWatch(Service service, Lookup lookup) {
        this.service = service;
        this.lookup = lookup;
    }

    private static InetAddress sourceTo(InetSocketAddress server) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(server); // of UDP this asks for the route, and does nothing more
            return ((InetSocketAddress) channel.getLocalAddress()).getAddress();
        }
    }

    /**
     * Asks from where a server is reached now; some 30 microseconds. What has changed is told.
     *
     * @return whether it is another address than when this was asked last
     */
    public boolean hasMoved(Server server) {
        if (!(server.address() instanceof InetSocketAddress address) || service.source() != null) {
            return false; // no network, or an address that the operator chose
        }
        InetAddress now;
        try {
            now = lookup.sourceTo(address);
        } catch (IOException _) {
            return false; // no other way either
        }
        InetAddress before = known.put(address, now);
        if (before == null || before.equals(now)) {
            return false;
        }
        service.reports().reopened(server, moved(before, now));
        return true;
    }

    /**
     * Whether a socket to this server would still start at the address of one that there is, as far as is known.
     *
     * @param local of the one that there is; null if it has none
     */
    public boolean isCurrent(SocketAddress server, @Nullable InetAddress local) {
        InetAddress source = known.get(server);
        return source == null || source.equals(local);
    }

    /** What operators are told. */
    public static String moved(InetAddress before, InetAddress now) {
        return "the way to it starts at " + now.getHostAddress() + " now, no longer at " + before.getHostAddress();
    }

    /**
     * Asks for a few of many servers, by turns; for all if one has moved, since then others have.
     *
     * @return whether one of them is reached from another address than before
     */
    public boolean hasAnyMoved(List<Server> servers) {
        boolean moved = false;
        for (int i = Math.min(servers.size(), MOST_ASKED); i > 0; i--) {
            next = (next + 1) % servers.size();
            moved |= hasMoved(servers.get(next));
        }
        if (moved) {
            servers.forEach(this::hasMoved);
        }
        return moved;
    }

    /** Forgets all but these servers. */
    public void keepOnly(List<Server> servers) {
        if (known.size() > servers.size()) {
            known.keySet().retainAll(servers.stream().map(Server::address).collect(Collectors.toSet()));
        }
    }
}
