package org.penlb.logtools.resolve;

import org.penlb.config.IpAddress;

/** The name under which DNS keeps the name of an address (RFC 1035 section 3.5, RFC 3596 section 2.5). */
final class ReverseName {
    private static final int LAST_OCTET = 0xff;
    private static final int OCTET_BITS = 8;
    private static final int LAST_NIBBLE = 0xf;
    private static final int NIBBLE_BITS = 4;

    private ReverseName() {}

    /** Such as {@code 1.2.0.192.in-addr.arpa.} for 192.0.2.1; with the dot at the end, and all in small letters. */
    static String of(IpAddress address) {
        var name = new StringBuilder(74);
        if (address.isV4()) {
            for (int shift = 0; shift < Integer.SIZE; shift += OCTET_BITS) {
                name.append((int) (address.low() >>> shift) & LAST_OCTET).append('.');
            }
            return name.append("in-addr.arpa.").toString();
        }
        nibbles(name, address.low());
        nibbles(name, address.high());
        return name.append("ip6.arpa.").toString();
    }

    private static void nibbles(StringBuilder name, long half) {
        for (int shift = 0; shift < Long.SIZE; shift += NIBBLE_BITS) {
            name.append(Character.forDigit((int) (half >>> shift) & LAST_NIBBLE, 16))
                    .append('.');
        }
    }
}
