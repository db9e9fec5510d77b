package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.balance.Scene.ALICE;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.config.Selection.Flag;

/** How many connections a server takes: the soft limit for anybody, the hard limit for whom it served last. */
class LimitsTest {
    /** The expectations were watched from pen 0.34.1 with the same limits. */
    @ParameterizedTest(name = "soft {0}, hard {1}")
    @CsvSource({
        "0, 0, a a a a a a a", //
        "0, 2, a a a a a a a",
        "2, 0, a a b b b b b",
        "2, 2, a a b b b b b",
        "2, 4, a a a a b b b",
        "4, 2, a a a a b b b"
    })
    void a_tracked_client_uses_its_server_up_to_the_larger_limit(int soft, int hard, String expected) {
        var scene = new Scene()
                .server(config -> config.withMax(soft).withHard(hard))
                .servers(1);
        assertThat(scene.holds(ALICE, 7)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "soft {0}, hard {1}")
    @CsvSource({
        "0, 0, a b a b a b a b a b", //
        "0, 2, a b a b a b a b a b",
        "2, 0, a b a b b b b b b b",
        "2, 2, a b a b b b b b b b",
        "2, 4, a b a b b b b b b b",
        "4, 2, a b a b a b a b b b"
    })
    void new_clients_are_taken_up_to_the_soft_limit(int soft, int hard, String expected) {
        var scene = new Scene()
                .server(config -> config.withMax(soft).withHard(hard))
                .servers(1);
        assertThat(scene.holds(10)).isEqualTo(expected);
    }

    @Test
    void without_tracking_the_soft_limit_counts_for_everybody() {
        var scene = new Scene(Flag.ROUNDROBIN)
                .server(config -> config.withMax(2).withHard(4))
                .servers(1);
        assertThat(scene.holds(ALICE, 8)).isEqualTo("a b a b b b b b");
    }

    @Test
    void a_client_that_failed_over_because_of_a_limit_stays_where_it_went() {
        var scene = new Scene().server(config -> config.withMax(1)).servers(1);
        Lease first = scene.take(ALICE);
        assertThat(scene.visit(ALICE)).isEqualTo("b");
        first.close();
        assertThat(scene.visits(ALICE, 2)).isEqualTo("b b");
    }

    @Test
    void a_client_that_fails_over_to_a_server_is_new_there() {
        var scene = new Scene().servers(1).server(config -> config.withMax(1).withHard(9));
        assertThat(scene.visit(ALICE)).isEqualTo("a");
        scene.fails("a");
        assertThat(scene.holds(1)).isEqualTo("b");
        assertThat(scene.candidates(ALICE)).as("the last resort").isEqualTo("a");
    }

    @Test
    void everybody_at_the_limit_means_nobody() {
        var scene = new Scene().server(config -> config.withMax(1)).server(config -> config.withMax(1));
        assertThat(scene.holds(3)).isEqualTo("a b nobody");
    }
}
