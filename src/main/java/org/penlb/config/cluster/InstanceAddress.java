package org.penlb.config.cluster;

import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;

/** What can be the address of an instance. Names are not looked up. */
final class InstanceAddress {
    private static final String LOCALHOST = "localhost";

    private InstanceAddress() {}

    /**
     * @param place where it is configured
     * @throws ConfigException if nobody can reach one instance there
     */
    static void require(String place, Address.Inet address) {
        if (address.port() == 0) {
            throw new ConfigException(place + ": " + address + " has no port (expected: such as " + address.host() + ":"
                    + ClusterConfig.USUAL_PORT + ")");
        }
        IpAddress literal = address.literal();
        if (literal != null && (literal.isUnspecified() || !literal.isUnicast())) {
            throw new ConfigException(place + ": " + address
                    + " is not the address of one instance (expected: the one at which the others reach it)");
        }
    }

    /**
     * @throws ConfigException if another machine might get there
     */
    static void requireLoopback(String place, Address.Inet address) {
        if (!isLoopback(address)) {
            throw ofAll(place, address + " is not a loopback address", "an address such as 127.0.0.1");
        }
    }

    /** That there is no secret where others may come in. */
    static ConfigException ofAll(String place, String found, String otherwise) {
        return new ConfigException(
                place + ": " + found + ", and there is no secretFile (expected: secretFile, or " + otherwise + ")");
    }

    /** Whether only this machine reaches it. */
    static boolean isLoopback(Address.Inet address) {
        IpAddress literal = address.literal();
        return literal == null ? address.host().equalsIgnoreCase(LOCALHOST) : literal.isLoopback();
    }
}
