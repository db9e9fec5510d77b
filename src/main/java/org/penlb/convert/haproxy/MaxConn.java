package org.penlb.convert.haproxy;

import org.jspecify.annotations.Nullable;
import org.penlb.config.ServiceBuilder;
import org.penlb.convert.Notes;

/**
 * How many connections a frontend of HAProxy may have.
 *
 * @param own what it says itself, or null
 * @param global what the process as a whole may have, or null
 * @param frontends how many share that
 */
record MaxConn(@Nullable HaProxyLine own, @Nullable HaProxyLine global, int frontends) {
    private static final String NAME = "maxconn";

    /** Gives a service its limit: the least of those that hold for it. */
    void fill(ServiceBuilder service, BindLine bind, int listeners, Notes notes) {
        HaProxyLine line = own == null ? global : own;
        Integer most = bind.maxConnections();
        if (line != null) {
            int number = Units.number(line, NAME, line.words().get(1), 0, Integer.MAX_VALUE);
            if (own != null && listeners > 1) {
                notes.approximately(line.place(), line.text(), "it is the limit of each listener by itself");
            } else if (own == null && (frontends > 1 || listeners > 1)) {
                notes.approximately(line.place(), line.text(), "it is the limit of each service by itself");
            }
            if (number > 0) {
                most = most == null ? number : Math.min(most, number);
            }
        }
        if (most != null) {
            service.connectionsMax = most;
        }
    }
}
