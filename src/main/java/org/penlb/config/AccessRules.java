package org.penlb.config;

import java.util.regex.Pattern;

/**
 * The text of a rule, as in {@code acl N <rule>}: {@code permit 10.0.0.0 255.0.0.0}, {@code deny 2001:db8::/32},
 * {@code permit country SE}. What is written reads back as the same rule.
 */
public final class AccessRules {
    private static final String EVERYTHING = "0.0.0.0";
    private static final Pattern LENGTH = Pattern.compile("[1-9]|[12][0-9]|3[0-2]");

    private AccessRules() {}

    /**
     * Reads the rule that the rest of a line is.
     *
     * @param countries whether there is a database that tells countries; without one, a rule about a country would keep
     *     the wrong clients out, or let them in
     * @throws ConfigException saying what is wrong with it
     */
    public static AccessRule read(Words words, boolean countries) {
        String verdict = words.next("permit or deny");
        boolean permit = switch (verdict) {
            case "permit" -> true;
            case "deny" -> false;
            default -> throw new ConfigException("\"" + verdict + "\" is not permit or deny");
        };
        String network = words.next("an address");
        AccessRule rule = switch (network) {
            case "country" -> new AccessRule.Country(permit, words.next("a country code"));
            case String v6 when v6.indexOf(':') >= 0 -> v6(permit, v6);
            case String v4 -> v4(permit, IpAddress.parse(v4), words.nextOr("255.255.255.255"));
        };
        words.end();
        if (rule instanceof AccessRule.Country && !countries) {
            throw noDatabase(words.line());
        }
        return rule;
    }

    private static AccessRule v6(boolean permit, String text) {
        if (text.indexOf('%') >= 0) {
            throw new ConfigException(
                    "\"" + text + "\" has a scope, and clients of every link would match (expected: \""
                            + text.replaceFirst("%[^/]*", "") + "\")");
        }
        int slash = text.indexOf('/');
        if (slash < 0) {
            return AccessRule.v6(permit, IpAddress.parse(text), 128);
        }
        int length = Words.number("prefix length", text.substring(slash + 1), 0, 128);
        IpAddress address = IpAddress.parse(text.substring(0, slash));
        return kept(
                AccessRule.v6(permit, address, length),
                address,
                "prefix length " + length,
                "1 to 128, or ::/0 for all of IPv6");
    }

    private static AccessRule v4(boolean permit, IpAddress address, String mask) {
        AccessRule.Network rule = AccessRule.v4(permit, address, mask(mask));
        return kept(rule, address, "mask " + mask, "such as 255.255.255.0, or 0.0.0.0 0.0.0.0 for all of IPv4");
    }

    /** A rule that does not keep all of its address takes in clients from everywhere, which is not what was written. */
    private static AccessRule kept(AccessRule.Network rule, IpAddress address, String mask, String expected) {
        if (!rule.address().equals(address)) {
            throw new ConfigException(mask + " of " + address + " leaves out where the address begins, and clients from"
                    + " everywhere match (expected: " + expected + ")");
        }
        return rule;
    }

    /** Four numbers, and 0 for 0.0.0.0: the C library takes 24 for 0.0.0.24, which is in no operator's mind. */
    private static IpAddress mask(String text) {
        IpAddress mask = Host.address(text.equals("0") ? EVERYTHING : text);
        if (mask != null) {
            return mask;
        }
        boolean length = LENGTH.matcher(text).matches();
        throw new ConfigException("\"" + text + "\" is not a mask (expected: "
                + (length ? IpAddress.v4(-1 << (32 - Integer.parseInt(text))) : "four numbers, such as 255.255.255.0")
                + ")");
    }

    /** What is said of a rule about a country that nobody can look up. */
    static ConfigException noDatabase(String line) {
        return new ConfigException(line + ": no GeoIP database (expected: --geoip FILE)");
    }

    /** The rule in the words that pen writes, masks and lengths always included. */
    public static String write(AccessRule rule) {
        return (rule.permit() ? "permit " : "deny ")
                + switch (rule) {
                    case AccessRule.Country country -> "country " + country.code();
                    case AccessRule.Network v4
                    when v4.isV4() ->
                        v4.address() + " " + IpAddress.v4((int) v4.mask().low());
                    case AccessRule.Network v6 -> colons(v6.address()) + "/" + v6.length();
                };
    }

    /** An address in IPv6 form, also if it is an IPv4 address: in dotted quads it would be read as an IPv4 rule. */
    private static String colons(IpAddress address) {
        return (address.isV4() ? "::ffff:" : "") + address;
    }
}
