package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.balance.Scene.ALICE;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.config.Selection;
import org.penlb.config.Selection.Flag;

/** Every way to choose a server has something that picks, and is explained. */
class SelectorsTest {
    static Stream<Flag> picking() {
        return Stream.of(Flag.values()).filter(Flag::picks);
    }

    private static Scene two(Flag flag) {
        return new Scene(flag).server(config -> config.withWeight(1)).server(config -> config.withWeight(1));
    }

    @ParameterizedTest
    @EnumSource
    void a_flag_finds_what_picks_and_always_the_same(Flag flag) {
        var selectors = new Selectors();
        var selection = new Selection(Set.of(flag));
        assertThat(selectors.of(selection)).isSameAs(selectors.of(selection));
        if (!flag.picks()) {
            assertThat(selectors.of(selection)).isSameAs(selectors.of(Selection.DEFAULT));
        }
    }

    @Test
    void each_that_picks_has_its_own() {
        var selectors = new Selectors();
        var found = new HashSet<Selector>();
        picking()
                .forEach(flag -> assertThat(found.add(selectors.of(new Selection(Set.of(flag)))))
                        .as(flag.word())
                        .isTrue());
        assertThat(found).contains(selectors.of(Selection.DEFAULT));
    }

    @ParameterizedTest
    @MethodSource("picking")
    void it_picks_within_the_table_and_gives_up_where_nobody_is(Flag flag) {
        Selector selector = new Selectors().of(new Selection(Set.of(flag)));
        for (int i = 0; i < 100; i++) {
            assertThat(selector.pick(two(flag).table(), Scene.client(i), 0)).isBetween(0, 1);
        }
        assertThat(selector.pick(new Scene(flag).table(), ALICE, 0)).isEqualTo(Selector.NONE);
    }

    @ParameterizedTest
    @MethodSource("picking")
    void explain_names_its_rule_and_asking_is_nobodys_turn(Flag flag) {
        Scene scene = two(flag);
        Explanation first = scene.balancer().explain(ALICE);
        assertThat(first.rules()).anyMatch(rule -> rule.startsWith(flag.rule() + ": server "));
        assertThat(scene.balancer().explain(ALICE)).isEqualTo(first);
        assertThat(scene.take(ALICE).server()).isSameAs(first.server());
    }
}
