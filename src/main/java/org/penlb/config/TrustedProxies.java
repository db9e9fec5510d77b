package org.penlb.config;

import java.util.List;

/**
 * Proxies that say truly for whom they come.
 *
 * @param networks their addresses
 * @param unix whether all who come by a Unix socket are such
 */
public record TrustedProxies(List<AccessRule.Network> networks, boolean unix) {
    /** Each client is held against them one by one. */
    private static final int MOST = 1000;

    public TrustedProxies {
        networks = List.copyOf(networks);
        if (networks.size() > MOST) {
            throw new ConfigException("trusted_proxies: " + networks.size() + " are more than " + MOST);
        }
    }

    public boolean contains(IpAddress client) {
        if (client.equals(IpAddress.UNIX)) {
            return unix;
        }
        for (int i = 0; i < networks.size(); i++) { // an iterator would be one more object for each connection
            if (networks.get(i).matches(client)) {
                return true;
            }
        }
        return false;
    }
}
