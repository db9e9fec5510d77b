package org.penlb.health.probe;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.config.DnsOptions;
import org.penlb.config.Protocol;
import org.penlb.config.ProxyProtocol;
import org.penlb.config.ServiceConfig;
import org.penlb.health.CheckRules;
import org.penlb.health.Probe;
import org.penlb.relay.DatagramTransport;
import org.penlb.relay.Transport;
import org.penlb.service.Preface;
import org.penlb.service.Service;

/** Which probe the servers of a service are asked by: here another kind of check is put in. For one event loop. */
final class Probes {
    private final DatagramTransport datagrams;
    private final Supplier<@Nullable InetAddress> source;
    private final Predicate<SocketAddress> wantsHeader;
    private DnsOptions.@Nullable Check known;
    private @Nullable CheckRules rules;

    /**
     * @param datagrams of the event loop
     * @param source the local address, or null for the system's choice
     * @param wantsHeader as {@link #wantsHeader(Service, SocketAddress)}
     */
    Probes(DatagramTransport datagrams, Supplier<@Nullable InetAddress> source, Predicate<SocketAddress> wantsHeader) {
        this.datagrams = datagrams;
        this.source = source;
        this.wantsHeader = wantsHeader;
    }

    /** Whether the server of a service that is at this address wants a PROXY header in front of each datagram. */
    static boolean wantsHeader(Service service, SocketAddress address) {
        return !service.stages().preface().equals(Preface.NONE)
                && service.balancer().table().all().stream()
                        .anyMatch(server -> server.config().proxyProtocol() != ProxyProtocol.NONE
                                && server.address().equals(address));
    }

    /** Whether there is a probe for such a service at all; what it balances does not change while it runs. */
    static boolean canCheck(Protocol protocol) {
        return protocol == Protocol.DNS;
    }

    /**
     * Asks one server of a service once, whether it is checked or not.
     *
     * @param streams the event loop's transport of connections
     * @return null if there is no way to ask such a server
     */
    static @Nullable Probe once(
            Service service, Server server, DatagramTransport datagrams, Supplier<Transport> streams) {
        if (server.address() instanceof InetSocketAddress inet && inet.getPort() == 0) {
            return null;
        }
        return switch (service.config().protocol()) {
            case STREAM -> new ConnectProbe(streams.get(), service, server);
            case DNS ->
                new DnsProbe(
                        datagrams,
                        service::source,
                        _ -> server.config().proxyProtocol() != ProxyProtocol.NONE,
                        service.config().dns().check());
            case UDP -> null; // what an application says to what is anybody's guess
        };
    }

    /** How its servers are checked, the same as before if nothing about that has changed; null if nobody asks them. */
    @Nullable
    CheckRules rules(ServiceConfig config) {
        return canCheck(config.protocol()) ? dns(config.dns().check()) : null;
    }

    private @Nullable CheckRules dns(DnsOptions.Check check) {
        if (!check.equals(known)) {
            known = check;
            rules = check.interval().isZero()
                    ? null
                    : new CheckRules(
                            check.interval(),
                            check.rise(),
                            check.fall(),
                            new DnsProbe(datagrams, source, wantsHeader, check));
        }
        return rules;
    }
}
