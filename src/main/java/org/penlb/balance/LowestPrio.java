package org.penlb.balance;

import java.util.List;
import org.penlb.config.IpAddress;

/** The available server with the lowest prio number; of equals the first. */
final class LowestPrio implements Selector {
    @Override
    public int pick(List<Server> servers, IpAddress client, long now) {
        int best = NONE;
        for (int i = 0; i < servers.size(); i++) {
            Server server = servers.get(i);
            if (server.isAvailable(now)
                    && (best == NONE
                            || server.config().prio()
                                    < servers.get(best).config().prio())) {
                best = i;
            }
        }
        return best;
    }
}
