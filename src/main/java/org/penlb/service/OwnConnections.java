package org.penlb.service;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.config.IpAddress;
import org.penlb.relay.End;
import org.penlb.relay.OriginalDestination;

/**
 * Finds clients of a service that are its own connections to a server: something leads from the server's address back to the
 * service, which could not be seen beforehand (a rule of NAT, an address that came to this machine later). Such a client
 * would be handed round for ever.
 *
 * <p>Only a sample of them is known here, the latest: what goes round passes so often that one of the first of it is
 * among them. After a find all are known for a while. A client costs a look at the slot of its port.
 */
public final class OwnConnections {
    private static final Logger LOG = System.getLogger(OwnConnections.class.getName());

    /** A power of two. */
    private static final int SLOTS = 256;
    /** One of so many is known here, or the first in a while. A power of two. */
    private static final int SAMPLE = 32;

    private static final long WHILE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long ALARM_NANOS = TimeUnit.MINUTES.toNanos(1);

    /**
     * A connection of ours.
     *
     * @param server whom it is connected to
     * @param remote the server's address as it was dialled
     */
    private record Own(IpAddress address, int port, InetSocketAddress remote, Server server) {}

    private final Service service;
    private final ServiceChains chains = ServiceChains.ofThisProcess();
    private final AtomicReferenceArray<@Nullable Own> latest = new AtomicReferenceArray<>(SLOTS);
    /** Counted by several threads without care: it only spreads the sample. */
    private int seen;

    private volatile long sampledAt = System.nanoTime() - WHILE_NANOS;
    private volatile boolean alarmed;
    private volatile long alarmedAt;
    private volatile long toldAt = System.nanoTime() - ALARM_NANOS;

    OwnConnections(Service service) {
        this.service = service;
    }

    /**
     * A server accepted a connection.
     *
     * @param client for whom it is; null if that is open
     * @param now {@link System#nanoTime()}
     */
    public void connected(@Nullable End client, End upstream, Server server, long now) {
        if (server.address() instanceof InetSocketAddress remote) {
            chains.connected(service, client, upstream, remote, now);
        }
        if (isSampled(now)) {
            remember(upstream, server);
        }
    }

    /** The service listens on this port, until it {@linkplain #stops stops}. */
    public void listens(int port) {
        chains.listens(port);
    }

    /** One of its listening sockets is closed. */
    public void stops(int port) {
        chains.stops(port);
    }

    /** A server accepted a connection, and such are few: it is known for certain. */
    public void remember(End upstream, Server server) {
        InetSocketAddress local = upstream.localAddress();
        if (local != null && server.address() instanceof InetSocketAddress remote) {
            latest.set(
                    local.getPort() & SLOTS - 1,
                    new Own(IpAddress.of(local.getAddress()), local.getPort(), remote, server));
        }
    }

    private boolean isSampled(long now) {
        boolean sampled = (++seen & SAMPLE - 1) == 0 || now - sampledAt >= WHILE_NANOS;
        if (alarmed && !sampled) {
            alarmed = now - alarmedAt < ALARM_NANOS;
            sampled = alarmed;
        }
        if (sampled) {
            sampledAt = now;
        }
        return sampled;
    }

    /** Whether a client that has just been accepted is one of them; that is told then. */
    public boolean isClient(End client) {
        int port = client.peerPort();
        Own own = latest.get(port & SLOTS - 1);
        if (own != null && own.port == port && own.address.equals(client.peer()) && comesFor(client, own.remote)) {
            alarmedAt = System.nanoTime();
            alarmed = true;
            found("server " + own.server);
            return true;
        }
        if (chains.isCircle(service, client)) {
            found("the listener of another service");
            return true;
        }
        return false;
    }

    /** Another program's socket may have the same address towards another one: what it connects to must be the same. */
    static boolean comesFor(End client, InetSocketAddress remote) {
        InetSocketAddress at = client.localAddress();
        return at != null && (isSame(at, remote) || isSame(OriginalDestination.of(client, at), remote));
    }

    private static boolean isSame(@Nullable InetSocketAddress one, InetSocketAddress other) {
        return one != null
                && one.getPort() == other.getPort()
                && (one.getAddress().equals(other.getAddress())
                        || other.getAddress().isAnyLocalAddress());
    }

    private void found(String where) {
        service.clients().countRefused();
        long now = System.nanoTime();
        if (now - toldAt >= ALARM_NANOS) {
            toldAt = now;
            LOG.log(
                    Level.WARNING,
                    "{0}: what goes to {1} comes back to {2} as a client of this very Pen, round and round: it is ended",
                    service.config().name(),
                    where,
                    service.config().listen());
        }
    }
}
