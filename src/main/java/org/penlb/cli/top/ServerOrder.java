package org.penlb.cli.top;

import java.util.Comparator;
import java.util.List;

/** What servers are sorted by. Equals are in the order of their numbers. */
enum ServerOrder {
    INDEX("#", Comparator.comparingInt(rate -> rate.server().index())),
    ADDRESS("address", Comparator.comparing(rate -> rate.server().host())),
    /** Those first that need somebody's eye. */
    STATE("state", Comparator.comparingInt(ServerOrder::health)),
    CONNECTIONS(
            "conn",
            Comparator.<ServerRate>comparingLong(rate -> rate.server().connections())
                    .reversed()),
    TO("to/s", Comparator.comparingDouble(ServerRate::to).reversed()),
    FROM("from/s", Comparator.comparingDouble(ServerRate::from).reversed()),
    SHARE("share", Comparator.comparingDouble(ServerRate::share).reversed()),
    LATENCY(
            "p99",
            Comparator.<ServerRate>comparingLong(rate -> rate.server().p99()).reversed());

    private static final List<ServerOrder> ALL = List.of(values());

    private final String column;
    private final Comparator<ServerRate> comparator;

    ServerOrder(String column, Comparator<ServerRate> comparator) {
        this.column = column;
        this.comparator = comparator;
    }

    private static int health(ServerRate rate) {
        if (rate.server().isBad()) {
            return 0;
        }
        return rate.server().isDoubtful() ? 1 : 2;
    }

    /** The title of the column. */
    String column() {
        return column;
    }

    /** The one behind it, or before it; behind the last is the first. */
    ServerOrder next(int step) {
        return ALL.get(Math.floorMod(ALL.indexOf(this) + step, ALL.size()));
    }

    Comparator<ServerRate> comparator(boolean reversed) {
        Comparator<ServerRate> first = reversed ? comparator.reversed() : comparator;
        return first.thenComparingInt(rate -> rate.server().index());
    }
}
