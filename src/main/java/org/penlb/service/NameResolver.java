package org.penlb.service;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;
import org.penlb.config.Protocol;
import org.penlb.system.NameFiles;

/**
 * Turns names into addresses the way every other program of the machine does (hosts file, DNS, whatever the system is set
 * up for), on a worker thread, so that a slow name server does not stop an event loop.
 */
public final class NameResolver {
    static {
        NameFiles.rememberNothing(); // a name is looked up again when it may stand for another address
    }

    /** What finds the addresses of a name, and may take its time. */
    @FunctionalInterface
    public interface Lookup {
        /**
         * @return one address or more, the best first
         */
        List<InetAddress> lookUp(String host) throws UnknownHostException;
    }

    private final Vertx vertx;
    private final Lookup lookup;

    public NameResolver(Vertx vertx) {
        this(vertx, NameResolver::askSystem);
    }

    /**
     * @param lookup called by worker threads
     */
    public NameResolver(Vertx vertx, Lookup lookup) {
        this.vertx = vertx;
        this.lookup = lookup;
    }

    /** Looks a name up, or reads an address; it may take its time. */
    public static List<InetAddress> askSystem(String host) throws UnknownHostException {
        NameFiles jailed = NameFiles.kept();
        return jailed == null ? List.of(InetAddress.getAllByName(host)) : new JailedNames(jailed).lookUp(host);
    }

    /** Whether an address has a name, which may stand for another address at another time. */
    public static boolean hasName(Address address) {
        if (!(address instanceof Address.Inet inet)) {
            return false;
        }
        try {
            var _ = InetAddress.ofLiteral(inet.host());
            return false;
        } catch (IllegalArgumentException _) {
            return true;
        }
    }

    /**
     * Resolves an address of a service.
     *
     * @return as {@link #resolve(String, Address)}; failed also if the protocol cannot have the address
     */
    public Future<SocketAddress> resolve(String place, Address address, Protocol protocol) {
        return resolve(place, address).map(resolved -> {
            if (resolved instanceof InetSocketAddress inet) {
                protocol.requireUnicast(place, IpAddress.of(inet.getAddress()));
            }
            return resolved;
        });
    }

    /**
     * @param place who wants to know, for the error message: {@code server "www1:80"}
     * @return the first address that the system names, or a failed future with a {@link ConfigException}
     */
    public Future<SocketAddress> resolve(String place, Address address) {
        return switch (address) {
            case Address.Unix unix -> Future.succeededFuture(UnixDomainSocketAddress.of(unix.path()));
            case Address.Inet inet -> resolve(place, inet);
        };
    }

    private Future<SocketAddress> resolve(String place, Address.Inet inet) {
        if (!hasName(inet)) {
            return Future.succeededFuture(new InetSocketAddress(InetAddress.ofLiteral(inet.host()), inet.port()));
        }
        return lookUp(place, inet).map(List::getFirst);
    }

    /**
     * Looks up the name of an address.
     *
     * @return all that it stands for, the best first; or a failed future with a {@link ConfigException}
     */
    Future<List<SocketAddress>> lookUp(String place, Address.Inet inet) {
        return vertx.executeBlocking(() -> addresses(place, inet), false).map(Objects::requireNonNull);
    }

    private List<SocketAddress> addresses(String place, Address.Inet inet) {
        try {
            return lookup.lookUp(inet.host()).stream()
                    .map(address -> (SocketAddress) new InetSocketAddress(address, inet.port()))
                    .toList();
        } catch (UnknownHostException _) {
            throw ConfigException.passing(place + ": the name \"" + inet.host() + "\" does not resolve to an address");
        }
    }
}
