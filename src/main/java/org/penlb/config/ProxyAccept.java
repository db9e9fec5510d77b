package org.penlb.config;

import java.util.List;

/**
 * From whom a header of the PROXY protocol is taken: from these it has to come, from others it is not looked for, since anybody
 * could write one.
 *
 * @param networks of the proxies; their verdict says nothing
 * @param unix whether those who come by a Unix socket are proxies
 */
public record ProxyAccept(List<AccessRule.Network> networks, boolean unix) {
    /** From nobody. */
    public static final ProxyAccept NOBODY = new ProxyAccept(List.of(), false);

    /** From everybody who comes by IPv4 or IPv6: for listeners that only proxies can reach. */
    public static final ProxyAccept EVERYBODY = new ProxyAccept(List.of(everybody("0.0.0.0"), everybody("::")), false);

    /** Every client is held against them one by one. */
    private static final int MOST = 1000;

    public ProxyAccept {
        networks = List.copyOf(networks);
        if (networks.size() > MOST) {
            throw new ConfigException("proxy_accept: more than " + MOST + " networks");
        }
    }

    private static AccessRule.Network everybody(String address) {
        IpAddress all = IpAddress.parse(address);
        return all.isV4() ? AccessRule.v4(true, all, all) : AccessRule.v6(true, all, 0);
    }

    /** Whether nobody is a proxy. */
    public boolean isNobody() {
        return networks.isEmpty() && !unix;
    }

    /** Whether a header has to come from this peer. */
    public boolean includes(IpAddress peer) {
        return peer.equals(IpAddress.UNIX) ? unix : includes(peer.high(), peer.low());
    }

    /** As {@link #includes(IpAddress)}, of a peer that has this address. */
    public boolean includes(long high, long low) {
        for (int i = 0; i < networks.size(); i++) { // an iterator would be one more object for each datagram
            if (networks.get(i).matches(high, low)) {
                return true;
            }
        }
        return false;
    }

    /**
     * @throws ConfigException if nobody comes so to a listener at this address
     */
    void requireFit(Address listen) {
        boolean atUnix = listen instanceof Address.Unix;
        if (unix && !atUnix) {
            throw new ConfigException(
                    "proxy_accept: \"unix\" has no effect at " + listen + " (expected: addresses or networks)");
        }
        if (!networks.isEmpty() && atUnix) {
            throw new ConfigException("proxy_accept: networks have no effect at a Unix socket (expected: \"unix\")");
        }
    }
}
