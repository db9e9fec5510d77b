package org.penlb.relay;

import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a connection to a server is made.
 *
 * @param timeout how long the server may take to accept
 * @param source local address to connect from, or null; does not apply to Unix sockets
 * @param noDelay TCP_NODELAY
 * @param keepAlive SO_KEEPALIVE
 * @param transparent whether the source may be an address that this machine does not have (Linux, CAP_NET_ADMIN)
 */
public record DialOptions(
        Duration timeout, @Nullable InetAddress source, boolean noDelay, boolean keepAlive, boolean transparent) {
    /** From an address of this machine. */
    public DialOptions(Duration timeout, @Nullable InetAddress source, boolean noDelay, boolean keepAlive) {
        this(timeout, source, noDelay, keepAlive, false);
    }

    /** These options, with an address that another machine may have as the source. */
    public DialOptions from(InetAddress foreignSource) {
        return new DialOptions(timeout, foreignSource, noDelay, keepAlive, true);
    }
}
