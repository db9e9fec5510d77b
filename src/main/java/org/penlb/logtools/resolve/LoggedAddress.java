package org.penlb.logtools.resolve;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;

/** An address as web servers write it: four decimal numbers, or IPv6 without brackets and without a scope. */
final class LoggedAddress {
    /** The longest way to write an IPv6 address, with an IPv4 one at its end. */
    private static final int LONGEST = 45;

    private static final int OCTETS = 4;
    private static final int LARGEST_OCTET = 255;
    private static final int OCTET_BITS = 8;

    private LoggedAddress() {}

    /**
     * Reads one.
     *
     * @return null if these bytes are anything else, such as a host name
     */
    static @Nullable IpAddress parse(byte[] bytes, int from, int to) {
        if (to == from || to - from > LONGEST) {
            return null;
        }
        boolean six = false;
        for (int i = from; i < to; i++) {
            byte next = bytes[i];
            if (next == ':') {
                six = true;
            } else if (next != '.' && Character.digit(next, 16) < 0) {
                return null;
            }
        }
        return six ? v6(bytes, from, to) : v4(bytes, from, to);
    }

    private static @Nullable IpAddress v6(byte[] bytes, int from, int to) {
        try {
            return IpAddress.parse(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
        } catch (ConfigException _) {
            return null;
        }
    }

    /** By hand: it is most of what there is to read. */
    private static @Nullable IpAddress v4(byte[] bytes, int from, int to) {
        int bits = 0;
        int at = from;
        for (int octet = 0; octet < OCTETS; octet++) {
            int start = at;
            int value = 0;
            while (at < to && bytes[at] >= '0' && bytes[at] <= '9' && value <= LARGEST_OCTET) {
                value = 10 * value + bytes[at] - '0';
                at++;
            }
            boolean sound = at > start && value <= LARGEST_OCTET && (bytes[start] != '0' || at == start + 1);
            boolean ended = octet == OCTETS - 1 ? at == to : at < to && bytes[at] == '.';
            if (!sound || !ended) {
                return null;
            }
            at++;
            bits = (bits << OCTET_BITS) | value;
        }
        return IpAddress.v4(bits);
    }
}
