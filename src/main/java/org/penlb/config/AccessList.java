package org.penlb.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An access list: the first rule that matches decides. An empty list lets everybody in; if no rule matches, the verdict
 * is the opposite of the last rule's, so that {@code permit 10.0.0.0/8} alone keeps everybody else out.
 */
public record AccessList(List<AccessRule> rules) {
    /** How many numbered lists a service has, 0 to 9. List 0 is the one that applies unless another is named. */
    public static final int COUNT = 10;

    /** Every client is held against them one by one. */
    private static final int MOST_RULES = 10_000;

    public static final AccessList EMPTY = new AccessList(List.of());

    public AccessList {
        rules = List.copyOf(rules);
        if (rules.size() > MOST_RULES) {
            throw new ConfigException("access list: more than " + MOST_RULES + " entries");
        }
    }

    /** This list with one more rule at its end. */
    public AccessList with(AccessRule rule) {
        var more = new ArrayList<>(rules);
        more.add(rule);
        return new AccessList(more);
    }

    /**
     * Whether this client is let in. Allocates nothing of its own.
     *
     * @param countries asked once at most, and only if the verdict depends on it
     */
    public boolean permits(IpAddress client, CountryLookup countries) {
        String country = null;
        boolean asked = false;
        for (int i = 0; i < rules.size(); i++) { // an iterator would be one more object for each connection
            AccessRule rule = rules.get(i);
            if (rule instanceof AccessRule.Country && !asked) {
                country = countries.country(client);
                asked = true;
            }
            if (matches(rule, client, country)) {
                return rule.permit();
            }
        }
        return rules.isEmpty() || !rules.getLast().permit();
    }

    private static boolean matches(AccessRule rule, IpAddress client, @Nullable String country) {
        return switch (rule) {
            case AccessRule.Network network -> network.matches(client);
            case AccessRule.Country of -> of.code().equals(country);
        };
    }
}
