package org.penlb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of rules, and what a rule must be. */
class AccessRulesTest {
    private static AccessRule read(String text) {
        return AccessRules.read(new Words(text), true);
    }

    /** As Debian's pen writes them, where its words say what they mean. */
    @ParameterizedTest
    @CsvSource({
        "permit 10.1.0.0 255.255.0.0, permit 10.1.0.0 255.255.0.0",
        "deny 10.1.0.9, deny 10.1.0.9 255.255.255.255",
        "deny 10.1.2.3 255.0.255.0, deny 10.1.2.3 255.0.255.0",
        "permit 0.0.0.0 0.0.0.0, permit 0.0.0.0 0.0.0.0",
        "deny fd00::/8, deny fd00::/8",
        "deny 2001:DB8::/32, deny 2001:db8::/32",
        "deny ::1, deny ::1/128",
        "permit ::/0, permit ::/0",
        "deny ::ffff:10.0.0.0/104, deny 10.0.0.0 255.0.0.0", // all of them are IPv4 clients
        "deny ::ffff:10.1.2.3/64, deny ::ffff:10.1.2.3/64",
        "permit country SE, permit country SE",
        "deny country se, deny country SE"
    })
    void is_written_in_pens_words(String text, String written) {
        assertThat(AccessRules.write(read(text))).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permit 127.0.0.1 0| mask 0 of 127.0.0.1 leaves out where the address begins, and clients from everywhere match (expected: such as 255.255.255.0, or 0.0.0.0 0.0.0.0 for all of IPv4)",
                "permit 127.0.0.1 0.0.0.0| mask 0.0.0.0 of 127.0.0.1 leaves out where the address begins, and clients from everywhere match (expected: such as 255.255.255.0, or 0.0.0.0 0.0.0.0 for all of IPv4)",
                "permit 10.0.0.0 0.0.0.255| mask 0.0.0.255 of 10.0.0.0 leaves out where the address begins, and clients from everywhere match (expected: such as 255.255.255.0, or 0.0.0.0 0.0.0.0 for all of IPv4)",
                "permit 127.0.0.1 24| \"24\" is not a mask (expected: 255.255.255.0)",
                "permit 127.0.0.1 8| \"8\" is not a mask (expected: 255.0.0.0)",
                "permit 127.0.0.1 300| \"300\" is not a mask (expected: four numbers, such as 255.255.255.0)",
                "permit 127.0.0.1 255.255.255| \"255.255.255\" is not a mask (expected: four numbers, such as 255.255.255.0)",
                "permit 127.0.0.1 0xff000000| \"0xff000000\" is not a mask (expected: four numbers, such as 255.255.255.0)",
                "permit 127.1| \"127.1\" is not an IPv4 or IPv6 address",
                "permit 300| \"300\" is not an IPv4 or IPv6 address",
                "permit 10.0.0.0/8| \"10.0.0.0/8\" is not an IPv4 or IPv6 address",
                "permit ::1/-0| prefix length: \"-0\" is not a number from 0 to 128",
                "permit ::1/+5| prefix length: \"+5\" is not a number from 0 to 128",
                "permit ::1/| prefix length: \"\" is not a number from 0 to 128",
                "permit ::1/0| prefix length 0 of ::1 leaves out where the address begins, and clients from everywhere match (expected: 1 to 128, or ::/0 for all of IPv6)",
                "permit fe80::1%lo| \"fe80::1%lo\" has a scope, and clients of every link would match (expected: \"fe80::1\")",
                "permit ::1 64| \"permit ::1 64\" goes on too long (unexpected: 64)"
            })
    void is_refused_where_it_says_something_else_than_what_is_meant(String text, String message) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(ConfigException.class).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "permit 0.0.0.0 0, permit 0.0.0.0 0.0.0.0",
        "permit 0.0.0.1 0.0.0.255, permit 0.0.0.1 0.0.0.255", // the first address of each network
        "permit 10.9.9.9 255.0.0.0, permit 10.9.9.9 255.0.0.0"
    })
    void may_be_about_everybody_or_have_any_mask(String text, String written) {
        assertThat(AccessRules.write(read(text))).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"S", "SWE", "S1", "s.", "ÅX", "", "S\n"})
    void a_country_code_has_two_letters(String code) {
        assertThatThrownBy(() -> new AccessRule.Country(true, code))
                .isInstanceOf(ConfigException.class)
                .hasMessage("\"" + code + "\" is not a country code of two letters, such as SE");
    }

    /** In Turkish, the capital letter of i has a dot. */
    @ParameterizedTest
    @CsvSource({"se, SE", "Is, IS", "iT, IT"})
    void a_country_code_is_kept_in_upper_case(String code, String kept) {
        assertThat(new AccessRule.Country(true, code).code()).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"255.0.255.0", "::1", "fd00::1", "7fff::"})
    void an_ipv6_mask_is_a_prefix(String mask) {
        assertThatThrownBy(() -> new AccessRule.Network(true, IpAddress.parse("fd00::"), IpAddress.parse(mask)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("mask " + mask + " of fd00:: is not a prefix");
    }
}
