package org.penlb.service;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.config.IpAddress;
import org.penlb.relay.Peer;

/**
 * The UDP sockets of this process: listeners, and those towards servers. A datagram that comes from one of them may go round
 * for ever, and since nobody counts its rounds, this is all that tells it from a client's.
 *
 * <p>By port number, so that whoever is asked about a client looks into one place, which is mostly empty.
 */
public final class OwnSockets {
    private static final int PORTS = 1 << 16;

    /** Port numbers belong to the process, so these do, too. */
    private static final OwnSockets OF_THIS_PROCESS = new OwnSockets();

    private final AtomicReferenceArray<Own @Nullable []> byPort = new AtomicReferenceArray<>(PORTS);
    private final LocalAddresses local = new LocalAddresses();

    public static OwnSockets ofThisProcess() {
        return OF_THIS_PROCESS;
    }

    /** A socket of a service, until it is {@linkplain #forget forgotten}. */
    public final class Own {
        private final int port;
        private final IpAddress address;
        private final boolean wildcard;
        private final boolean v6only;
        private final boolean listening;
        private final Service service;

        private Own(InetSocketAddress at, Service service, boolean listening) {
            this.port = at.getPort();
            this.address = IpAddress.of(at.getAddress());
            this.wildcard = at.getAddress().isAnyLocalAddress();
            this.service = service;
            this.v6only = service.config().listener().v6only();
            this.listening = listening;
        }

        /** A wildcard of IPv6 hears IPv4, too, unless it leaves that to others. */
        private boolean isAt(IpAddress other) {
            boolean hears = address.isV4() == other.isV4() || !(address.isV4() || v6only);
            return wildcard ? hears && local.contains(other) : address.equals(other);
        }

        /** It is closed. Forgetting twice does nothing. */
        public void forget() {
            byPort.updateAndGet(port, here -> without(here, this));
        }
    }

    /** A service listens at this address, which has a port. */
    public Own listens(InetSocketAddress at, Service service) {
        return add(new Own(at, service, true));
    }

    /** A service has a socket towards one of its servers at this local address. */
    public Own asks(InetSocketAddress at, Service service) {
        return add(new Own(at, service, false));
    }

    private Own add(Own own) {
        byPort.updateAndGet(own.port, here -> with(here, own));
        return own;
    }

    private static Own[] with(Own @Nullable [] here, Own own) {
        Own[] more = here == null ? new Own[1] : Arrays.copyOf(here, here.length + 1);
        more[more.length - 1] = own;
        return more;
    }

    private static Own @Nullable [] without(Own @Nullable [] here, Own own) {
        if (here == null) {
            return null;
        }
        Own[] left = Arrays.stream(here).filter(each -> each != own).toArray(Own[]::new);
        return left.length == 0 ? null : left;
    }

    /** Whether some socket of ours has this port number; most clients' is none of ours. */
    public boolean isAnyAt(int port) {
        return byPort.get(port) != null;
    }

    /**
     * Whether what this client sent to this service would come back to it without end. It would if the client is a listener of
     * ours, to which the answer would go, or a service's socket towards its server where this service's datagrams lead
     * to that service.
     */
    public boolean goesRound(Peer client, Service to) {
        Own @Nullable [] here = byPort.get(client.port());
        if (here == null) {
            return false;
        }
        IpAddress address = client.address();
        boolean toItself = client.localLow() == client.low() && client.localHigh() == client.high();
        for (Own own : here) {
            if (own.listening
                    ? own.isAt(address) || (own.wildcard && toItself)
                    : own.isAt(address) && leads(to, own.service)) {
                return true;
            }
        }
        return false;
    }

    private boolean leads(Service from, Service to) {
        return leads(from, to, new HashSet<>());
    }

    private boolean leads(Service from, Service to, Set<Service> seen) {
        if (from == to) {
            return true;
        }
        if (!seen.add(from)) {
            return false;
        }
        for (Server server : from.balancer().table().all()) {
            Own @Nullable [] there = server.address() instanceof InetSocketAddress inet && !inet.isUnresolved()
                    ? byPort.get(inet.getPort())
                    : null;
            if (there != null && isListenerThatLeads(there, (InetSocketAddress) server.address(), to, seen)) {
                return true;
            }
        }
        return false;
    }

    private boolean isListenerThatLeads(Own[] there, InetSocketAddress at, Service to, Set<Service> seen) {
        IpAddress address = IpAddress.of(at.getAddress());
        for (Own own : there) {
            if (own.listening && own.isAt(address) && leads(own.service, to, seen)) {
                return true;
            }
        }
        return false;
    }
}
