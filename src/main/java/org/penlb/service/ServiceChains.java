package org.penlb.service;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.relay.End;

/**
 * The connections of this process to its own listeners. That a service's server is the listener of another one may be meant; but a
 * connection that comes to a service which it has been through already goes in a circle. So each is known with the services
 * that it has come through.
 *
 * <p>Where no server has the port of a listener, it costs a comparison for each connection.
 */
final class ServiceChains {
    private static final int PORTS = 1 << 16;
    /** The connection of a port number is accepted by then, or has failed; another one may have the number. */
    private static final long VALID_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Port numbers belong to the process, so these do, too. */
    private static final ServiceChains OF_THIS_PROCESS = new ServiceChains();

    /** Of all listeners, one for each event loop. */
    private volatile int[] listening = {};
    /** By the port that they start from; null until there is one. */
    private volatile @Nullable AtomicReferenceArray<@Nullable Link> links;

    /**
     * A connection to a listener of ours.
     *
     * @param remote the listener's address as it was dialled
     * @param through the services that it has come through
     */
    private record Link(IpAddress address, InetSocketAddress remote, Set<Service> through, long at) {}

    static ServiceChains ofThisProcess() {
        return OF_THIS_PROCESS;
    }

    synchronized void listens(int port) {
        int[] more = Arrays.copyOf(listening, listening.length + 1);
        more[more.length - 1] = port;
        listening = more;
    }

    synchronized void stops(int port) {
        int[] ports = listening;
        for (int i = 0; i < ports.length; i++) {
            if (ports[i] == port) {
                int[] left = Arrays.copyOf(ports, ports.length - 1);
                System.arraycopy(ports, i + 1, left, i, left.length - i);
                listening = left;
                return;
            }
        }
    }

    private boolean isListener(InetSocketAddress server) {
        for (int port : listening) {
            if (port == server.getPort()) {
                return true;
            }
        }
        return false;
    }

    /**
     * A service is connected to a server for a client.
     *
     * @param client null if there is none yet
     */
    void connected(Service service, @Nullable End client, End upstream, InetSocketAddress remote, long now) {
        if (!isListener(remote)) {
            return;
        }
        InetSocketAddress local = upstream.localAddress();
        if (local != null) {
            Link before = client == null ? null : linkOf(client, now);
            Set<Service> through = new HashSet<>(before == null ? Set.of() : before.through);
            through.add(service);
            links().set(local.getPort(), new Link(IpAddress.of(local.getAddress()), remote, Set.copyOf(through), now));
        }
    }

    private synchronized AtomicReferenceArray<@Nullable Link> links() {
        AtomicReferenceArray<@Nullable Link> known = links;
        if (known == null) {
            known = new AtomicReferenceArray<>(PORTS);
            links = known;
        }
        return known;
    }

    /** Whether a client of a service has come through it before. */
    boolean isCircle(Service service, End client) {
        if (links == null) {
            return false;
        }
        Link link = linkOf(client, System.nanoTime());
        return link != null && link.through.contains(service);
    }

    private @Nullable Link linkOf(End client, long now) {
        AtomicReferenceArray<@Nullable Link> known = links;
        Link link = known == null ? null : known.get(client.peerPort());
        return link != null
                        && now - link.at < VALID_NANOS
                        && link.address.equals(client.peer())
                        && OwnConnections.comesFor(client, link.remote)
                ? link
                : null;
    }
}
