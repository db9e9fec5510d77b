package org.penlb.cluster.assignments;

import java.net.InetSocketAddress;
import org.penlb.balance.Server;
import org.penlb.config.AccessList;
import org.penlb.config.Address;
import org.penlb.config.IpAddress;
import org.penlb.config.ServerConfig;

/** A server of which nothing matters but its place and its configuration, with an address in numbers. */
final class PlainServer {
    private PlainServer() {}

    static Server at(int index, ServerConfig config) {
        var address = (Address.Inet) config.address();
        return new Server(
                index,
                Server.Role.REGULAR,
                config,
                new InetSocketAddress(IpAddress.parse(address.host()).toInetAddress(), address.port()),
                AccessList.EMPTY);
    }
}
