package org.penlb.config;

/**
 * One entry of an access list: the clients of a network are let in, or kept out.
 *
 * <p>The mask need not be a prefix (pen takes any dotted quad). A rule speaks only of its own address family: an IPv6
 * network of length 0 says nothing about IPv4 clients.
 *
 * @param permit whether a match lets the client in
 * @param network the network's address; bits outside the mask do not count
 * @param mask which bits must be equal
 */
public record AccessRule(boolean permit, IpAddress network, IpAddress mask) {
    private static final IpAddress ALL = new IpAddress(-1, -1);

    /** A rule for a single address. */
    public static AccessRule host(boolean permit, IpAddress address) {
        return new AccessRule(permit, address, ALL);
    }

    /** A rule for an IPv4 network with a mask in dotted-quad form, {@code 10.0.0.0} with {@code 255.0.0.0}. */
    public static AccessRule v4(boolean permit, IpAddress network, IpAddress mask) {
        if (!network.isV4() || !mask.isV4()) {
            throw new ConfigException("\"" + (network.isV4() ? mask : network) + "\" is not an IPv4 address");
        }
        return new AccessRule(permit, network, new IpAddress(-1, mask.low() | (-1L << 32)));
    }

    /** A rule for an IPv6 network with a prefix length of 0 to 128 bits, {@code fd00::/8}. */
    public static AccessRule v6(boolean permit, IpAddress network, int length) {
        if (length < 0 || length > 128) {
            throw new ConfigException("prefix length " + length + " is not within 0 to 128");
        }
        return new AccessRule(permit, network, new IpAddress(leadingOnes(length), leadingOnes(length - 64)));
    }

    private static long leadingOnes(int bits) {
        return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
    }

    public boolean matches(IpAddress client) {
        return client.isV4() == network.isV4()
                && ((client.high() ^ network.high()) & mask.high()) == 0
                && ((client.low() ^ network.low()) & mask.low()) == 0;
    }
}
