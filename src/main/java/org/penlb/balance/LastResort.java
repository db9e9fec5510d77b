package org.penlb.balance;

import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;

/**
 * When nobody else is left: picks among the servers that health checks found down or that failed, by turns, since one of them
 * may be well again. The operator's order to leave one alone holds.
 */
final class LastResort {
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * Whom it passes over.
     *
     * @param tried servers that were tried already, a bit for each index below 64
     * @param triedBeyond the others of them by index; null for none
     * @param among of whom it is to be one; null for all
     */
    record PassedOver(
            long tried,
            @Nullable BitSet triedBeyond,
            @Nullable Predicate<Server> among) {
        boolean has(Server server) {
            int index = server.index();
            boolean wasTried =
                    index < Long.SIZE ? Choice.isAmong(tried, index) : triedBeyond != null && triedBeyond.get(index);
            return wasTried || (among != null && !among.test(server));
        }
    }

    /**
     * Counts a connection on one of them.
     *
     * @return the server, or null if none takes this client
     */
    @Nullable
    Server serve(Placement placement, ServerTable table, IpAddress client, PassedOver passedOver, long now) {
        return first(
                table,
                turn.getAndIncrement(),
                now,
                server -> !passedOver.has(server) && placement.takesIfWell(server, client));
    }

    /** As {@link #serve} would say if it was asked, for a client that nobody was tried for; nobody's turn passes. */
    @Nullable
    Server peek(Eligibility eligibility, ServerTable table, IpAddress client, long now) {
        return first(
                table, turn.get(), now, server -> eligibility.refusalOfWell(server, client, false) == Refusal.NONE);
    }

    private static @Nullable Server first(ServerTable table, int turn, long now, Predicate<Server> takes) {
        List<Server> servers = table.servers();
        for (int i = 0; i < servers.size(); i++) {
            Server server = servers.get(Math.floorMod(turn + i, servers.size()));
            if (mayBeWell(server, table, now) && takes.test(server)) {
                return server;
            }
        }
        return null;
    }

    private static boolean mayBeWell(Server server, ServerTable table, long now) {
        ServerHealth health = server.health();
        return server.isUp()
                && !health.isWell(now)
                && !health.isOrderedAway(now)
                && !(table.selection().isByWeight() && server.weight() == 0);
    }
}
