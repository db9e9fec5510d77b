package org.penlb.config.json;

import org.penlb.config.ConfigException;
import org.penlb.config.Host;
import org.penlb.config.IpAddress;

/** Addresses as literals. */
final class Literals {
    private Literals() {}

    /**
     * @throws ConfigException if it is none
     */
    static IpAddress read(String text) {
        IpAddress address = Host.address(text);
        if (address == null) {
            throw new ConfigException(Found.shown(text) + " is not an IPv4 or IPv6 address");
        }
        return address;
    }
}
