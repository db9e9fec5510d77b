package org.penlb.balance;

import org.jspecify.annotations.Nullable;
import org.penlb.config.AdminState;
import org.penlb.config.CountryLookup;
import org.penlb.config.IpAddress;

/**
 * Who may come in, and which server takes whom: state, blacklist, health, access lists, limits. Nothing is changed by asking.
 *
 * @param countries for access lists that speak of countries
 */
record Eligibility(CountryLookup countries) {
    /** Whether the service takes this client at all; others are the abuse server's. */
    boolean admits(IpAddress client, ServerTable to) {
        return to.clientAccess().permits(client, countries);
    }

    /** Whether the server's own access list lets this client in. */
    boolean permits(Server server, IpAddress client) {
        return server.accessList().permits(client, countries);
    }

    /** Why a server does not take this client now. The count of connections may change right after. */
    Refusal refusal(Server server, IpAddress client, boolean tracked, long now) {
        if (!server.isUp()) {
            return server.config().state() == AdminState.DRAINING ? Refusal.DRAINING : Refusal.REMOVED;
        }
        ServerHealth health = server.health();
        if (health.isExcluded(now)) {
            return Refusal.BLACKLISTED;
        }
        return health.downReason() == null ? refusalOfWell(server, client, tracked) : Refusal.DOWN;
    }

    /** Why a server would not take this client, if it were not down. */
    Refusal refusalOfWell(Server server, IpAddress client, boolean tracked) {
        if (!server.hasPort()) {
            return Refusal.NO_PORT;
        }
        if (!takes(server, client)) {
            return Refusal.DENIED;
        }
        int limit = server.limit(tracked);
        return limit > 0 && server.connections() >= limit ? Refusal.FULL : Refusal.NONE;
    }

    /** The abuse server exists for the denied; its own list, list 0 unless told otherwise, would deny them again. */
    private boolean takes(Server server, IpAddress client) {
        return server.role() == Server.Role.ABUSE || permits(server, client);
    }

    /** Whether the access lists would let this client, which has this server already, in again, and to this server. */
    boolean wouldAdmit(IpAddress client, Server given, ServerTable table) {
        if (given.role() == Server.Role.ABUSE) {
            return true;
        }
        return admits(client, table) && permits(current(given, table), client);
    }

    /** The server as it is configured now; itself if it is there no more. */
    private static Server current(Server given, ServerTable table) {
        if (given.role() == Server.Role.EMERGENCY) {
            Server emergency = table.emergency();
            return emergency != null && emergency.address().equals(given.address()) ? emergency : given;
        }
        boolean there = given.index() < table.servers().size()
                && table.servers().get(given.index()).address().equals(given.address());
        return there ? table.servers().get(given.index()) : given;
    }

    /**
     * The server that a client goes on with which was given this one: the same address as it is configured now, if the access
     * lists have not changed their mind, and it is neither removed nor left alone nor down; otherwise null.
     *
     * @param table the servers that there are now
     */
    @Nullable
    Server kept(IpAddress client, Server given, ServerTable table, long now) {
        if (given.role() != Server.Role.REGULAR
                || given.index() >= table.servers().size()) {
            return null;
        }
        Server server = table.servers().get(given.index());
        boolean same = server == given || server.address().equals(given.address());
        return same && server.isWell(now) && admits(client, table) && permits(server, client) ? server : null;
    }
}
