package org.penlb.service;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.penlb.relay.LookListener.Outcome;
import org.penlb.relay.LookListener.Verdict;

/**
 * Looks at the first bytes of each client before a server is chosen for it, such as for the name that a TLS hello asks for. It
 * takes none of them: the server gets them all. One looker serves all event loops of a service at the same time, so it keeps
 * nothing of a connection.
 */
public interface Looker {
    /** How many bytes it sees at most, 1 to 65536. */
    int mostBytes();

    /** How long a client may take to send them, positive. */
    Duration patience();

    /**
     * Judges what has come so far. Whoever is refused is closed.
     *
     * @param bytes all from the first one on, at least one; read-only, and valid until this returns
     */
    Verdict look(ByteBuffer bytes);

    /**
     * Whether a client is served though it has never shown {@linkplain Verdict#ENOUGH enough}; it is routed without any bytes
     * then. A client that speaks only after its server has is such a one.
     *
     * @param outcome {@link Outcome#TOO_LONG}, {@link Outcome#ENDED} or {@link Outcome#TIMEOUT}
     */
    default boolean servesAfter(Outcome outcome) {
        return false;
    }
}
