package org.penlb.config;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A rule and its text are the same thing said twice. */
class AccessRulesPropertiesTest {
    private static AccessRule read(String text) {
        return AccessRules.read(new Words(text), true);
    }

    @Provide
    Arbitrary<IpAddress> v4() {
        return Arbitraries.integers().map(IpAddress::v4);
    }

    /** Of both families, and often IPv4 in IPv6 clothes. */
    @Provide
    Arbitrary<IpAddress> any() {
        Arbitrary<IpAddress> v6 =
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(IpAddress::new);
        return Arbitraries.oneOf(v4(), v6);
    }

    @Provide
    Arbitrary<AccessRule> rules() {
        Arbitrary<Boolean> permit = Arbitraries.of(true, false);
        Arbitrary<AccessRule> v4 = Combinators.combine(permit, v4(), v4()).as(AccessRule::v4);
        Arbitrary<AccessRule> v6 = Combinators.combine(
                        permit, any(), Arbitraries.integers().between(0, 128))
                .as(AccessRule::v6);
        Arbitrary<AccessRule> country = Combinators.combine(
                        permit, Arbitraries.strings().alpha().ofLength(2))
                .as(AccessRule.Country::new);
        return Arbitraries.oneOf(v4, v6, country);
    }

    @Property(edgeCases = EdgeCasesMode.MIXIN)
    void what_is_written_reads_back_as_the_same_rule(@ForAll @From("rules") AccessRule rule) {
        String text = AccessRules.write(rule);
        assertThat(read(text)).as(text).isEqualTo(rule);
        assertThat(AccessRules.write(read(text))).isEqualTo(text);
    }
}
