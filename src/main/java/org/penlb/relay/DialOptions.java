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
 */
public record DialOptions(Duration timeout, @Nullable InetAddress source, boolean noDelay, boolean keepAlive) {}
