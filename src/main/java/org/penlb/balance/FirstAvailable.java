package org.penlb.balance;

import java.util.List;
import org.penlb.config.IpAddress;

/** The first available server in index order: the others are there for when it is not. */
final class FirstAvailable implements Selector {
    @Override
    public int pick(List<Server> servers, IpAddress client, long now) {
        for (int i = 0; i < servers.size(); i++) {
            if (servers.get(i).isAvailable(now)) {
                return i;
            }
        }
        return NONE;
    }
}
