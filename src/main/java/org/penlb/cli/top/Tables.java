package org.penlb.cli.top;

import java.util.ArrayList;
import java.util.List;

/** The columns of servers and of clients. */
final class Tables {
    private static final int NAMES_MOST = 60;
    private static final int STATE_MOST = 40;

    private Tables() {}

    /**
     * Columns of servers.
     *
     * @param withLatencies whether the pen tells how long queries took
     */
    static List<Column<ServerRate>> servers(boolean withLatencies) {
        List<Column<ServerRate>> columns = new ArrayList<>(List.of(
                Column.number("#", 0, 2, rate -> Integer.toString(rate.server().index())),
                new Column<>(
                        "address",
                        1,
                        8,
                        15,
                        NAMES_MOST,
                        false,
                        rate -> rate.server().host()),
                Column.number(
                        "port", 7, 5, rate -> Integer.toString(rate.server().port())),
                new Column<>(
                        "state",
                        2,
                        5,
                        11,
                        STATE_MOST,
                        false,
                        rate -> rate.server().stateText()),
                Column.number(
                        "conn", 3, 5, rate -> ShortNumbers.count(rate.server().connections())),
                Column.number("max", 8, 5, rate -> limit(rate.server().max())),
                Column.number("hard", 9, 5, rate -> limit(rate.server().hard())),
                Column.number(
                        "weight",
                        10,
                        6,
                        rate -> ShortNumbers.count(rate.server().weight())),
                Column.number(
                        "prio", 11, 5, rate -> ShortNumbers.count(rate.server().prio())),
                Column.number("to/s", 4, 6, rate -> ShortNumbers.rate(rate.to())),
                Column.number("from/s", 5, 6, rate -> ShortNumbers.rate(rate.from())),
                Column.number("share", 6, 5, rate -> ShortNumbers.share(rate.share()))));
        if (withLatencies) {
            columns.add(Column.number(
                    "p99", 6, 6, rate -> ShortNumbers.latency(rate.server().p99())));
        }
        return columns;
    }

    private static String limit(long limit) {
        return limit == 0 ? "-" : ShortNumbers.count(limit);
    }

    /** What is wrong with a server is in its state, too. */
    static Style style(ServerRate rate) {
        if (rate.server().isBad()) {
            return Style.BAD;
        }
        return rate.server().isDoubtful() ? Style.DOUBTFUL : Style.PLAIN;
    }

    /** Columns of clients. */
    static List<Column<ClientRate>> clients() {
        return List.of(
                new Column<>("client", 0, 10, 15, NAMES_MOST, false, ClientRate::address),
                Column.number("conn/s", 1, 6, rate -> ShortNumbers.rate(rate.connectRate())),
                Column.number("bytes/s", 2, 7, rate -> ShortNumbers.rate(rate.to() < 0 ? rate.to() : rate.both())),
                Column.number("to/s", 5, 6, rate -> ShortNumbers.rate(rate.to())),
                Column.number("from/s", 6, 6, rate -> ShortNumbers.rate(rate.from())),
                Column.number("connects", 3, 8, rate -> ShortNumbers.count(rate.connects())),
                Column.number("bytes", 4, 6, rate -> ShortNumbers.rate((double) rate.bytes())));
    }
}
