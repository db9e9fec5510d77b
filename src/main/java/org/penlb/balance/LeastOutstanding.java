package org.penlb.balance;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.penlb.config.IpAddress;

/**
 * The available server with the fewest connections or unanswered queries, whatever its weight; equals take turns, so that
 * idle servers share the load evenly.
 *
 * <p>Example: of three servers that answer at once the picks are a b c a b c; of three that never answer, too.
 */
final class LeastOutstanding implements Selector {
    /** Where the next search begins, an index. Two event loops may begin at the same place: it is about ties only. */
    private final AtomicInteger next = new AtomicInteger();

    @Override
    public int pick(List<Server> servers, IpAddress client, long now) {
        int best = peek(servers, client, now);
        if (best != NONE) {
            next.setOpaque((best + 1) % servers.size());
        }
        return best;
    }

    @Override
    public int peek(List<Server> servers, IpAddress client, long now) {
        int n = servers.size();
        int from = n == 0 ? 0 : next.getOpaque() % n; // the table may have become shorter
        int best = NONE;
        int fewest = Integer.MAX_VALUE;
        for (int i = 0; i < n; i++) {
            int index = from + i < n ? from + i : from + i - n;
            Server server = servers.get(index);
            int connections = server.connections();
            if (connections < fewest && server.isAvailable(now)) {
                best = index;
                fewest = connections;
            }
        }
        return best;
    }
}
