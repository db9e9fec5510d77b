package org.penlb.balance;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;

/** Whose turn it is to have a connection kept ready: clients have turns of their own. */
final class WarmConnectionTurns {
    private final RoundRobin turns = new RoundRobin();

    /** The next server that is up and has a port; null if there is none. */
    @Nullable
    Server next(List<Server> servers, long now) {
        for (int i = 0; i < servers.size(); i++) {
            int pick = turns.pick(servers, IpAddress.UNIX, now);
            if (pick != Selector.NONE
                    && servers.get(pick).isUp()
                    && servers.get(pick).hasPort()) {
                return servers.get(pick);
            }
        }
        return null;
    }
}
