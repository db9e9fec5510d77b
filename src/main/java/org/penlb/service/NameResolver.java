package org.penlb.service;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;
import org.penlb.config.Protocol;

/**
 * Turns names into addresses the way every other program of the machine does (hosts file, DNS, whatever the system is set
 * up for), on a worker thread, so that a slow name server does not stop an event loop.
 */
public final class NameResolver {
    private final Vertx vertx;

    public NameResolver(Vertx vertx) {
        this.vertx = vertx;
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
        try {
            InetAddress literal = InetAddress.ofLiteral(inet.host());
            return Future.succeededFuture(new InetSocketAddress(literal, inet.port()));
        } catch (IllegalArgumentException _) {
            return vertx.executeBlocking(() -> lookUp(place, inet), false).map(Objects::requireNonNull);
        }
    }

    private static SocketAddress lookUp(String place, Address.Inet inet) {
        try {
            return new InetSocketAddress(InetAddress.getByName(inet.host()), inet.port());
        } catch (UnknownHostException _) {
            throw new ConfigException(place + ": the name \"" + inet.host() + "\" does not resolve to an address");
        }
    }
}
