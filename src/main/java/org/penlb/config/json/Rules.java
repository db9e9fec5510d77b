package org.penlb.config.json;

import java.util.List;
import org.penlb.config.AccessRule;
import org.penlb.config.AccessRules;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;
import org.penlb.config.Words;

/**
 * The rules of access lists: {@code permit 10.0.0.0/8}, {@code deny 2001:db8::/32}, {@code permit 192.0.2.7},
 * {@code deny country SE}; and with a mask, in pen's manner, {@code permit 10.0.0.0 255.0.255.0}.
 */
final class Rules {
    private static final String EXPECTED =
            "(expected: permit or deny, then a network such as 10.0.0.0/8 or fd00::/8, an address, or country SE)";

    private Rules() {}

    static AccessRule read(String text) {
        try {
            List<String> words = List.of(text.strip().split("\\s+"));
            if (words.size() == 2
                    && words.get(1).indexOf(':') < 0
                    && words.get(1).indexOf('/') >= 0) {
                return v4(words.get(0), words.get(1));
            }
            return AccessRules.read(new Words(text.strip()), true);
        } catch (ConfigException e) {
            throw new ConfigException(Found.shown(text) + " is not a rule: " + e.getMessage() + " " + EXPECTED);
        }
    }

    private static AccessRule v4(String verdict, String network) {
        int slash = network.indexOf('/');
        int length = Words.number("prefix length", network.substring(slash + 1), 0, 32);
        // A shift by 32 bits shifts nothing.
        IpAddress mask = IpAddress.v4(length == 0 ? 0 : -1 << (32 - length));
        return AccessRules.read(new Words(verdict + " " + network.substring(0, slash) + " " + mask), false);
    }

    static String write(AccessRule rule) {
        if (rule instanceof AccessRule.Network(boolean permit, IpAddress address, IpAddress mask)
                && address.isV4()
                && mask.high() == -1
                && mask.low() >>> 32 == 0xffff_ffffL) {
            int bits = (int) mask.low();
            int length = Integer.bitCount(bits);
            boolean prefix = length == 0 || bits == -1 << (32 - length);
            String suffix = length == 32 ? "" : prefix ? "/" + length : " " + IpAddress.v4(bits);
            return (permit ? "permit " : "deny ") + address + suffix;
        }
        return AccessRules.write(rule);
    }
}
