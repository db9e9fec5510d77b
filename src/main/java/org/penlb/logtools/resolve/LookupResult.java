package org.penlb.logtools.resolve;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came of a look-up.
 *
 * @param outcome how it went
 * @param name what may stand in the log in place of the address; null if it stays
 * @param validFor for how long it need not be asked again
 */
record LookupResult(Outcome outcome, @Nullable String name, Duration validFor) {
    /** How a look-up went. */
    enum Outcome {
        /** The host has a name. */
        RESOLVED,
        /** It has none, or none that may stand in a log. */
        UNNAMED,
        /** No server could or would tell. */
        REFUSED,
        /** No server answered in time, in any of the tries. */
        TIMED_OUT
    }

    /** In a log, a name from some minutes ago is as good: shorter times would only have servers asked again. */
    static final Duration SHORTEST = Duration.ofMinutes(5);

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration UNNAMED_FOR = Duration.ofHours(1);

    /**
     * A name.
     *
     * @param ttl for how long DNS says that it holds, in seconds
     */
    static LookupResult resolved(String name, long ttl) {
        return new LookupResult(
                Outcome.RESOLVED, name, Duration.ofSeconds(Math.clamp(ttl, SHORTEST.toSeconds(), LONGEST.toSeconds())));
    }

    static LookupResult unnamed() {
        return new LookupResult(Outcome.UNNAMED, null, UNNAMED_FOR);
    }

    /** That a server could not tell or was not there may pass. */
    static LookupResult failed(boolean timedOut) {
        return new LookupResult(timedOut ? Outcome.TIMED_OUT : Outcome.REFUSED, null, SHORTEST);
    }
}
