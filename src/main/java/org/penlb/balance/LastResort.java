package org.penlb.balance;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;

/** Picks among servers that health checks found down, by turns: one of them may be well all the same. */
final class LastResort {
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * Counts a connection on one of them.
     *
     * @param tried servers that are passed over, a bit for each index below 64
     * @return the server, or null if none takes this client
     */
    @Nullable
    Server serve(Placement placement, List<Server> servers, IpAddress client, long tried, long now) {
        int first = turn.getAndIncrement();
        for (int i = 0; i < servers.size(); i++) {
            Server server = servers.get(Math.floorMod(first + i, servers.size()));
            ServerHealth health = server.health();
            boolean mayBeWell = server.isUp() && !health.isExcluded(now) && health.downReason() != null;
            if (mayBeWell && !Choice.isAmong(tried, server.index()) && placement.takesIfWell(server, client)) {
                return server;
            }
        }
        return null;
    }
}
