package org.penlb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessListTest {
    private static AccessRule.Network v4(boolean permit, String network, String mask) {
        return AccessRule.v4(permit, IpAddress.parse(network), IpAddress.parse(mask));
    }

    private static AccessRule.Network v6(boolean permit, String network, int length) {
        return AccessRule.v6(permit, IpAddress.parse(network), length);
    }

    private static boolean permits(AccessList list, String client) {
        return list.permits(IpAddress.parse(client), CountryLookup.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "10.0.0.1", "255.255.255.255", "::", "::1", "2001:db8::1"})
    void an_empty_list_lets_everybody_in(String client) {
        assertThat(permits(AccessList.EMPTY, client)).isTrue();
    }

    @Test
    void the_first_rule_that_matches_decides() {
        AccessList list = AccessList.EMPTY
                .with(AccessRule.host(false, IpAddress.parse("10.0.0.1")))
                .with(v4(true, "10.0.0.0", "255.0.0.0"))
                .with(v4(false, "10.1.0.0", "255.255.0.0"));
        assertThat(permits(list, "10.0.0.1")).isFalse();
        assertThat(permits(list, "10.0.0.2")).isTrue();
        assertThat(permits(list, "10.1.0.1")).isTrue();
    }

    @Test
    void if_none_matches_the_verdict_is_the_opposite_of_the_last_rule() {
        AccessRule permit = v4(true, "10.0.0.0", "255.0.0.0");
        AccessRule deny = v4(false, "11.0.0.0", "255.0.0.0");
        assertThat(permits(AccessList.EMPTY.with(permit), "12.0.0.1")).isFalse();
        assertThat(permits(AccessList.EMPTY.with(deny), "12.0.0.1")).isTrue();
        assertThat(permits(AccessList.EMPTY.with(permit).with(deny), "12.0.0.1"))
                .isTrue();
        assertThat(permits(AccessList.EMPTY.with(deny).with(permit), "12.0.0.1"))
                .isFalse();
    }

    @Test
    void a_list_is_not_changed_by_adding_to_it() {
        AccessList longer = AccessList.EMPTY.with(AccessRule.host(false, IpAddress.parse("10.0.0.1")));
        assertThat(AccessList.EMPTY.rules()).isEmpty();
        assertThat(longer.rules()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0, 255.0.0.0, 10.255.255.255, true",
        "10.0.0.0, 255.0.0.0, 11.0.0.0, false",
        "10.9.9.9, 255.0.0.0, 10.1.1.1, true", // bits outside the mask do not count
        "10.0.0.1, 255.255.255.255, 10.0.0.1, true",
        "10.0.0.1, 255.255.255.255, 10.0.0.0, false",
        "0.0.0.0, 0.0.0.0, 203.0.113.7, true",
        "10.0.7.0, 255.0.255.0, 10.99.7.200, true", // not a prefix
        "10.0.7.0, 255.0.255.0, 10.99.8.200, false",
        "0.0.0.1, 0.0.0.1, 192.0.2.3, true", // odd addresses
        "0.0.0.1, 0.0.0.1, 192.0.2.4, false",
        "0.0.0.0, 0.0.0.0, ::1, false", // all of IPv4, none of IPv6
        "0.0.0.0, 0.0.0.0, ::ffff:10.0.0.1, true"
    })
    void an_ipv4_rule_matches_under_its_mask(String network, String mask, String client, boolean matches) {
        assertThat(v4(true, network, mask).matches(IpAddress.parse(client))).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "fd00::, 8, fdff::1, true",
        "fd00::, 8, fe00::1, false",
        "2001:db8::, 32, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, true",
        "2001:db8::, 32, 2001:db9::, false",
        "2001:db8::, 64, 2001:db8::ffff, true",
        "2001:db8::, 64, 2001:db8:0:1::, false",
        "2001:db8::8000:0:0:0, 65, 2001:db8::8000:0:0:1, true",
        "2001:db8::8000:0:0:0, 65, 2001:db8::1, false",
        "2001:db8::2, 127, 2001:db8::3, true",
        "2001:db8::2, 127, 2001:db8::4, false",
        "2001:db8::2, 128, 2001:db8::2, true",
        "2001:db8::2, 128, 2001:db8::3, false",
        "::, 0, 2001:db8::1, true",
        "::, 0, 10.0.0.1, false", // all of IPv6, none of IPv4
        "::ffff:10.0.0.0, 104, 10.1.2.3, true", // the mapped form of 10.0.0.0/8
        "::ffff:10.0.0.0, 104, 11.1.2.3, false"
    })
    void an_ipv6_rule_matches_a_prefix(String network, int length, String client, boolean matches) {
        assertThat(v6(true, network, length).matches(IpAddress.parse(client))).isEqualTo(matches);
    }

    @Test
    void a_rule_for_a_host_matches_that_host_only() {
        AccessRule.Network rule = AccessRule.host(true, IpAddress.parse("2001:db8::1"));
        assertThat(rule.matches(IpAddress.parse("2001:db8::1"))).isTrue();
        assertThat(rule.matches(IpAddress.parse("2001:db8:0:0:1::1"))).isFalse();
    }

    @Test
    void a_rule_names_what_is_wrong_with_it() {
        assertThatThrownBy(() -> v4(true, "::1", "255.0.0.0"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("\"::1\" is not an IPv4 address");
        assertThatThrownBy(() -> v4(true, "10.0.0.0", "ff00::"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("\"ff00::\" is not an IPv4 address");
        assertThatThrownBy(() -> v6(true, "fd00::", 129))
                .isInstanceOf(ConfigException.class)
                .hasMessage("prefix length 129 is not within 0 to 128");
        assertThatThrownBy(() -> v6(true, "fd00::", -1)).hasMessage("prefix length -1 is not within 0 to 128");
    }
}
