package org.penlb.web;

import java.util.List;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.config.AdminState;
import org.penlb.service.Service;

/** The servers of a service, as those see them who look from outside. */
final class VisibleServers {
    private VisibleServers() {}

    /** How a service is by its servers. */
    enum Health {
        /** Every regular server takes clients, or would if the selection proposed it. */
        WELL("well"),
        /** Some do, or the emergency server alone. */
        DEGRADED("degraded"),
        /** None. */
        DOWN("down");

        private final String word;

        Health(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** Those that are there: the regular ones in the order of their numbers, then emergency and abuse server. */
    static List<Server> of(Service service) {
        return service.balancer().table().all().stream()
                .filter(server -> server.config().state() != AdminState.REMOVED)
                .toList();
    }

    static Health health(Service service) {
        ServerTable table = service.balancer().table();
        long now = service.balancer().now();
        int all = 0;
        int available = 0;
        for (Server server : table.servers()) {
            if (server.config().state() != AdminState.REMOVED) {
                all++;
                available += server.isAvailable(now) ? 1 : 0;
            }
        }
        boolean needsNone = all == 0 && service.config().stream().dummy();
        if (needsNone || (available == all && table.proposes(now))) {
            return Health.WELL;
        }
        return table.takesClients(now) ? Health.DEGRADED : Health.DOWN;
    }
}
