package org.penlb.service;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Failure;
import org.penlb.balance.Latencies;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTotals;
import org.penlb.config.ServerConfig;

/**
 * A server at a moment: what was configured, how it is, and what it did.
 *
 * @param index its place among the regular servers
 * @param host its address without the port, as it was resolved; or the path of its socket
 * @param port 1 for a Unix socket, as pen shows it
 * @param connections open or on their way, or datagrams that are not answered yet
 * @param totals bytes since it is in the table, everything else since it has this address
 * @param served what it did for clients since it has this address: connections made, and datagrams or queries answered
 * @param failures how often it failed a client since then: connections that could not be made, datagrams or queries not
 *     answered in time
 * @param latencies how long it took: to answer, if the service balances datagrams, else to accept a connection
 * @param recentLatencies those of the last 10 to 60 seconds
 * @param lastFailure how it failed last since it has this address; null if it never did
 */
public record ServerSnapshot(
        int index,
        Server.Role role,
        ServerConfig config,
        String host,
        int port,
        ServerCondition condition,
        int connections,
        ServerTotals totals,
        long served,
        long failures,
        Latencies latencies,
        Latencies recentLatencies,
        @Nullable LastFailure lastFailure) {
    private static final int PORT_OF_UNIX_SOCKET = 1;

    /**
     * How a server failed.
     *
     * @param reason one line in an operator's words
     */
    public record LastFailure(Instant at, String reason) {}

    /**
     * @param totals what the server did
     * @param now the balancer's clock
     * @param at the same moment
     */
    static ServerSnapshot of(Server server, Service service, ServerTotals totals, long now, Instant at) {
        return new ServerSnapshot(
                server.index(),
                server.role(),
                server.config(),
                server.host(),
                port(server.address()),
                ServerCondition.of(server, now),
                server.connections(),
                totals,
                server.served(),
                server.failures(),
                service.latencies(totals),
                service.recentLatencies(server),
                lastFailure(server.lastFailure(), now, at));
    }

    private static int port(SocketAddress address) {
        return switch (address) {
            case UnixDomainSocketAddress _ -> PORT_OF_UNIX_SOCKET;
            case InetSocketAddress inet -> inet.getPort();
            default -> 0;
        };
    }

    private static @Nullable LastFailure lastFailure(@Nullable Failure failure, long now, Instant at) {
        return failure == null ? null : new LastFailure(at.minusNanos(now - failure.at()), failure.reason());
    }

    public boolean isRegular() {
        return role == Server.Role.REGULAR;
    }

    /** When its blacklisting ends, in seconds of the epoch; 0 if it is not blacklisted. */
    public long blacklistedUntil(Instant at) {
        return condition.isBlacklisted()
                ? at.getEpochSecond() + TimeUnit.NANOSECONDS.toSeconds(condition.blacklistedNanos())
                : 0;
    }
}
