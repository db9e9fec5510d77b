package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.balance.Scene.ALICE;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.config.Selection.Flag;

/** What a selector must not stumble over, for all of them. */
class SelectorCornerCasesTest {
    static Stream<Named<Selector>> selectors() {
        return Stream.of(
                Named.of("turns", new RoundRobin()),
                Named.of("turns, table was longer", new RoundRobin(1000)),
                Named.of("turns, after 2^31 - 1", new RoundRobin(Integer.MAX_VALUE)),
                Named.of("least loaded", new LeastLoaded()),
                Named.of("lowest prio", new LowestPrio()),
                Named.of("hash", new AddressHash()),
                Named.of("first", new FirstAvailable()),
                Named.of("least", new LeastOutstanding()),
                Named.of("the same", new SameServer(false)),
                Named.of("the same, by weight", new SameServer(true)),
                Named.of("least, table was longer", leastAfterALongerTable()));
    }

    private static Selector leastAfterALongerTable() {
        var least = new LeastOutstanding();
        List<Server> longer = weighted(200).table();
        for (int i = 0; i < 199; i++) {
            least.pick(longer, ALICE, 0);
        }
        return least;
    }

    static Stream<Named<Flag[]>> selections() {
        return Stream.of(
                Named.of("tracking", new Flag[] {}),
                Named.of("-r", new Flag[] {Flag.ROUNDROBIN}),
                Named.of("-N", new Flag[] {Flag.UNTRACKED}),
                Named.of("-h", new Flag[] {Flag.HASH}),
                Named.of("-W", new Flag[] {Flag.WEIGHT}),
                Named.of("prio", new Flag[] {Flag.PRIO}),
                Named.of("-s", new Flag[] {Flag.STUBBORN}),
                Named.of("first", new Flag[] {Flag.FIRST}),
                Named.of("least", new Flag[] {Flag.LEAST}),
                Named.of("-r -h -W -s", new Flag[] {Flag.ROUNDROBIN, Flag.HASH, Flag.WEIGHT, Flag.STUBBORN}));
    }

    private static Scene weighted(int servers, Flag... flags) {
        var scene = new Scene(flags);
        for (int i = 0; i < servers; i++) {
            scene.server(config -> config.withWeight(1));
        }
        return scene;
    }

    @ParameterizedTest
    @MethodSource("selectors")
    void no_server(Selector selector) {
        assertThat(selector.pick(List.of(), ALICE, 0)).isEqualTo(Selector.NONE);
    }

    @ParameterizedTest
    @MethodSource("selectors")
    void one_server(Selector selector) {
        List<Server> servers = weighted(1).table();
        for (int i = 0; i < 5; i++) {
            assertThat(selector.pick(servers, ALICE, 0)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("selectors")
    void any_client_gets_an_index_within_the_table(Selector selector) {
        List<Server> servers = weighted(7).table();
        for (int i = 0; i < 1000; i++) {
            assertThat(selector.pick(servers, Scene.client(i), 0)).isBetween(0, 6);
        }
    }

    @ParameterizedTest
    @MethodSource("selections")
    void nobody_is_found_in_an_empty_table(Flag[] flags) {
        assertThat(new Scene(flags).candidates(ALICE)).isEqualTo(Scene.NOBODY);
    }

    @ParameterizedTest
    @MethodSource("selections")
    void the_only_server_is_found(Flag[] flags) {
        assertThat(weighted(1, flags).visits(ALICE, 3)).isEqualTo("a a a");
    }

    @ParameterizedTest
    @MethodSource("selections")
    void all_are_tried_by_turns_when_all_are_down(Flag[] flags) {
        var scene = weighted(3, flags);
        scene.fails("a");
        scene.fails("b");
        scene.fails("c");
        boolean stubborn = List.of(flags).contains(Flag.STUBBORN);
        assertThat(scene.candidates(ALICE)).isEqualTo(stubborn ? "a" : "a b c");
        assertThat(scene.candidates(ALICE)).startsWith("b");
        scene.balancer().blacklist(scene.server("b"), Duration.ofSeconds(1));
        assertThat(scene.candidates(ALICE)).as("what the operator orders holds").doesNotContain("b");
    }

    @ParameterizedTest
    @MethodSource("selections")
    void weights_of_0_everywhere_matter_to_weighted_selection_only(Flag[] flags) {
        var scene = new Scene(flags).servers(3);
        if (List.of(flags).contains(Flag.WEIGHT)) {
            assertThat(scene.candidates(ALICE)).isEqualTo(Scene.NOBODY);
        } else {
            assertThat(scene.visit(ALICE)).isIn("a", "b", "c");
        }
    }

    @ParameterizedTest
    @MethodSource("selections")
    void the_only_server_that_is_up_is_found_unless_stubborn(Flag[] flags) {
        var scene = weighted(3, flags);
        scene.fails("a");
        scene.fails("c");
        String candidates = scene.candidates(ALICE);
        if (List.of(flags).contains(Flag.STUBBORN)) {
            assertThat(candidates).isIn("b", Scene.NOBODY);
        } else {
            assertThat(candidates).startsWith("b ");
        }
    }

    @Test
    void turns_go_on_in_order_after_2_to_the_31_picks() {
        List<Server> servers = weighted(3).table();
        var turns = new RoundRobin(Integer.MAX_VALUE); // 2^31 - 1 is 1 modulo 3
        var picks = new ArrayList<Integer>();
        for (int i = 0; i < 7; i++) {
            picks.add(turns.pick(servers, ALICE, 0));
        }
        assertThat(picks).containsExactly(1, 2, 0, 1, 2, 0, 1);
    }

    @Test
    void turns_go_on_when_the_table_becomes_shorter_or_longer() {
        var turns = new RoundRobin();
        for (int size = 20; size > 0; size--) {
            everybodyOnce(turns, size);
        }
        everybodyOnce(turns, 20);
    }

    private static void everybodyOnce(RoundRobin turns, int size) {
        List<Server> servers = weighted(size).table();
        var seen = new HashSet<Integer>();
        for (int i = 0; i < size; i++) {
            assertThat(seen.add(turns.pick(servers, ALICE, 0))).isTrue();
        }
    }
}
