package org.penlb.balance;

import java.util.List;
import org.penlb.config.IpAddress;

/** The available server with the lowest prio number; of equals the first. */
final class LowestPrio implements Selector {
    @Override
    public int pick(List<Server> servers, IpAddress client, long now) {
        int best = NONE;
        int lowest = 0;
        for (int i = 0; i < servers.size(); i++) {
            Server server = servers.get(i);
            boolean better = best == NONE || server.prio() < lowest;
            if (better && server.isAvailable(now)) { // asked last: it takes longest, and few come so far
                best = i;
                lowest = server.prio();
            }
        }
        return best;
    }
}
