package org.penlb.balance;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Takes in what somebody else observed of servers, another instance for one. Servers are named by their addresses, since everybody
 * counts them in his own way, and times by their age, since everybody has his own clock. Nobody is told of it: whoever
 * observed it has done so. What was observed here at a later time counts for more.
 */
public final class LearnedState {
    /** A hundred years: no time that is told here is farther away, and a clock of nanoseconds can tell it. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final ServerTable table;
    private final ServersByAddress servers;
    private final LongSupplier clock;

    /** What became of an ejection that others told. */
    public enum Outcome {
        /** It is left alone, which it was not by a vote before. */
        TAKEN,
        /** Nothing new: it is left alone for as long already, or now for longer. */
        KNOWN,
        /** It was seen to be well here since: it is not left alone. */
        SEEN_WELL,
        /** Half of the servers are voted out already: it is not left alone. */
        TOO_MANY,
        /** There is no such server here. */
        NO_SERVER,
        /** Its time is over, or no clock can tell it. */
        NO_TIME
    }

    /** What somebody else observed of the servers that a balancer has now. */
    public LearnedState(Balancer balancer) {
        BalancerRules rules = balancer.rules();
        this.table = rules.table();
        this.servers = rules.byAddress();
        this.clock = balancer::now;
    }

    /**
     * Several instances have voted a server out. Of those that the operator wants to take clients at most half is left alone by
     * votes at a time. To be called by one thread at a time, which alone can hold that bound.
     *
     * @param server its address as who tells it has configured it
     * @param reason how it failed, in an operator's words, one line
     * @param age how long ago it failed; what is older than a hundred years or in the future is ignored
     * @param left how long it is to be left alone still; nothing happens if that is over
     * @param votes who said what, at least one
     */
    public Outcome ejection(String server, String reason, Duration age, Duration left, List<Vote> votes) {
        List<Server> meant = servers.named(server);
        if (meant.isEmpty()) {
            return Outcome.NO_SERVER;
        }
        if (!isPlausible(age) || !isPlausible(left) || !left.isPositive()) {
            return Outcome.NO_TIME;
        }
        long now = clock.getAsLong();
        if (meant.stream().anyMatch(each -> each.isSeenWellAfter(now - age.toNanos()))) {
            return Outcome.SEEN_WELL;
        }
        if (isMoreThanHalf(meant, now)) {
            return Outcome.TOO_MANY;
        }
        var news = new Observation.VotedOut(reason, age.toNanos(), left.toNanos(), votes);
        boolean taken = false;
        for (Server each : meant) {
            taken |= each.observe(news, now) == HealthChange.VOTED_OUT;
        }
        if (taken) {
            return Outcome.TAKEN;
        }
        return meant.stream().anyMatch(each -> each.health().isVotedOut(now)) ? Outcome.KNOWN : Outcome.SEEN_WELL;
    }

    private boolean isMoreThanHalf(List<Server> more, long now) {
        int wanted = 0;
        int out = 0;
        for (Server server : table.servers()) {
            if (server.isUp()) {
                wanted++;
                out += more.contains(server) || server.health().isVotedOut(now) ? 1 : 0;
            }
        }
        return 2 * out > wanted;
    }

    private static boolean isPlausible(Duration duration) {
        return !duration.isNegative() && duration.compareTo(LONGEST) <= 0;
    }
}
