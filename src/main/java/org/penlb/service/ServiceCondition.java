package org.penlb.service;

import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.config.AdminState;
import org.penlb.config.Routing;
import org.penlb.config.ServiceConfig;

/** How a service is by its servers. */
public enum ServiceCondition {
    /** Every regular server takes clients, or would if the selection proposed it. */
    WELL("well"),
    /** As far as anybody knows; but of some it was not seen yet, or not since they failed. */
    UNPROVEN("unproven"),
    /** Some do, or the emergency server alone. */
    DEGRADED("degraded"),
    /** None. */
    DOWN("down");

    private final String word;

    ServiceCondition(String word) {
        this.word = word;
    }

    /** What operators call it. */
    public String word() {
        return word;
    }

    /** How a service is now. */
    public static ServiceCondition of(Service service) {
        return of(
                service.balancer().table(),
                needsNoServer(service.config()),
                service.balancer().now());
    }

    /** Whether it does without servers of its own: it answers itself, or routes have them. */
    static boolean needsNoServer(ServiceConfig config) {
        return config.stream().dummy() || config.routing() instanceof Routing.Routed;
    }

    /**
     * @param without whether it does without servers
     * @param now the balancer's clock
     */
    static ServiceCondition of(ServerTable table, boolean without, long now) {
        int all = 0;
        int available = 0;
        int proven = 0;
        for (Server server : table.servers()) {
            if (server.config().state() != AdminState.REMOVED) {
                all++;
                available += server.isAvailable(now) ? 1 : 0;
                proven += server.health().proven() ? 1 : 0;
            }
        }
        boolean needsNone = all == 0 && without;
        if (needsNone || (available == all && table.proposes(now))) {
            return proven == all ? WELL : UNPROVEN;
        }
        return table.takesClients(now) ? DEGRADED : DOWN;
    }
}
