package org.penlb.cluster.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.relay.Errno;

/**
 * Where a node is reached: literal addresses of this machine, found free before Hazelcast is asked, which would say less
 * clearly what is wrong with them.
 *
 * @param maps where Hazelcast listens
 * @param eventBus where the event bus listens
 */
record NodeAddresses(Address.Inet maps, Address.Inet eventBus) {
    /** So many ports above that of the maps are tried for an event bus that has none. */
    private static final int PORTS_TO_TRY = 100;

    private static final int HIGHEST_PORT = 65_535;

    /**
     * Looks up names and tries the ports. May wait for a name server.
     *
     * @throws ConfigException if one of the addresses cannot be listened on
     */
    static NodeAddresses of(ClusterConfig config) {
        Address.Inet maps = resolved(config.listen());
        InetSocketAddress there = new InetSocketAddress(InetAddress.ofLiteral(maps.host()), maps.port());
        check(config.listen(), tried(there));
        Address.Inet asked = config.eventBus();
        if (asked == null) {
            return new NodeAddresses(maps, nextFree(maps));
        }
        Address.Inet eventBus = resolved(asked);
        check(asked, tried(new InetSocketAddress(InetAddress.ofLiteral(eventBus.host()), eventBus.port())));
        return new NodeAddresses(maps, eventBus);
    }

    private static Address.Inet resolved(Address.Inet written) {
        try {
            return (Address.Inet)
                    Address.of(new InetSocketAddress(InetAddress.getByName(written.host()), written.port()));
        } catch (UnknownHostException _) {
            throw new ConfigException("cluster: " + written + ": the host is not known");
        }
    }

    private static Address.Inet nextFree(Address.Inet maps) {
        InetAddress host = InetAddress.ofLiteral(maps.host());
        int last = Math.min(maps.port() + PORTS_TO_TRY, HIGHEST_PORT);
        for (int port = maps.port() + 1; port <= last; port++) {
            if (tried(new InetSocketAddress(host, port)) == null) {
                return new Address.Inet(maps.host(), port);
            }
        }
        throw new ConfigException("cluster: none of the ports " + (maps.port() + 1) + " to " + last + " of "
                + maps.host() + " is free for the event bus (expected: one that is, or \"eventBus\")");
    }

    /** What came of listening there for a moment: null if nothing stands against it. */
    private static @Nullable IOException tried(InetSocketAddress address) {
        try (var socket = new ServerSocket()) {
            socket.bind(address);
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private static void check(Address.Inet written, @Nullable IOException failure) {
        if (failure != null) {
            throw unavailable(written, failure);
        }
    }

    /** What the operator is told of an address that cannot be listened on. */
    static ConfigException unavailable(Address.Inet written, Throwable failure) {
        String why = switch (Errno.ofAny(failure)) {
            case Errno.EADDRINUSE -> "the port is in use by another program";
            case Errno.EADDRNOTAVAIL -> "this machine does not have that address";
            default -> String.valueOf(failure.getMessage());
        };
        return new ConfigException("cluster: " + written + ": " + why);
    }
}
