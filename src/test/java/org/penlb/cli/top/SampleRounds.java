package org.penlb.cli.top;

import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Readings and rounds for tests. */
final class SampleRounds {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private SampleRounds() {}

    static ServerReading server(int index, long connections, long sent, long received, String state) {
        return new ServerReading(index, "10.0.0." + index, 8080, connections, 100, 0, 1, 2, sent, received, state, -1);
    }

    static Reading reading(int second, ServerReading... servers) {
        return new Reading(second * SECOND, List.of(servers), new Arrivals(Arrivals.Kind.CONNECTIONS, 10L * second));
    }

    /** So many servers and clients of ours; those with higher numbers are busier, the second is down. */
    static Round busy(int servers, int clients) {
        Reading before = new Reading(0, servers(servers, 0), new Arrivals(Arrivals.Kind.CONNECTIONS, 0));
        Reading now = new Reading(SECOND, servers(servers, 1), new Arrivals(Arrivals.Kind.CONNECTIONS, 1234));
        var rates = new ClientRates();
        for (int second = 0; second < 2; second++) {
            for (int i = 0; i < clients; i++) {
                rates.read("192.0.2." + i + " connects " + (second + 1) * (i + 1) + " sx " + second * 1000L * i + " rx "
                        + second * 10L * i);
            }
            if (second == 0) {
                rates.finish(0);
            }
        }
        var service = new ToldService("web", "tcp", "0.0.0.0:80");
        return new Round(
                new PenInfo("4711", List.of(service)),
                service,
                "no hash roundrobin no stubborn no weight no prio",
                Rates.between(before, now),
                rates.finish(SECOND),
                List.of());
    }

    private static List<ServerReading> servers(int count, int second) {
        return IntStream.range(0, count)
                .mapToObj(i -> server(
                        i, i, 1000L * i * second, 50_000L * i * second, i == 1 ? "down: connection refused" : "up"))
                .toList();
    }

    static View view(@Nullable Round round, Settings settings, @Nullable String trouble) {
        return new View("127.0.0.1:10080", LocalTime.of(3, 0, 7), settings, round, trouble, Duration.ofSeconds(12));
    }

    static Settings settings(Key... keys) {
        var settings = new Settings(Duration.ofSeconds(1));
        for (Key key : keys) {
            settings.obey(key);
        }
        return settings;
    }
}
