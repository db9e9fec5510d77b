package org.penlb.balance;

import java.util.List;
import org.penlb.config.IpAddress;

/**
 * The available server with the fewest connections for its weight; of equals the first. Weight 0 is never picked: as with
 * pen, such a server only takes over, by its number, from a pick that failed a client or is full ({@link Choice}).
 *
 * <p>Example: with weights 1, 2, 3 and connections that stay open, the picks are a b c c b c, then the same again.
 */
final class LeastLoaded implements Selector {
    @Override
    public int pick(List<Server> servers, IpAddress client, long now) {
        int best = NONE;
        long bestConnections = 0;
        long bestWeight = 1;
        for (int i = 0; i < servers.size(); i++) {
            Server server = servers.get(i);
            long weight = server.weight();
            long connections = server.connections();
            // connections/weight < best/bestWeight without dividing, so that no load is rounded away
            boolean better = best == NONE ? weight > 0 : connections * bestWeight < bestConnections * weight;
            if (better && server.isAvailable(now)) { // asked last: it takes longest, and few come so far
                best = i;
                bestConnections = connections;
                bestWeight = weight;
            }
        }
        return best;
    }
}
