package org.penlb.dnsfront;

import java.net.SocketAddress;
import org.penlb.balance.Server;

/**
 * Which server it is, however it is configured. Two servers may have one address, and each has its own health.
 *
 * @param index among those of its role
 */
record ServerKey(Server.Role role, int index, SocketAddress address) {
    static ServerKey of(Server server) {
        return new ServerKey(server.role(), server.index(), server.address());
    }
}
