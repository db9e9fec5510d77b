package org.penlb.cli.top;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The reply to {@code counters}: lines such as {@code connections open 3 accepted 17}, and a line for each server. */
final class Counts {
    private static final int MOST_NUMBERS = 256;

    private final Map<String, Long> numbers = new HashMap<>();
    private final List<ToldServer> servers = new ArrayList<>();

    /** Reads a line of the reply. */
    void read(String line) {
        ToldServer server = ToldServer.of(line);
        if (server != null) {
            if (servers.size() < Poller.MOST_SERVERS) {
                servers.add(server);
            }
            return;
        }
        var words = new ReplyWords(line);
        String subject = words.next();
        for (String name = words.next(); !name.isEmpty() && numbers.size() < MOST_NUMBERS; name = words.next()) {
            long number = words.number();
            if (number < 0) {
                return;
            }
            numbers.put(subject + " " + name, number);
        }
    }

    List<ToldServer> servers() {
        return servers;
    }

    /** What came in since the start, whichever this service counts: queries, sessions or connections. */
    Arrivals arrivals() {
        if (numbers.containsKey("queries malformed")) {
            return new Arrivals(
                    Arrivals.Kind.QUERIES,
                    Rates.saturated(servers.stream().mapToLong(server -> Math.max(0, server.number("queries")))));
        }
        Long sessions = numbers.get("sessions opened");
        if (sessions != null) {
            return new Arrivals(Arrivals.Kind.SESSIONS, sessions);
        }
        Long accepted = numbers.get("connections accepted");
        return accepted == null ? Arrivals.UNKNOWN : new Arrivals(Arrivals.Kind.CONNECTIONS, accepted);
    }
}
