package org.penlb.convert;

import java.util.regex.Pattern;
import org.penlb.config.AccessRule;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;

/** Reads networks: {@code 10.0.0.0/8}, {@code 10.0.0.0/255.0.0.0}, {@code fd00::/8}, or a single address. */
public final class CidrNotation {
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,3}");

    private CidrNotation() {}

    /**
     * @return the network; that it permits means nothing
     * @throws ConfigException if the text is not a network
     */
    public static AccessRule.Network parse(String text) {
        int slash = text.indexOf('/');
        IpAddress address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (slash < 0) {
            return AccessRule.host(true, address);
        }
        String mask = text.substring(slash + 1);
        if (address.isV4()) {
            return AccessRule.v4(
                    true, address, LENGTH.matcher(mask).matches() ? mask(text, mask) : IpAddress.parse(mask));
        }
        return AccessRule.v6(true, address, length(text, mask, 128));
    }

    private static IpAddress mask(String text, String length) {
        int bits = length(text, length, 32);
        return IpAddress.v4(bits == 0 ? 0 : -1 << (32 - bits));
    }

    private static int length(String text, String length, int most) {
        if (LENGTH.matcher(length).matches() && Integer.parseInt(length) <= most) {
            return Integer.parseInt(length);
        }
        throw new ConfigException(
                "\"" + text + "\" is not a network (expected: address/length, length 0 to " + most + ")");
    }
}
