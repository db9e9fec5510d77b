package org.penlb.config;

import org.jspecify.annotations.Nullable;
import org.penlb.config.tls.ServerTls;

/**
 * A backend server of a service.
 *
 * @param address where it is
 * @param max soft limit: a new client is refused at this many connections; 0 means no limit
 * @param hard limit for a client that is tracked to this server; without effect if it is not above the soft limit, or if
 *     there is no soft limit
 * @param weight its share under weighted selection; 0 is never selected that way
 * @param prio its rank under priority selection; the lowest number is selected first
 * @param acl number of the access list that says which clients it takes, 0 to 9
 * @param state what the operator wants of it
 * @param tls how TLS is spoken with it; null if it is not
 * @param proxyProtocol how it is told who its clients are, besides by what they send
 */
public record ServerConfig(
        Address address,
        int max,
        int hard,
        int weight,
        int prio,
        int acl,
        AdminState state,
        @Nullable ServerTls tls,
        ProxyProtocol proxyProtocol) {
    /** The most servers that a service can have, so that a slip of the finger does not fill the memory. */
    public static final int MOST = 65_536;

    /** The weight of a server of whom a file says none: as much as others. On pen's command line it is 0. */
    public static final int FAIR = 1;

    /** The place of a server that is not there. */
    public static final ServerConfig NONE =
            new ServerConfig(new Address.Inet("0.0.0.0", 0), 0, 0, 0, 0, 0, AdminState.REMOVED);

    public ServerConfig {
        atLeast0("max", max);
        atLeast0("hard", hard);
        atLeast0("weight", weight);
        if (acl < 0 || acl >= AccessList.COUNT) {
            throw new ConfigException("acl: " + acl + " is not within 0 to 9");
        }
    }

    /** A server that gets what its clients send, without TLS, and nothing else. */
    public ServerConfig(Address address, int max, int hard, int weight, int prio, int acl, AdminState state) {
        this(address, max, hard, weight, prio, acl, state, null, ProxyProtocol.NONE);
    }

    /** A server without limits, weight 0 and prio 0. */
    public ServerConfig(Address address) {
        this(address, 0, 0, 0, 0, 0, AdminState.UP);
    }

    private static void atLeast0(String name, int value) {
        if (value < 0) {
            throw new ConfigException(name + ": " + value + " is not 0 or more");
        }
    }

    public ServerConfig withAddress(Address newAddress) {
        return new ServerConfig(newAddress, max, hard, weight, prio, acl, state, tls, proxyProtocol);
    }

    public ServerConfig withMax(int newMax) {
        return new ServerConfig(address, newMax, hard, weight, prio, acl, state, tls, proxyProtocol);
    }

    public ServerConfig withHard(int newHard) {
        return new ServerConfig(address, max, newHard, weight, prio, acl, state, tls, proxyProtocol);
    }

    public ServerConfig withWeight(int newWeight) {
        return new ServerConfig(address, max, hard, newWeight, prio, acl, state, tls, proxyProtocol);
    }

    public ServerConfig withPrio(int newPrio) {
        return new ServerConfig(address, max, hard, weight, newPrio, acl, state, tls, proxyProtocol);
    }

    public ServerConfig withAcl(int newAcl) {
        return new ServerConfig(address, max, hard, weight, prio, newAcl, state, tls, proxyProtocol);
    }

    public ServerConfig withState(AdminState newState) {
        return new ServerConfig(address, max, hard, weight, prio, acl, newState, tls, proxyProtocol);
    }

    /** The same server with TLS, or without. */
    public ServerConfig withTls(@Nullable ServerTls newTls) {
        return new ServerConfig(address, max, hard, weight, prio, acl, state, newTls, proxyProtocol);
    }

    public ServerConfig withProxyProtocol(ProxyProtocol newProxyProtocol) {
        return new ServerConfig(address, max, hard, weight, prio, acl, state, tls, newProxyProtocol);
    }
}
