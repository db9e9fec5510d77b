package org.penlb.config;

import java.time.Duration;

/**
 * How the datagrams of a UDP service are relayed; of a DNS service only the receive buffer matters.
 *
 * @param sessionTimeout a session without a datagram for this long ends, more than zero
 * @param responses how many datagrams a server owes for each one of a client; 0 if it owes none, and silence means nothing
 * @param responseTimeout how long a server may owe them, more than zero
 * @param resend whether a datagram that is not answered in time goes to another server: it may be carried out twice by that
 * @param receiveBuffer how many bytes each listening socket asks the system to keep for it, as SO_RCVBUF counts them; from
 *     {@value #LEAST_RECEIVE_BUFFER} to {@value #MOST_RECEIVE_BUFFER}
 */
public record DatagramOptions(
        Duration sessionTimeout, int responses, Duration responseTimeout, boolean resend, int receiveBuffer) {
    public static final int LEAST_RECEIVE_BUFFER = 4096;
    /** The kernel doubles it, into 32 bits with a sign. */
    public static final int MOST_RECEIVE_BUFFER = (1 << 30) - 1;

    /**
     * Sessions of half a minute, in which silence means nothing. The receive buffer holds what comes in 200 ms at 50,000 datagrams
     * a second, and twice that if they are small: so long the machine, or our own start, may keep us from reading. The
     * kernel counts 832 bytes for a small one, 2,304 for one of 1,200.
     */
    public static final DatagramOptions DEFAULT =
            new DatagramOptions(Duration.ofSeconds(30), 0, Duration.ofSeconds(1), false, 16 << 20);

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
        if (receiveBuffer < LEAST_RECEIVE_BUFFER || receiveBuffer > MOST_RECEIVE_BUFFER) {
            throw new ConfigException("receive_buffer: " + receiveBuffer + " is not from " + LEAST_RECEIVE_BUFFER
                    + " to " + MOST_RECEIVE_BUFFER);
        }
    }

    public DatagramOptions withSessionTimeout(Duration newTimeout) {
        return new DatagramOptions(newTimeout, responses, responseTimeout, resend, receiveBuffer);
    }

    public DatagramOptions withResponses(int newResponses) {
        return new DatagramOptions(sessionTimeout, newResponses, responseTimeout, resend, receiveBuffer);
    }

    public DatagramOptions withResponseTimeout(Duration newTimeout) {
        return new DatagramOptions(sessionTimeout, responses, newTimeout, resend, receiveBuffer);
    }

    public DatagramOptions withResend(boolean newResend) {
        return new DatagramOptions(sessionTimeout, responses, responseTimeout, newResend, receiveBuffer);
    }

    public DatagramOptions withReceiveBuffer(int newBytes) {
        return new DatagramOptions(sessionTimeout, responses, responseTimeout, resend, newBytes);
    }
}
