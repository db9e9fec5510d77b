package org.penlb.relay;

import java.net.Inet6Address;
import java.net.InetAddress;

/** The kernel's numbers for binding an address that this machine does not have (ip(7), IP_TRANSPARENT). */
public final class Transparency {
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IP_TRANSPARENT = 19;
    private static final int IPV6_TRANSPARENT = 75;

    private Transparency() {}

    /** The level of the socket option for addresses of this family. */
    public static int level(InetAddress address) {
        return address instanceof Inet6Address ? IPPROTO_IPV6 : IPPROTO_IP;
    }

    /** The socket option for addresses of this family. */
    public static int option(InetAddress address) {
        return address instanceof Inet6Address ? IPV6_TRANSPARENT : IP_TRANSPARENT;
    }
}
