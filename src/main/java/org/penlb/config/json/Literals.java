package org.penlb.config.json;

import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;

/** Addresses as literals, in full: that 10.1 is 10.0.0.1 to the C library helps nobody who left a part out. */
final class Literals {
    private static final int DOTS = 3;

    private Literals() {}

    /** The address, or null if the text is none. */
    static @Nullable IpAddress find(String text) {
        if (text.indexOf(':') < 0 && text.chars().filter(c -> c == '.').count() != DOTS) {
            return null;
        }
        try {
            return IpAddress.parse(text);
        } catch (ConfigException _) {
            return null;
        }
    }

    /**
     * @throws ConfigException if it is none
     */
    static IpAddress read(String text) {
        IpAddress address = find(text);
        if (address == null) {
            throw new ConfigException(Found.shown(text) + " is not an IPv4 or IPv6 address");
        }
        return address;
    }
}
