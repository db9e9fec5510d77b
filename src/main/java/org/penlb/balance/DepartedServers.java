package org.penlb.balance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What servers did that left the table, or have another address now: a service's totals never fall. The last connections to
 * such a server may go on for long, so it is kept as long as it has any, and for a while longer; only the sum remains then.
 * For one thread at a time.
 */
final class DepartedServers {
    /** Whoever chose the server right before it left, or waits for its answer, has told what became of it by then. */
    static final long GRACE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private record Leaver(
            ServerHistory history, ServerStatistics statistics, boolean hasHistory, boolean hasStatistics, long since) {
        ServerTotals totals() {
            ServerTotals bytes = hasHistory ? history.totals() : ServerTotals.NONE;
            return hasStatistics ? bytes.plus(statistics.totals()) : bytes;
        }

        boolean isOver(long now) {
            return now - since >= GRACE_NANOS && (!hasHistory || history.connections() == 0);
        }
    }

    private final List<Leaver> leavers = new ArrayList<>();
    private ServerTotals gone = ServerTotals.NONE;

    /** Another table takes the place of this one: what is in it and not in the other has left. */
    void left(ServerTable old, ServerTable replacement, long now) {
        Set<Object> stays = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Server server : replacement.all()) {
            stays.add(server.history());
            stays.add(server.statistics());
        }
        for (Server server : old.all()) {
            boolean history = !stays.contains(server.history());
            boolean statistics = !stays.contains(server.statistics());
            if (history || statistics) {
                leavers.add(new Leaver(server.history(), server.statistics(), history, statistics, now));
            }
        }
        forget(now);
    }

    private void forget(long now) {
        for (Iterator<Leaver> each = leavers.iterator(); each.hasNext(); ) {
            Leaver leaver = each.next();
            if (leaver.isOver(now)) {
                gone = gone.plus(leaver.totals());
                each.remove();
            }
        }
    }

    /** All that they did. */
    ServerTotals totals(long now) {
        forget(now);
        ServerTotals sum = gone;
        for (Leaver leaver : leavers) {
            sum = sum.plus(leaver.totals());
        }
        return sum;
    }

    /** How many are kept one by one. */
    int kept() {
        return leavers.size();
    }
}
