package org.penlb.config;

/**
 * The text of a rule, as in {@code acl N <rule>}: {@code permit 10.0.0.0 255.0.0.0}, {@code deny 2001:db8::/32},
 * {@code permit country SE}. What is written reads back as the same rule.
 */
public final class AccessRules {
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
            case String v4 ->
                AccessRule.v4(permit, IpAddress.parse(v4), IpAddress.parse(words.nextOr("255.255.255.255")));
        };
        words.end();
        if (rule instanceof AccessRule.Country && !countries) {
            throw noDatabase(words.line());
        }
        return rule;
    }

    private static AccessRule v6(boolean permit, String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return AccessRule.v6(permit, IpAddress.parse(text), 128);
        }
        int length = Words.number("prefix length", text.substring(slash + 1), 0, 128);
        return AccessRule.v6(permit, IpAddress.parse(text.substring(0, slash)), length);
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
