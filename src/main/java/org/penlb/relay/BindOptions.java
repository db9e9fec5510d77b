package org.penlb.relay;

/**
 * How a listening socket takes its address.
 *
 * @param shared whether other event loops of this process listen on the same address (SO_REUSEPORT)
 * @param v6only whether a socket of IPv6 leaves IPv4 to others (IPV6_V6ONLY); otherwise it takes both
 */
public record BindOptions(boolean shared, boolean v6only) {
    /** Of an event loop that is alone, and clients of both families. */
    public static final BindOptions ALONE = new BindOptions(false, false);

    /** The kernel's numbers for IPV6_V6ONLY (ipv6(7)). */
    public static final int V6ONLY_LEVEL = 41;

    public static final int V6ONLY_OPTION = 26;
}
