package org.penlb.config.command;

import org.penlb.config.AccessRule;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;
import org.penlb.config.Unsupported;
import org.penlb.config.Words;

/** An entry of an access list in penctl's words: {@code permit 10.0.0.0 255.0.0.0}, {@code deny 2001:db8::/32}. */
final class AccessRules {
    private AccessRules() {}

    static AccessRule read(Words words) {
        String verdict = words.next("permit or deny");
        boolean permit = switch (verdict) {
            case "permit" -> true;
            case "deny" -> false;
            default -> throw new ConfigException("\"" + verdict + "\" is not permit or deny");
        };
        return switch (words.next("an address")) {
            case "country" -> throw Unsupported.command("acl ... country", "acl ... country");
            case String v6 when v6.indexOf(':') >= 0 -> ipv6Rule(permit, v6);
            case String v4 ->
                AccessRule.v4(permit, IpAddress.parse(v4), IpAddress.parse(words.nextOr("255.255.255.255")));
        };
    }

    private static AccessRule ipv6Rule(boolean permit, String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return AccessRule.v6(permit, IpAddress.parse(text), 128);
        }
        int length = Words.number("prefix length", text.substring(slash + 1), 0, 128);
        return AccessRule.v6(permit, IpAddress.parse(text.substring(0, slash)), length);
    }

    static String write(AccessRule rule) {
        String verdict = rule.permit() ? "permit " : "deny ";
        if (rule.network().isV4()) {
            var mask = new IpAddress(0, (0xffffL << 32) | (rule.mask().low() & 0xffffffffL));
            return verdict + rule.network() + " " + mask;
        }
        int length =
                Long.bitCount(rule.mask().high()) + Long.bitCount(rule.mask().low());
        return verdict + rule.network() + "/" + length;
    }
}
