package org.penlb.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the connections of a TCP or Unix service are made and kept.
 *
 * @param connectTimeout how long a server may take to accept, more than zero
 * @param idleTimeout a connection without a byte for this long is closed; zero means never
 * @param noDelay whether small segments leave at once (TCP_NODELAY): a relay should not delay what it forwards
 * @param keepAlive whether the kernel probes silent peers (SO_KEEPALIVE)
 * @param fastClose whether one side's close closes the other side too
 * @param source local address for connections to servers, null for the system's choice
 * @param backlog how many connections the kernel may hold for the listener
 * @param multiAccept how many clients are accepted at a time before others get their turn
 * @param pendingMax how many connections to servers may be on their way at a time; more clients wait in the backlog
 * @param idlers how many connections to servers are kept ready
 * @param dummy whether Pen answers HTTP itself, for tests
 * @param transparent whether servers see the client's own address as the source of its connection
 * @param http whether requests of HTTP are given an X-Forwarded-For field
 * @param forwarding what else is done with requests of HTTP
 */
public record StreamOptions(
        Duration connectTimeout,
        Duration idleTimeout,
        boolean noDelay,
        boolean keepAlive,
        FastClose fastClose,
        @Nullable IpAddress source,
        int backlog,
        int multiAccept,
        int pendingMax,
        int idlers,
        boolean dummy,
        boolean transparent,
        boolean http,
        Forwarding forwarding) {
    public StreamOptions {
        if (connectTimeout.isNegative() || connectTimeout.isZero()) {
            throw new ConfigException("timeout: " + connectTimeout.toSeconds() + " is not 1 second or more");
        }
        if (idleTimeout.isNegative()) {
            throw new ConfigException("idle_timeout: " + idleTimeout.toSeconds() + " is not 0 seconds or more");
        }
        atLeast("backlog", backlog, 1);
        atLeast("multi_accept", multiAccept, 1);
        atLeast("pending_max", pendingMax, 1);
        atLeast("idlers", idlers, 0);
    }

    /** Whether requests of HTTP are changed on their way. */
    public boolean editsHttp() {
        return http || forwarding.forwarded();
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new ConfigException(name + ": " + value + " is not " + least + " or more");
        }
    }
}
