package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.balance.Scene.ALICE;
import static org.penlb.balance.Scene.BOB;
import static org.penlb.balance.Scene.CAROL;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.AccessList;
import org.penlb.config.Selection.Flag;

/**
 * A server of weight 0 while servers are chosen by weight, as with pen: nobody new is sent there, it takes over from a first
 * choice that fails or is full, and keeps its clients.
 */
class WeightZeroTest {
    /** Server a has a weight; b, and c, have none. */
    private static Scene spare(Flag... more) {
        var flags = new Flag[more.length + 1];
        System.arraycopy(more, 0, flags, 1, more.length);
        flags[0] = Flag.WEIGHT;
        return new Scene(flags).server(config -> config.withWeight(1)).servers(1);
    }

    /** The client's first choice fails, and it goes on with the next. */
    private static String failedOver(Scene scene) {
        Choice choice = scene.balancer().choose(ALICE);
        Lease failed = Objects.requireNonNull(choice.next());
        failed.close();
        scene.balancer().ejections().failed(failed.server(), "refused");
        Lease next = choice.next();
        if (next == null) {
            return Scene.NOBODY;
        }
        next.close();
        return Scene.name(next);
    }

    @Test
    void it_takes_over_from_a_first_choice_that_fails_and_keeps_that_client() {
        Scene scene = spare();
        assertThat(failedOver(scene)).isEqualTo("b");
        assertThat(scene.visits(ALICE, BOB, CAROL)).isEqualTo("b a a");
        scene.answers("a");
        assertThat(scene.visits(ALICE, BOB)).isEqualTo("b a");
    }

    @Test
    void without_tracking_nobody_stays_there() {
        Scene scene = spare(Flag.ROUNDROBIN);
        assertThat(failedOver(scene)).isEqualTo("b");
        assertThat(scene.visits(ALICE, BOB)).isEqualTo("a a");
    }

    @Test
    void it_takes_over_in_its_turn_before_one_that_has_a_weight() {
        Scene scene = spare().server(config -> config.withWeight(1));
        assertThat(failedOver(scene)).isEqualTo("b");
        assertThat(scene.visits(BOB, CAROL)).isEqualTo("c c");
    }

    @Test
    void it_takes_whom_a_full_server_cannot() {
        var scene = new Scene(Flag.WEIGHT)
                .server(config -> config.withWeight(1).withMax(1))
                .servers(1)
                .emergency(AccessList.EMPTY);
        assertThat(scene.holds(4)).isEqualTo("a b b b");
    }

    @Test
    void whoever_is_new_gets_the_emergency_server_and_not_it() {
        Scene scene = spare().emergency(AccessList.EMPTY);
        assertThat(failedOver(scene)).isEqualTo("b");
        assertThat(scene.visits(ALICE, BOB, CAROL)).isEqualTo("b emergency emergency");
    }

    @Test
    void stubborn_clients_do_not_go_there() {
        assertThat(failedOver(spare(Flag.STUBBORN))).isEqualTo(Scene.NOBODY);
    }

    @Test
    void who_used_it_last_goes_back_there() {
        Scene scene = spare();
        scene.clients().used(ALICE, 1, scene.now());
        assertThat(scene.visits(ALICE, BOB)).isEqualTo("b a");
        scene.fails("b");
        assertThat(scene.visit(ALICE)).isEqualTo("a");
    }

    @ParameterizedTest
    @EnumSource(
            value = Flag.class,
            names = {"ROUNDROBIN", "HASH", "UNTRACKED", "FIRST", "LEAST"})
    void other_rules_know_no_weight(Flag rule) {
        var scene = new Scene(rule).server(config -> config.withWeight(1)).servers(1);
        scene.fails("a");
        assertThat(scene.visits(ALICE, BOB)).isEqualTo("b b");
    }
}
