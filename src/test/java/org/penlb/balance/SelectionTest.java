package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.penlb.balance.Scene.ALICE;
import static org.penlb.balance.Scene.BOB;
import static org.penlb.balance.Scene.CAROL;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRule;
import org.penlb.config.Selection;
import org.penlb.config.Selection.Flag;

/** Which server a client is offered first: by turns, by weight, by prio. */
class SelectionTest {
    @Test
    void turns_start_with_server_0() {
        assertThat(new Scene(Flag.ROUNDROBIN).servers(3).visits(ALICE, 4)).isEqualTo("a b c a");
        assertThat(new Scene().servers(3).holds(4)).isEqualTo("a b c a");
    }

    @Test
    void turns_pass_over_a_blacklisted_server() {
        var scene = new Scene(Flag.ROUNDROBIN).servers(3);
        scene.fails("b");
        assertThat(scene.visits(ALICE, 4)).isEqualTo("a c a c");
    }

    /** pen looks at limits only when the turn has been taken, so the next one in line serves twice. */
    @Test
    void a_server_at_its_limit_keeps_its_turn() {
        var scene = new Scene(Flag.ROUNDROBIN)
                .servers(1)
                .server(config -> config.withMax(1))
                .servers(1);
        assertThat(scene.holds(7)).isEqualTo("a b c a c c a");
    }

    @Test
    void a_server_without_a_port_keeps_its_turn_but_is_never_chosen() {
        var scene = new Scene(Flag.ROUNDROBIN).servers(1).serverWithoutPort().servers(1);
        assertThat(scene.visits(ALICE, 6)).isEqualTo("a c c a c c");
        assertThat(new Scene().serverWithoutPort().visit(ALICE)).isEqualTo(Scene.NOBODY);
    }

    @Test
    void the_turn_follows_the_first_pick_and_not_who_served_in_the_end() {
        AccessList notAlice = AccessList.EMPTY.with(AccessRule.host(false, ALICE));
        var scene =
                new Scene(Flag.ROUNDROBIN).server(config -> config, notAlice).servers(2);
        assertThat(scene.visits(ALICE, BOB, CAROL)).isEqualTo("b b c");
    }

    @Test
    void weights_1_2_3_pick_a_b_c_c_b_c_and_again() {
        var scene = new Scene(Flag.WEIGHT)
                .server(config -> config.withWeight(1))
                .server(config -> config.withWeight(2))
                .server(config -> config.withWeight(3));
        assertThat(scene.holds(12)).isEqualTo("a b c c b c a b c c b c");
    }

    @Test
    void weight_looks_at_the_connections_that_are_open_now() {
        var scene =
                new Scene(Flag.WEIGHT).server(config -> config.withWeight(1)).server(config -> config.withWeight(1));
        Lease first = scene.take(ALICE);
        assertThat(scene.holds(1)).isEqualTo("b");
        first.close();
        assertThat(scene.visit(CAROL)).isEqualTo("a");
    }

    @Test
    void weight_0_is_never_picked_but_may_take_over() {
        var scene = new Scene(Flag.WEIGHT).servers(1).server(config -> config.withWeight(1));
        assertThat(scene.holds(3)).isEqualTo("b b b");
        assertThat(scene.candidates(ALICE)).isEqualTo("b a");
    }

    @Test
    void weights_of_0_everywhere_pick_nobody() {
        var scene = new Scene(Flag.WEIGHT).servers(3);
        assertThat(scene.visit(ALICE)).isEqualTo(Scene.NOBODY);
    }

    @Test
    void the_largest_weight_does_not_overflow() {
        var scene = new Scene(Flag.WEIGHT)
                .server(config -> config.withWeight(1))
                .server(config -> config.withWeight(Integer.MAX_VALUE));
        assertThat(scene.holds(5)).isEqualTo("a b b b b");
    }

    @Test
    void weight_passes_over_a_blacklisted_server() {
        var scene =
                new Scene(Flag.WEIGHT).server(config -> config.withWeight(9)).server(config -> config.withWeight(1));
        scene.fails("a");
        assertThat(scene.holds(2)).isEqualTo("b b");
    }

    @Test
    void prio_picks_the_lowest_number_and_of_equals_the_first() {
        var scene = new Scene(Flag.PRIO)
                .server(config -> config.withPrio(2))
                .server(config -> config.withPrio(-1))
                .server(config -> config.withPrio(-1));
        assertThat(scene.holds(3)).isEqualTo("b b b");
        scene.fails("b");
        assertThat(scene.visit(ALICE)).isEqualTo("c");
        scene.fails("c");
        assertThat(scene.visit(BOB)).isEqualTo("a");
    }

    @Test
    void prio_goes_before_weight_and_weight_before_hash() {
        var all = new Scene(Flag.PRIO, Flag.WEIGHT, Flag.HASH)
                .server(config -> config.withWeight(5).withPrio(2))
                .server(config -> config.withWeight(1).withPrio(1));
        assertThat(all.holds(4)).isEqualTo("b b b b");
        var weight = new Scene(Flag.WEIGHT, Flag.HASH)
                .servers(1)
                .server(config -> config.withWeight(1).withPrio(1));
        assertThat(weight.holds(4)).isEqualTo("b b b b");
    }

