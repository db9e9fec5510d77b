package org.penlb.admin;

import java.util.Objects;
import org.penlb.config.ConfigException;
import org.penlb.config.Protocol;
import org.penlb.config.Route;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.system.FileLimit;
import org.penlb.system.MemoryLimit;

/** What a command cannot do to a service that runs. */
final class CommandRules {
    private CommandRules() {}

    /**
     * Refuses what cannot be done. As in pen the tables do not shrink while it runs.
     *
     * @param wanted what a command has made of the service; a table that it made smaller is made as large as it is
     * @param affordable how many clients the limits of open files and of memory allow
     * @throws ConfigException saying what cannot be done
     */
    static void hold(ServiceBuilder wanted, ServiceConfig before, int affordable) {
        sameProtocol(wanted, before);
        if (before.routing() instanceof Route route) {
            followsStill(wanted.build(), before, route);
        }
        wanted.clientsMax = Math.max(wanted.clientsMax, before.clientsMax());
        wanted.connectionsMax = Math.max(wanted.connectionsMax, before.connectionsMax());
        if (wanted.idlers > wanted.connectionsMax) {
            throw new ConfigException("idlers " + wanted.idlers + ": more than the " + wanted.connectionsMax
                    + " connections of conn_max");
        }
        if (wanted.connectionsMax > before.connectionsMax() && wanted.connectionsMax > affordable) {
            throw new ConfigException("conn_max " + wanted.connectionsMax + ": "
                    + MemoryLimit.current().boundOf(affordable, "the limit of " + FileLimit.attainable() + " allows")
                    + " "
                    + affordable + (before.protocol() == Protocol.UDP ? " sessions" : " connections"));
        }
    }

    /** What is said of all clients of a listener is not for one of its routes to say. */
    private static void followsStill(ServiceConfig wanted, ServiceConfig before, Route route) {
        boolean follows = wanted.listen().equals(before.listen())
                && wanted.accessLists().equals(before.accessLists())
                && wanted.clientAcl() == before.clientAcl()
                && wanted.connectionsMax() == before.connectionsMax()
                && wanted.stream().equals(before.stream())
                && Objects.equals(wanted.abuse(), before.abuse())
                && Objects.equals(wanted.log(), before.log())
                && Objects.equals(wanted.statusFile(), before.statusFile());
        if (!follows) {
            throw new ConfigException("\"" + before.name() + "\" is a route of service \"" + route.of()
                    + "\", which says this for it (expected: service " + route.of() + " ...)");
        }
    }

    /** Its listeners would be others, and its connections or sessions nobody's. */
    private static void sameProtocol(ServiceBuilder wanted, ServiceConfig before) {
        if (wanted.protocol != before.protocol()) {
            throw new ConfigException("dns: this is a " + before.protocol()
                    + " service while Pen runs (expected: dns in -O or the -F file when Pen starts)");
        }
    }
}
