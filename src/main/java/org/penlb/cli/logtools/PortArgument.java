package org.penlb.cli.logtools;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.ServerArguments;
import org.penlb.system.ServiceNames;

/** A port of UDP on a command line. */
final class PortArgument {
    private PortArgument() {}

    /**
     * Where to listen: {@code [host:]port}, IPv6 literals in brackets. Without a host it is all addresses, IPv4's and IPv6's.
     *
     * @throws ConfigException if it is no such place
     */
    static InetSocketAddress toListenAt(String text) {
        Address address = new ServerArguments(ServiceNames::port).listener(text);
        if (!(address instanceof Address.Inet(String host, int port)) || port == 0) {
            throw new ConfigException("\"" + text + "\" is no port (expected: [host:]port)");
        }
        if (text.indexOf(':') < 0) {
            return new InetSocketAddress(port);
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException _) {
            throw new ConfigException("\"" + host + "\" is not the name of a host");
        }
    }
}
