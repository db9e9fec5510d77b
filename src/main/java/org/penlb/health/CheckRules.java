package org.penlb.health;

import java.time.Duration;

/**
 * How the servers of a service are checked. Other rules, be it another probe that asks the same, begin with a round at once.
 *
 * @param interval how often each is asked, more than 0, and how long its answer is waited for
 * @param rise after how many good answers in a row a server that was down is up, 1 or more
 * @param fall after how many bad or missing ones in a row a server is down, 1 or more
 * @param probe asks
 */
public record CheckRules(Duration interval, int rise, int fall, Probe probe) {
    public CheckRules {
        if (!interval.isPositive() || rise < 1 || fall < 1) {
            throw new IllegalArgumentException("interval, rise, fall: " + interval + ", " + rise + ", " + fall
                    + " (expected: more than 0, 1 or more, 1 or more)");
        }
    }
}
