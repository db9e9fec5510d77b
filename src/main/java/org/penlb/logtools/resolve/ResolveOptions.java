package org.penlb.logtools.resolve;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.penlb.config.ConfigException;

/**
 * How names are looked up.
 *
 * @param servers the name servers, in the order in which they are asked: 1 to {@value NameServerOrder#MOST}
 * @param concurrency how many addresses are looked up at a time, 1 to {@value #MOST_CONCURRENCY}
 * @param timeout how long a try waits for an answer, 100 ms to a minute
 * @param retries how many more tries there are, 0 to {@value #MOST_RETRIES}
 */
public record ResolveOptions(List<InetSocketAddress> servers, int concurrency, Duration timeout, int retries) {
    /** The most look-ups at a time: with more, query IDs would be few. */
    public static final int MOST_CONCURRENCY = 20_000;

    public static final int MOST_RETRIES = 10;

    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);

    public ResolveOptions {
        servers = List.copyOf(servers);
        require(
                !servers.isEmpty() && servers.size() <= NameServerOrder.MOST,
                "--server",
                servers.size(),
                "1 to " + NameServerOrder.MOST + " of them");
        require(
                concurrency >= 1 && concurrency <= MOST_CONCURRENCY,
                "--concurrency",
                concurrency,
                "1 to " + MOST_CONCURRENCY);
        require(
                timeout.compareTo(SHORTEST_TIMEOUT) >= 0 && timeout.compareTo(LONGEST_TIMEOUT) <= 0,
                "--timeout",
                timeout.toMillis() / 1000.0,
                "0.1 to 60");
        require(retries >= 0 && retries <= MOST_RETRIES, "--retries", retries, "0 to " + MOST_RETRIES);
    }

    private static void require(boolean holds, String option, Object value, String expected) {
        if (!holds) {
            throw new ConfigException(option + ": " + value + " (expected: " + expected + ")");
        }
    }
}
