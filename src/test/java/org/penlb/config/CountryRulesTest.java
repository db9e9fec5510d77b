package org.penlb.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.testing.Allocation;

/** Access lists that speak of countries, and what the look-up costs those that do not. */
@Tag("alone")
class CountryRulesTest {
    private static final IpAddress SWEDE = IpAddress.parse("10.0.0.1");
    private static final IpAddress NORWEGIAN = IpAddress.parse("2001:db8::1");
    private static final IpAddress STRANGER = IpAddress.parse("10.0.0.3");

    private final List<IpAddress> asked = new ArrayList<>();
    private final Map<IpAddress, String> countries = Map.of(SWEDE, "SE", NORWEGIAN, "NO");

    private @Nullable String lookup(IpAddress client) {
        asked.add(client);
        return countries.get(client);
    }

    private static AccessList list(String rules) {
        AccessList list = AccessList.EMPTY;
        for (String rule : rules.split("; ")) {
            list = list.with(AccessRules.read(new Words(rule), true));
        }
        return list;
    }

    @ParameterizedTest
    @CsvSource({
        "permit country SE, true, false, false",
        "deny country SE, false, true, true",
        "permit country SE; permit country NO, true, true, false",
        "deny country SE; deny country NO, false, false, true",
        "deny country SE; permit country NO, false, true, false",
        "permit country DK, false, false, false",
        "deny country DK, true, true, true",
        "deny 10.0.0.1; permit country SE, false, false, false", // the first match decides
        "permit country SE; deny 10.0.0.0 255.0.0.0, true, true, false",
        "permit country SE; permit ::/0; permit 10.0.0.3, true, true, true"
    })
    void the_first_match_decides(String rules, boolean swede, boolean norwegian, boolean stranger) {
        AccessList list = list(rules);
        assertThat(list.permits(SWEDE, this::lookup)).isEqualTo(swede);
        assertThat(list.permits(NORWEGIAN, this::lookup)).isEqualTo(norwegian);
        assertThat(list.permits(STRANGER, this::lookup)).isEqualTo(stranger);
    }

    @Test
    void a_country_is_looked_up_once_in_a_list() {
        AccessList list = list("permit country DK; permit country NO; deny 10.0.0.9; permit country SE");
        assertThat(list.permits(SWEDE, this::lookup)).isTrue();
        assertThat(asked).containsExactly(SWEDE);
    }

    @Test
    void an_unknown_country_is_not_asked_for_again() {
        assertThat(list("permit country DK; permit country NO").permits(STRANGER, this::lookup))
                .isFalse();
        assertThat(asked).containsExactly(STRANGER);
    }

    @Test
    void nobody_is_looked_up_unless_a_rule_about_countries_is_reached() {
        assertThat(list("permit 10.0.0.1; permit country NO").permits(SWEDE, this::lookup))
                .isTrue();
        assertThat(list("deny 10.0.0.2").permits(SWEDE, this::lookup)).isTrue();
        assertThat(AccessList.EMPTY.permits(SWEDE, this::lookup)).isTrue();
        assertThat(asked).isEmpty();
    }

    /** It is asked for every connection. */
    @Test
    void a_check_leaves_nothing_on_the_heap() {
        AccessList list = list("deny 192.168.0.0 255.255.0.0; permit fd00::/8; deny 10.0.0.2");
        AccessList country = list("deny 192.168.0.0 255.255.0.0; permit country SE");
        CountryLookup everybodyIsSwedish = _ -> "SE";
        Runnable check = () -> {
            if (!list.permits(STRANGER, CountryLookup.NONE) || !country.permits(STRANGER, everybodyIsSwedish)) {
                throw new AssertionError("denied");
            }
        };
        assertThat(Allocation.bytesPerCall(0.5, check)).isLessThanOrEqualTo(0.5);
    }
}