    @Test
    void round_robin_with_prio_is_prio_without_tracking() {
        var scene = new Scene(Flag.ROUNDROBIN, Flag.PRIO).servers(1).server(config -> config.withPrio(-1));
        scene.clients().used(ALICE, 0, scene.now());
        assertThat(scene.visits(ALICE, 2)).isEqualTo("b b");
    }

    @Test
    void first_takes_the_first_that_is_available_and_comes_back_to_it() {
        var scene = new Scene(Flag.FIRST).servers(3);
        assertThat(scene.visits(ALICE, BOB, CAROL)).isEqualTo("a a a");
        scene.fails("a");
        scene.server("b").observe(new Observation.FoundDown("no answer"), scene.now());
        assertThat(scene.visits(ALICE, BOB)).isEqualTo("c c");
        scene.server("b").observe(Observation.Plain.FOUND_WELL, scene.now());
        assertThat(scene.visits(ALICE, BOB)).isEqualTo("b b");
        scene.answers("a");
        assertThat(scene.visits(ALICE, BOB)).isEqualTo("a a");
    }

    @Test
    void first_goes_on_with_the_next_when_one_is_full() {
        var scene = new Scene(Flag.FIRST).server(config -> config.withMax(2)).servers(2);
        assertThat(scene.holds(4)).isEqualTo("a a b b");
    }

    @Test
    void first_goes_before_every_other_rule() {
        var scene = new Scene(
                        Flag.FIRST, Flag.LEAST, Flag.PRIO, Flag.WEIGHT, Flag.HASH, Flag.ROUNDROBIN, Flag.UNTRACKED)
                .servers(1)
                .server(config -> config.withPrio(-1).withWeight(9));
        assertThat(scene.holds(4)).isEqualTo("a a a a");
    }

    @Test
    void least_shares_the_load_of_idle_servers_evenly() {
        assertThat(new Scene(Flag.LEAST).servers(3).visits(ALICE, 7)).isEqualTo("a b c a b c a");
    }

    @Test
    void least_goes_where_the_fewest_are_and_by_turns_among_equals() {
        var scene = new Scene(Flag.LEAST).servers(3);
        Lease onA = scene.take(ALICE);
        assertThat(scene.holds(2)).isEqualTo("b c");
        onA.close();
        assertThat(scene.visits(ALICE, BOB)).isEqualTo("a a");
        scene.server("a").observe(new Observation.FoundDown("no answer"), scene.now());
        assertThat(scene.visits(ALICE, BOB, CAROL)).isEqualTo("b c b");
    }

    @Test
    void least_has_nothing_to_say_where_one_of_pens_rules_is_set() {
        assertThat(new Scene(Flag.LEAST, Flag.PRIO)
                        .servers(1)
                        .server(config -> config.withPrio(-1))
                        .holds(3))
                .isEqualTo("b b b");
        assertThat(new Scene(Flag.LEAST, Flag.WEIGHT)
                        .servers(1)
                        .server(config -> config.withWeight(1))
                        .holds(3))
                .isEqualTo("b b b");
        var byHash = new Scene(Flag.LEAST, Flag.HASH).servers(5);
        assertThat(byHash.visits(ALICE, 3))
                .isEqualTo(new Scene(Flag.HASH).servers(5).visits(ALICE, 3));
    }

    @Test
    void a_server_that_is_down_is_passed_over_by_every_rule() {
        for (Flag flag : Flag.values()) {
            var scene = new Scene(flag).server(config -> config.withWeight(1)).server(config -> config.withWeight(1));
            scene.server("a").observe(new Observation.FoundDown("no answer"), scene.now());
            assertThat(scene.candidates(ALICE)).as(flag.name()).isIn("b", "b a", Scene.NOBODY);
            scene.server("a").observe(Observation.Plain.FOUND_WELL, scene.now());
            assertThat(scene.holds(8)).as(flag.name()).contains("a");
        }
    }

    @Test
    void asking_why_names_the_rule_and_what_the_health_check_found() {
        var least = new Scene(Flag.LEAST).servers(2);
        assertThat(least.balancer().explain(ALICE).rules())
                .containsExactly(
                        "clients are not tracked",
                        "fewest connections: server 0 first",
                        "server 0 (192.0.2.1:80) takes it");
        least.visit(BOB);
        assertThat(least.balancer().explain(ALICE).server()).isSameAs(least.server("b"));
        assertThat(least.balancer().explain(ALICE).server()).isSameAs(least.server("b"));

        var first = new Scene(Flag.FIRST).server(config -> config.withMax(1)).servers(1);
        first.holds(1);
        assertThat(first.balancer().explain(ALICE).rules())
                .startsWith("clients are not tracked", "the first that is available: server 0 first");

        var remembered = new Scene().servers(2);
        remembered.visit(ALICE);
        remembered.server("a").observe(new Observation.FoundDown("no answer for 3 queries"), remembered.now());
        assertThat(remembered.balancer().explain(ALICE).rules())
                .contains(
                        "server 0 (192.0.2.1:80) is down, says its health check: no answer for 3 queries",
                        "server 1 (192.0.2.2:80) takes it");
    }

    @Test
    void a_table_knows_its_servers_by_their_index() {
        List<Server> servers = new Scene().servers(2).table();
        assertThatThrownBy(() -> new ServerTable(servers.reversed(), null, null, AccessList.EMPTY, Selection.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("servers: index 1 (expected: 0)");
    }
}
