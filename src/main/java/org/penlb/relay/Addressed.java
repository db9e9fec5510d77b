package org.penlb.relay;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.proxy.ProxyDetails;

/** What is known of both sides of a connection. All calls come from its event loop. */
public interface Addressed {
    /** The peer's address; {@link IpAddress#UNIX} for a Unix socket. */
    IpAddress peer();

    /** The peer's port, 1 to 65535; 0 for a Unix socket. */
    int peerPort();

    /**
     * Our own address and port of this connection. The system is asked when this is called for the first time, and only then.
     *
     * @return null for a Unix socket, or for a connection that was closed before anybody asked
     */
    @Nullable
    InetSocketAddress localAddress();

    /** What is known beyond that, from a handshake or from a proxy in between. */
    default ProxyDetails details() {
        return ProxyDetails.NONE;
    }
}
