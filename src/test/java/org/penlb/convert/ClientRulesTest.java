package org.penlb.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRule.Network;
import org.penlb.config.AccessRules;
import org.penlb.config.IpAddress;
import org.penlb.convert.ClientRules.Term;

/** Whatever is asked of clients, the access list has the same verdict. */
class ClientRulesTest {
    record Said(boolean permit, List<Term> terms) {}

    private static List<Network> networks(String... texts) {
        return Stream.of(texts).map(CidrNotation::parse).toList();
    }

    private static List<String> lines(AccessList list) {
        return list.rules().stream().map(AccessRules::write).toList();
    }

    private static AccessList list(List<Said> said) {
        var rules = new ClientRules();
        said.forEach(rule -> rules.add(rule.permit(), rule.terms()));
        return rules.toAccessList();
    }

    private static AccessList list(boolean permit, Term... terms) {
        return list(List.of(new Said(permit, List.of(terms))));
    }

    @Test
    void simple_rules_stay_as_they_are() {
        assertThat(lines(list(false, Term.of(networks("192.0.2.0/24", "2001:db8::/32")))))
                .containsExactly("deny 192.0.2.0 255.255.255.0", "deny 2001:db8::/32");
        assertThat(lines(list(List.of(
                        new Said(true, List.of(Term.of(networks("10.0.0.0/8")))),
                        new Said(false, List.of(Term.always()))))))
                .containsExactly("permit 10.0.0.0 255.0.0.0");
    }

    @Test
    void what_goes_without_saying_is_not_said() {
        assertThat(list(List.of())).isEqualTo(AccessList.EMPTY);
        assertThat(list(true, Term.of(networks("10.0.0.0/8")))).isEqualTo(AccessList.EMPTY);
        assertThat(lines(list(false, Term.always()))).containsExactly("deny 0.0.0.0 0.0.0.0", "deny ::/0");
        assertThat(lines(list(false, Term.of(networks("10.0.0.0/8", "10.1.0.0/16")))))
                .containsExactly("deny 10.0.0.0 255.0.0.0");
    }

    @Test
    void outside_of_networks() {
        assertThat(lines(list(false, new Term(List.of(), List.of(networks("10.0.0.0/8", "fd00::/8"))))))
                .containsExactly("permit 10.0.0.0 255.0.0.0", "permit fd00::/8");
        assertThat(lines(list(false, new Term(List.of(networks("10.0.0.0/8")), List.of(networks("10.1.0.0/16"))))))
                .containsExactly("permit 10.1.0.0 255.255.0.0", "deny 10.0.0.0 255.0.0.0");
    }

    @Test
    void many_networks_take_no_time() {
        String[] many = Stream.iterate(0, i -> i + 1)
                .limit(5_000)
                .map(i -> "10." + (i >> 8) + "." + (i & 255) + ".1")
                .toArray(String[]::new);
        assertThat(list(false, Term.of(networks(many))).rules()).hasSize(5_000);
    }

    @Provide
    Arbitrary<List<Network>> sets() {
        Arbitrary<String> v4 = Combinators.combine(Arbitraries.integers().between(0, 3), Arbitraries.of(0, 30, 31, 32))
                .as((last, length) -> "0.0.0." + last + "/" + length);
        Arbitrary<String> v6 = Combinators.combine(
                        Arbitraries.integers().between(0, 3), Arbitraries.of(0, 126, 127, 128))
                .as((last, length) -> "::" + last + "/" + length);
        return Arbitraries.oneOf(v4, v6).map(CidrNotation::parse).list().ofMaxSize(3);
    }

    @Provide
    Arbitrary<List<Said>> rules() {
        Arbitrary<Term> terms = Combinators.combine(
                        sets().list().ofMaxSize(2), sets().list().ofMaxSize(2))
                .as(Term::new);
        return Combinators.combine(Arbitraries.of(true, false), terms.list().ofMaxSize(2))
                .as(Said::new)
                .list()
                .ofMaxSize(4);
    }

    @Property
    void the_list_has_the_same_verdict_on_everybody(@ForAll("rules") List<Said> said) {
        AccessList list = list(said);
        for (int last = 0; last < 5; last++) { // one of each family is in none of the networks
            for (IpAddress client : List.of(IpAddress.v4(last), new IpAddress(0, last))) {
                assertThat(list.permits(client, _ -> null))
                        .as("%s of %s", client, lines(list))
                        .isEqualTo(permits(said, client));
            }
        }
    }

    private static boolean permits(List<Said> said, IpAddress client) {
        return said.stream()
                .filter(rule -> rule.terms().stream().anyMatch(term -> holds(term, client)))
                .findFirst()
                .map(Said::permit)
                .orElse(true);
    }

    private static boolean holds(Term term, IpAddress client) {
        return term.inside().stream().allMatch(set -> isIn(set, client))
                && term.outside().stream().noneMatch(set -> isIn(set, client));
    }

    private static boolean isIn(List<Network> set, IpAddress client) {
        return set.stream().anyMatch(network -> network.matches(client));
    }
}
