package org.penlb.balance;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.AccessList;
import org.penlb.config.Selection;

/**
 * Everything a selection looks at, in one immutable snapshot behind one reference. The servers themselves carry their
 * counters along when a new table is made.
 *
 * @param servers regular servers; {@code servers.get(i).index() == i}
 * @param clientAccess which clients may come in; others go to the abuse server
 */
public record ServerTable(
        List<Server> servers,
        @Nullable Server emergency,
        @Nullable Server abuse,
        AccessList clientAccess,
        Selection selection) {
    public ServerTable {
        servers = List.copyOf(servers);
        for (int i = 0; i < servers.size(); i++) {
            if (servers.get(i).index() != i) {
                throw new IllegalArgumentException(
                        "servers: index " + servers.get(i).index() + " (expected: " + i + ")");
            }
        }
    }

    /**
     * Whether new clients are sent to any regular server; limits and access lists aside.
     *
     * @param now on the balancer's clock
     */
    public boolean proposes(long now) {
        boolean byWeight = selection.isByWeight();
        return servers.stream().anyMatch(server -> server.isAvailable(now) && !(byWeight && server.weight() == 0));
    }

    /** As {@link #proposes}, or else the emergency server takes them. */
    public boolean takesClients(long now) {
        return proposes(now) || (emergency != null && emergency.isAvailable(now));
    }

    /** Whether every access list is as it is in the other one, so that whoever was let in would be let in again. */
    public boolean admitsAs(ServerTable other) {
        List<Server> ours = all();
        List<Server> theirs = other.all();
        if (!clientAccess.equals(other.clientAccess) || ours.size() != theirs.size()) {
            return false;
        }
        for (int i = 0; i < ours.size(); i++) {
            if (!ours.get(i).accessList().equals(theirs.get(i).accessList())) {
                return false;
            }
        }
        return true;
    }

    /** Whether the regular servers that both have are at the same addresses; those that came or went are no matter. */
    public boolean isAtSameAddresses(ServerTable other) {
        for (int i = 0; i < Math.min(servers.size(), other.servers.size()); i++) {
            if (!servers.get(i).address().equals(other.servers.get(i).address())) {
                return false;
            }
        }
        return true;
    }

    /** The regular servers in order, then the emergency and the abuse server, if there are any. */
    public List<Server> all() {
        var all = new ArrayList<>(servers);
        if (emergency != null) {
            all.add(emergency);
        }
        if (abuse != null) {
            all.add(abuse);
        }
        return all;
    }
}
