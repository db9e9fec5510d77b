package org.penlb.config;

import java.time.Duration;

/**
 * How the datagrams of a UDP service are relayed.
 *
 * @param sessionTimeout a session without a datagram for this long ends, more than zero
 * @param responses how many datagrams a server owes for each one of a client; 0 if it owes none, and silence means nothing
 * @param responseTimeout how long a server may owe them, more than zero
 * @param resend whether a datagram that is not answered in time goes to another server: it may be carried out twice by that
 */
public record DatagramOptions(Duration sessionTimeout, int responses, Duration responseTimeout, boolean resend) {
    /** Sessions of half a minute, in which silence means nothing. */
    public static final DatagramOptions DEFAULT =
            new DatagramOptions(Duration.ofSeconds(30), 0, Duration.ofSeconds(1), false);

    public DatagramOptions {
        if (!sessionTimeout.isPositive()) {
            throw new ConfigException("session_timeout: " + sessionTimeout.toMillis() + " ms is not more than 0");
        }
        if (responses < 0) {
            throw new ConfigException("responses: " + responses + " is not 0 or more");
        }
        if (!responseTimeout.isPositive()) {
            throw new ConfigException("response_timeout: " + responseTimeout.toMillis() + " ms is not more than 0");
        }
    }

    public DatagramOptions withSessionTimeout(Duration newTimeout) {
        return new DatagramOptions(newTimeout, responses, responseTimeout, resend);
    }

    public DatagramOptions withResponses(int newResponses) {
        return new DatagramOptions(sessionTimeout, newResponses, responseTimeout, resend);
    }

    public DatagramOptions withResponseTimeout(Duration newTimeout) {
        return new DatagramOptions(sessionTimeout, responses, newTimeout, resend);
    }

    public DatagramOptions withResend(boolean newResend) {
        return new DatagramOptions(sessionTimeout, responses, responseTimeout, newResend);
    }
}
