package org.penlb.cli.top;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What happened between two readings.
 *
 * @param connections open ones, of all servers
 * @param to bytes to all servers in a second; -1 if it cannot be told
 * @param from bytes from all servers in a second; -1 if it cannot be told
 * @param arrivals what came in, in a second; -1 if it cannot be told
 */
record Rates(List<ServerRate> servers, long connections, double to, double from, double arrivals, Arrivals.Kind kind) {
    static final double UNKNOWN = -1;
    private static final double NANOS = 1e9;

    /**
     * Compares two readings. A counter that became smaller belongs to a pen that was started again: its rate is not known.
     *
     * @param before null if there is none
     */
    static Rates between(@Nullable Reading before, Reading now) {
        double seconds = before == null ? 0 : (now.nanos() - before.nanos()) / NANOS;
        Map<String, ServerReading> known = new HashMap<>();
        if (before != null && seconds > 0) {
            before.servers().forEach(server -> known.put(server.identity(), server));
        }
        List<ServerRate> rates = new ArrayList<>(now.servers().size());
        for (ServerReading server : now.servers()) {
            ServerReading old = known.get(server.identity());
            if (old == null || server.sent() < old.sent() || server.received() < old.received()) {
                rates.add(new ServerRate(server, UNKNOWN, UNKNOWN, 0));
            } else {
                double to = (server.sent() - old.sent()) / seconds;
                rates.add(new ServerRate(server, to, (server.received() - old.received()) / seconds, 0));
            }
        }
        return new Rates(
                shared(rates),
                connections(rates),
                sum(rates.stream().mapToDouble(ServerRate::to).toArray()),
                sum(rates.stream().mapToDouble(ServerRate::from).toArray()),
                arrivals(before, now, seconds),
                now.arrivals().kind());
    }

    /** The same, with arrivals that were counted otherwise. */
    Rates withArrivals(double rate) {
        return new Rates(servers, connections, to, from, rate, Arrivals.Kind.CONNECTIONS);
    }

    private static double arrivals(@Nullable Reading before, Reading now, double seconds) {
        if (before == null
                || seconds <= 0
                || before.arrivals().kind() != now.arrivals().kind()) {
            return UNKNOWN;
        }
        long old = before.arrivals().count();
        long count = now.arrivals().count();
        return old < 0 || count < old ? UNKNOWN : (count - old) / seconds;
    }

    private static long connections(List<ServerRate> rates) {
        return saturated(rates.stream().mapToLong(rate -> rate.server().connections()));
    }

    /** The sum, or the largest number if it is larger: who replies may say anything. */
    static long saturated(LongStream numbers) {
        return numbers.reduce(0, (sum, next) -> sum > Long.MAX_VALUE - next ? Long.MAX_VALUE : sum + next);
    }

    /** Of those that are known; unknown if none is. */
    private static double sum(double[] rates) {
        double sum = 0;
        boolean known = false;
        for (double rate : rates) {
            if (rate >= 0) {
                sum += rate;
                known = true;
            }
        }
        return known ? sum : UNKNOWN;
    }

    private static List<ServerRate> shared(List<ServerRate> rates) {
        double bytes = rates.stream().mapToDouble(ServerRate::both).sum();
        double connections = connections(rates);
        return rates.stream()
                .map(rate -> {
                    double part = bytes > 0 ? rate.both() : rate.server().connections();
                    double whole = bytes > 0 ? bytes : connections;
                    return new ServerRate(rate.server(), rate.to(), rate.from(), whole > 0 ? part / whole : 0);
                })
                .toList();
    }
}
