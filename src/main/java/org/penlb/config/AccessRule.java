package org.penlb.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** One entry of an access list: clients that match are let in, or kept out. {@link AccessRules} reads and writes it. */
public sealed interface AccessRule {
    /** Whether a match lets the client in. */
    boolean permit();

    /** A rule for a single address. */
    static Network host(boolean permit, IpAddress address) {
        return new Network(permit, address, Network.prefix(128));
    }

    /** A rule for an IPv4 network with a mask in dotted-quad form, {@code 10.0.0.0} with {@code 255.0.0.0}. */
    static Network v4(boolean permit, IpAddress network, IpAddress mask) {
        if (!network.isV4() || !mask.isV4()) {
            throw new ConfigException("\"" + (network.isV4() ? mask : network) + "\" is not an IPv4 address");
        }
        return new Network(permit, network, new IpAddress(-1, mask.low() | (-1L << 32)));
    }

    /** A rule for an IPv6 network with a prefix length of 0 to 128 bits, {@code fd00::/8}. */
    static Network v6(boolean permit, IpAddress network, int length) {
        if (length < 0 || length > 128) {
            throw new ConfigException("prefix length " + length + " is not within 0 to 128");
        }
        return new Network(permit, network, Network.prefix(length));
    }

    /**
     * The clients of a network.
     *
     * <p>The mask of an IPv4 network need not be a prefix (pen takes any dotted quad). A rule speaks only of its own
     * address family: an IPv6 network of length 0 says nothing about IPv4 clients.
     *
     * @param address the network's address; bits outside the mask do not count
     * @param mask which bits must be equal: a prefix, or for IPv4 any bits after 96 ones
     */
    record Network(boolean permit, IpAddress address, IpAddress mask) implements AccessRule {
        public Network {
            if (!hasV4Mask(address, mask) && !mask.equals(prefix(ones(mask)))) {
                throw new ConfigException("mask " + mask + " of " + address + " is not a prefix");
            }
            if (isFromAnywhere(address, mask)) {
                address = address.isV4() ? IpAddress.v4((int) (address.low() & mask.low())) : new IpAddress(0, 0);
            }
        }

        /**
         * Whether the mask leaves out the first bits of an address, so that clients from everywhere match. Of such a rule the bits
         * that do not count are not kept: they would tell of one client, or one network, where all are meant.
         */
        private static boolean isFromAnywhere(IpAddress address, IpAddress mask) {
            return hasV4Mask(address, mask) ? (int) mask.low() >= 0 : ones(mask) == 0;
        }

        private static IpAddress prefix(int length) {
            return new IpAddress(leadingOnes(length), leadingOnes(length - 64));
        }

        private static long leadingOnes(int bits) {
            return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
        }

        private static int ones(IpAddress mask) {
            return Long.bitCount(mask.high()) + Long.bitCount(mask.low());
        }

        private static boolean hasV4Mask(IpAddress address, IpAddress mask) {
            return address.isV4() && mask.high() == -1 && mask.low() >>> 32 == 0xffff_ffffL;
        }

        /** Whether it can be said with an IPv4 address and mask. */
        boolean isV4() {
            return hasV4Mask(address, mask);
        }

        /** The length of the mask, if that is a prefix. */
        int length() {
            return ones(mask);
        }

        public boolean matches(IpAddress client) {
            return matches(client.high(), client.low());
        }

        /** As {@link #matches(IpAddress)}, of the client that has this address. */
        boolean matches(long high, long low) {
            return IpAddress.isV4(high, low) == address.isV4()
                    && ((high ^ address.high()) & mask.high()) == 0
                    && ((low ^ address.low()) & mask.low()) == 0;
        }
    }

    /**
     * The clients of a country, as far as a {@link CountryLookup} knows it: a client without a known country matches no
     * such rule.
     *
     * @param code two letters (ISO 3166-1 alpha-2), kept in upper case
     */
    record Country(boolean permit, String code) implements AccessRule {
        private static final Pattern CODE = Pattern.compile("[A-Za-z]{2}");

        public Country {
            if (!CODE.matcher(code).matches()) {
                throw new ConfigException("\"" + code + "\" is not a country code of two letters, such as SE");
            }
            code = code.toUpperCase(Locale.ROOT);
        }
    }
}
