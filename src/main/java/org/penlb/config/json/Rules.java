package org.penlb.config.json;

import java.util.regex.Pattern;
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
    private static final Pattern INNER = Pattern.compile(" \\(expected: [^)]*\\)$");

    private Rules() {}

    static AccessRule read(String text) {
        try {
            var words = new Words(text.strip());
            String verdict = words.next("permit or deny");
            String network = words.next("a network");
            if (network.equals("country")) {
                return AccessRules.read(new Words(text.strip()), true);
            }
            int slash = network.indexOf('/');
            Literals.read(slash < 0 ? network : network.substring(0, slash));
            if (slash < 0 || network.indexOf(':') >= 0) {
                return AccessRules.read(new Words(text.strip()), true);
            }
            words.end();
            return AccessRules.read(new Words(verdict + " " + withMask(network, slash)), true);
        } catch (ConfigException e) {
            String reason = INNER.matcher(String.valueOf(e.getMessage())).replaceFirst("");
            throw new ConfigException(Found.shown(text) + " is not a rule: " + reason
                    + " (expected: such as \"permit 10.0.0.0/8\", \"deny 2001:db8::/32\" or \"deny country SE\")");
        }
    }

    /** An IPv4 network as pen writes it. */
    private static String withMask(String network, int slash) {
        int length = Words.number("prefix length", network.substring(slash + 1), 0, 32);
        // A shift by 32 bits shifts nothing.
        return network.substring(0, slash) + " " + IpAddress.v4(length == 0 ? 0 : -1 << (32 - length));
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
        return AccessRules.write(rule).replaceFirst("/128$", "");
    }
}
