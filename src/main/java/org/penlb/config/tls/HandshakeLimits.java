package org.penlb.config.tls;

import java.time.Duration;
import org.penlb.config.ConfigException;

/**
 * How much handshakes that are under way may cost.
 *
 * @param max how many at a time on a listener, at least 1; more clients wait
 * @param perClient how many at a time of one address, at least 1; what is more is closed
 * @param timeout how long each may take, more than zero
 */
public record HandshakeLimits(int max, int perClient, Duration timeout) {
    /** A slow client needs a few round trips; who needs longer than this keeps others out. */
    public static final HandshakeLimits DEFAULT = new HandshakeLimits(5_000, 100, Duration.ofSeconds(5));

    public HandshakeLimits {
        if (max < 1) {
            throw new ConfigException("handshakes.max: " + max + " is not 1 or more");
        }
        if (perClient < 1) {
            throw new ConfigException("handshakes.perClient: " + perClient + " is not 1 or more");
        }
        if (!timeout.isPositive()) {
            throw new ConfigException("handshakes.timeout: " + timeout.toMillis() + " ms is not more than 0");
        }
    }
}
