package org.penlb.service;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.penlb.accesslog.AccessLog;
import org.penlb.balance.Balancer;
import org.penlb.balance.Latencies;
import org.penlb.balance.Server;
import org.penlb.balance.Tally;
import org.penlb.config.AdminState;
import org.penlb.config.Protocol;
import org.penlb.config.Routing;
import org.penlb.config.ServiceConfig;
import org.penlb.proxy.ProxyRefusal;

/**
 * A service at a moment, with its servers: what all who report on it format. Lists of clients and connections, which may be
 * long, are not in it.
 *
 * @param now the balancer's clock
 * @param at the same moment
 * @param condition how it is by its servers
 * @param takesClients whether a server takes clients, the emergency server included; limits and access lists aside
 * @param servers those that are there: the regular ones in the order of their numbers, then emergency and abuse server
 * @param open clients connected now
 * @param pending of them those that are not joined with a server yet
 * @param accepted clients since the start
 * @param refused clients closed since the start because no server took them
 * @param proxyRefused what its proxies have sent in the place of PROXY headers, since the start; empty if it has none
 * @param clients how many are remembered
 * @param turn whose turn it is, an index
 * @param datagrams what became of its datagrams, if it balances UDP or DNS
 * @param totals what happened since the start, with servers that are no longer there
 * @param latencies how long its servers took since the start, as {@link ServerSnapshot#latencies}
 * @param recentLatencies those of the last 10 to 60 seconds, of the servers that are there
 * @param log null if it has none
 * @param tls null if it speaks TLS with nobody
 */
public record ServiceSnapshot(
        ServiceConfig config,
        long now,
        Instant at,
        ServiceCondition condition,
        boolean takesClients,
        List<ServerSnapshot> servers,
        int open,
        int pending,
        long accepted,
        long refused,
        Map<ProxyRefusal, Long> proxyRefused,
        int clients,
        int turn,
        DatagramCounters.Totals datagrams,
        ServiceTotals totals,
        Latencies latencies,
        Latencies recentLatencies,
        @Nullable LogState log,
        @Nullable TlsSnapshot tls) {
    public ServiceSnapshot {
        servers = List.copyOf(servers);
        proxyRefused = Collections.unmodifiableMap(proxyRefused);
    }

    /** The service as it is now. Takes a while where there are many servers: about a microsecond for each. */
    public static ServiceSnapshot of(Service service) {
        ServiceConfig config = service.config();
        Balancer balancer = service.balancer();
        Tally tally = balancer.tally();
        long now = balancer.now();
        Instant at = Instant.now();
        DatagramCounters.Totals datagrams = service.datagrams().totals();
        ServiceTotals totals = service.totals(tally.all(), datagrams);
        List<ServerSnapshot> servers = servers(service, tally, now, at);
        AccessLog log = service.log();
        return new ServiceSnapshot(
                config,
                now,
                at,
                ServiceCondition.of(tally.table(), ServiceCondition.needsNoServer(config), now),
                tally.table().takesClients(now),
                servers,
                service.openConnections(),
                service.pendingConnections(),
                service.clients().accepted(),
                service.clients().refused(),
                config.listener().proxyAccept().isNobody()
                        ? Map.of()
                        : service.proxyRefusals().totals(),
                balancer.clients().size(),
                balancer.turn(),
                datagrams,
                totals,
                service.latencies(totals.servers()),
                servers.stream().map(ServerSnapshot::recentLatencies).reduce(Latencies.NONE, Latencies::plus),
                config.log() == null || log == null ? null : new LogState(config.log(), log.isUp(), log.dropped()),
                TlsSnapshot.of(service));
    }

    private static List<ServerSnapshot> servers(Service service, Tally tally, long now, Instant at) {
        List<Server> all = tally.table().all();
        var servers = new ArrayList<ServerSnapshot>(all.size());
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).config().state() != AdminState.REMOVED) {
                servers.add(ServerSnapshot.of(all.get(i), service, tally.each().get(i), now, at));
            }
        }
        return servers;
    }

    /** One of the regular servers as it is now. */
    public static ServerSnapshot ofServer(Service service, int index) {
        Server server = service.balancer().table().servers().get(index);
        return ServerSnapshot.of(
                server, service, server.totals(), service.balancer().now(), Instant.now());
    }

    public Protocol protocol() {
        return config.protocol();
    }

    /** The regular servers that are there. */
    public List<ServerSnapshot> regular() {
        return servers.stream().filter(ServerSnapshot::isRegular).toList();
    }

    /** Whether all its clients are those of routes: it has no servers of its own. */
    public boolean isRoutedOnly() {
        return servers.isEmpty() && config.routing() instanceof Routing.Routed;
    }

    /** Whether clients wait for others to go. */
    public boolean isPaused() {
        return protocol().hasConnections() && open >= config.connectionsMax();
    }
}
