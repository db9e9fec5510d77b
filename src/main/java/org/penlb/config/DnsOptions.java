package org.penlb.config;

import java.time.Duration;

/**
 * How the queries of a DNS service are balanced.
 *
 * @param rescue whether a query that a server does not answer, or answers with REFUSED or SERVFAIL, goes to another one
 * @param rescueBudget how many more queries that may mean in the long run, in percent, 0 to 100
 * @param queryTimeout how long an answer is waited for in all; what comes later is dropped
 * @param check the query that tells whether a server is well
 */
public record DnsOptions(boolean rescue, int rescueBudget, Duration queryTimeout, Check check) {
    /**
     * A health check by query.
     *
     * @param name the name that is asked for; {@code .} is the root
     * @param type the record type, such as NS or A
     * @param interval how often each server is asked; zero for never
     * @param rise after how many good answers in a row a server that was down is up
     * @param fall after how many bad or missing ones in a row a server is down
     */
    public record Check(String name, String type, Duration interval, int rise, int fall) {
        private static final String QUERY = "check_query";

        public Check {
            var _ = DomainName.parse(QUERY, name);
            var _ = RecordType.parse(QUERY, type);
            if (interval.isNegative()) {
                throw new ConfigException("check_interval: " + interval.toMillis() + " ms is not 0 or more");
            }
            if (rise < 1) {
                throw new ConfigException("check_rise: " + rise + " is not 1 or more");
            }
            if (fall < 1) {
                throw new ConfigException("check_fall: " + fall + " is not 1 or more");
            }
        }

        public Check withQuery(String newName, String newType) {
            return new Check(newName, newType, interval, rise, fall);
        }

        public Check withInterval(Duration newInterval) {
            return new Check(name, type, newInterval, rise, fall);
        }

        public Check withRise(int newRise) {
            return new Check(name, type, interval, newRise, fall);
        }

        public Check withFall(int newFall) {
            return new Check(name, type, interval, rise, newFall);
        }
    }

    /** Rescue within ten percent, and the root's name servers asked for every second. */
    public static final DnsOptions DEFAULT =
            new DnsOptions(true, 10, Duration.ofSeconds(5), new Check(".", "NS", Duration.ofSeconds(1), 2, 3));

    public DnsOptions {
        if (rescueBudget < 0 || rescueBudget > 100) {
            throw new ConfigException("rescue_budget: " + rescueBudget + " is not within 0 to 100");
        }
        if (!queryTimeout.isPositive()) {
            throw new ConfigException("query_timeout: " + queryTimeout.toMillis() + " ms is not more than 0");
        }
    }

    public DnsOptions withRescue(boolean newRescue) {
        return new DnsOptions(newRescue, rescueBudget, queryTimeout, check);
    }

    public DnsOptions withRescueBudget(int newBudget) {
        return new DnsOptions(rescue, newBudget, queryTimeout, check);
    }

    public DnsOptions withQueryTimeout(Duration newTimeout) {
        return new DnsOptions(rescue, rescueBudget, newTimeout, check);
    }

    public DnsOptions withCheck(Check newCheck) {
        return new DnsOptions(rescue, rescueBudget, queryTimeout, newCheck);
    }
}
