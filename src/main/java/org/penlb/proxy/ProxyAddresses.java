package org.penlb.proxy;

import org.penlb.config.IpAddress;

/**
 * From where a client came, and where it had connected to, as a proxy says it.
 *
 * @param source the client's address
 * @param sourcePort its port, 0 to 65535
 * @param destination the address that it connected to
 * @param destinationPort the port there, 0 to 65535
 */
public record ProxyAddresses(IpAddress source, int sourcePort, IpAddress destination, int destinationPort) {
    private static final int LAST_PORT = 65_535;

    public ProxyAddresses {
        requirePort(sourcePort);
        requirePort(destinationPort);
    }

    private static void requirePort(int port) {
        if (port < 0 || port > LAST_PORT) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
        }
    }

    /** Whether a header can say both: it has one family for the two. */
    boolean isOfOneFamily() {
        return source.isV4() == destination.isV4();
    }
}
