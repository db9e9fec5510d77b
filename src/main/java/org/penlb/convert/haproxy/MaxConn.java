package org.penlb.convert.haproxy;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ServiceBuilder;
import org.penlb.convert.Converted;
import org.penlb.convert.Notes;
import org.penlb.convert.Statement;

/**
 * How many connections a frontend of HAProxy may have.
 *
 * @param own what it says itself, or null
 * @param global what the process as a whole may have, or null
 * @param frontends how many share that
 */
record MaxConn(@Nullable HaProxyLine own, @Nullable HaProxyLine global, int frontends) {
    private static final String NAME = "maxconn";

    /**
     * Gives a service its limit: the least of those that hold for it.
     *
     * @param carried is given what has its say then
     */
    void fill(ServiceBuilder service, BindLine bind, int listeners, Notes notes, Set<Statement> carried) {
        Integer most = bind.maxConnections();
        HaProxyLine least = bind.line();
        for (HaProxyLine line : Stream.of(own, global)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList()) {
            int number = Units.number(line, NAME, line.word(1, "a number"), 0, Integer.MAX_VALUE);
            carried.add(line);
            if (!line.equals(global) && listeners > 1) {
                notes.approximately(line.place(), line.text(), "it is the limit of each listener by itself");
            } else if (line.equals(global) && (frontends > 1 || listeners > 1)) {
                notes.approximately(line.place(), line.text(), "it is the limit of each service by itself");
            }
            if (number > 0 && (most == null || number < most)) {
                most = number;
                least = line;
            }
        }
        if (most != null) {
            if (most > Converted.MOST_CONNECTIONS) {
                notes.approximately(
                        least.place(),
                        least.text(),
                        "it is " + Converted.MOST_CONNECTIONS
                                + ": Linux gives a process 1048576 files (fs.nr_open), and each client needs two");
            }
            service.connectionsMax = Math.min(most, Converted.MOST_CONNECTIONS);
        }
    }
}
