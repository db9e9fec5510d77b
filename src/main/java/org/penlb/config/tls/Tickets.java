package org.penlb.config.tls;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;

/**
 * The tickets with which clients resume their sessions.
 *
 * @param secret what their keys are made of; null for one of this process alone
 * @param rotate how long a key encrypts, 1 minute to 7 days; tickets are taken for one to two such periods
 */
public record Tickets(@Nullable TicketSecret secret, Duration rotate) {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    /** No client keeps a ticket for longer (RFC 8446, 4.6.1). */
    private static final Duration LONGEST = Duration.ofDays(7);

    /** Each ticket of a key can be read by who gets it: half a day is what the field does. */
    public static final Tickets DEFAULT = new Tickets(null, Duration.ofHours(12));

    public Tickets {
        if (rotate.compareTo(SHORTEST) < 0 || rotate.compareTo(LONGEST) > 0) {
            throw new ConfigException("tickets.rotate: " + rotate.toSeconds() + " s is not within 60 s to 7 days");
        }
    }
}
