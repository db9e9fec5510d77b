package org.penlb.balance;

import java.util.List;
import org.penlb.config.IpAddress;

/**
 * The same available server for a client each time, whatever else is going on: for requests that belong together and must not
 * be carried out twice. Each server has a rank for each client, drawn by a hash of both ("rendezvous" or "highest random weight",
 * Thaler and Ravishankar, 1998): when a server goes, only its own clients get another, and get it back when it is back.
 *
 * <p>Example: of three servers a client's are always asked in the order b a c: b, or a while b is down.
 */
final class SameServer implements Selector {
    private final boolean byWeight;

    /**
     * @param byWeight whether a server of weight 0 gets nobody
     */
    SameServer(boolean byWeight) {
        this.byWeight = byWeight;
    }

    @Override
    public int pick(List<Server> servers, IpAddress client, long now) {
        int best = NONE;
        long highest = 0;
        for (int index = 0; index < servers.size(); index++) {
            Server server = servers.get(index);
            if (!server.isAvailable(now) || (byWeight && server.weight() == 0)) {
                continue;
            }
            long rank = AddressHash.hash(client.high() + index, client.low());
            if (best == NONE || rank > highest) {
                best = index;
                highest = rank;
            }
        }
        return best;
    }
}
