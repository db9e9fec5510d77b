package org.penlb.balance;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.penlb.config.IpAddress;

/**
 * Takes in what somebody else observed, another instance for one. Servers are named by their addresses, since everybody
 * counts them in his own way, and times by their age, since everybody has his own clock. Nobody is told of it: whoever
 * observed it has done so. What was observed here at a later time counts for more.
 */
public final class LearnedState {
    /** A hundred years: no time that is told here is farther away, and a clock of nanoseconds can tell it. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final ClientTable clients;
    private final ServersByAddress servers;
    private final LongSupplier clock;

    LearnedState(ClientTable clients, ServersByAddress servers, LongSupplier clock) {
        this.clients = clients;
        this.servers = servers;
        this.clock = clock;
    }

    /**
     * A client was given a server. This is no visit here, and clients that came later do not give way to it:
     * {@link ClientTable#learned}.
     *
     * @param server its address; one that is not in the table is ignored
     * @param age how long ago that was; what is older than a hundred years or in the future is ignored
     */
    public void assignment(IpAddress client, SocketAddress server, Duration age) {
        Server known = servers.first(server);
        if (known != null && isPlausible(age)) {
            long now = clock.getAsLong();
            clients.learned(client, known.index(), now - age.toNanos(), now);
        }
    }

    /**
     * A server failed, and is left alone.
     *
     * @param server its address; one that is not in the table is ignored
     * @param reason how it failed, in an operator's words, one line
     * @param age how long ago that was; what is older than a hundred years or in the future is ignored
     * @param left how long it is to be left alone still; nothing happens if that is over
     */
    public void ejection(SocketAddress server, String reason, Duration age, Duration left) {
        if (isPlausible(age) && isPlausible(left) && left.isPositive()) {
            long now = clock.getAsLong();
            var news = new Observation.EjectedElsewhere(reason, age.toNanos(), left.toNanos());
            servers.all(server).forEach(known -> known.observe(news, now));
        }
    }

    private static boolean isPlausible(Duration duration) {
        return !duration.isNegative() && duration.compareTo(LONGEST) <= 0;
    }
}
