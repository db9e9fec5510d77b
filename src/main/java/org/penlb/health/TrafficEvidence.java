package org.penlb.health;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Failure;
import org.penlb.balance.Server;
import org.penlb.balance.ServerHealth;
import org.penlb.config.Protocol;

/** What clients and checks have shown of a server just now, so that nobody need ask it. */
public final class TrafficEvidence {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private TrafficEvidence() {}

    /**
     * How a server is by what happened in the last second, the latest of it.
     *
     * @param servers all that are meant by one address
     * @param protocol what their service balances
     * @param now the balancer's clock
     * @return null if nothing happened that tells
     */
    public static @Nullable ProbeResult of(List<Server> servers, Protocol protocol, long now) {
        long fresh = now - FRESH_NANOS;
        ProbeResult found = null;
        for (Server server : servers) {
            Failure failure = failureAfter(fresh, server, protocol);
            if (server.isSeenWellAfter(failure == null ? fresh : failure.at())) {
                return ProbeResult.Plain.GOOD;
            }
            if (failure != null) {
                found = new ProbeResult.Bad(failure.reason());
            }
        }
        return found;
    }

    private static @Nullable Failure failureAfter(long time, Server server, Protocol protocol) {
        Failure last = lastFailure(server, protocol);
        return last != null && last.at() - time > 0 ? last : null;
    }

    /** What failed over TCP is noted of a DNS server, too, and says nothing of its answers to queries. */
    private static @Nullable Failure lastFailure(Server server, Protocol protocol) {
        if (protocol != Protocol.DNS) {
            return server.lastFailure();
        }
        ServerHealth health = server.health();
        return health.downReason() == null || health.verdictSince() == null
                ? null
                : new Failure(health.verdictSince(), health.downReason());
    }
}
