package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.balance.Scene.ALICE;
import static org.penlb.balance.Scene.BOB;
import static org.penlb.balance.Scene.CAROL;
import static org.penlb.balance.Scene.DAVE;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.penlb.config.AccessList;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection.Flag;

/** A client goes back to the server that it used last. */
class TrackingTest {
    @Test
    void a_client_goes_back_to_its_server() {
        var scene = new Scene().servers(3);
        assertThat(scene.visits(ALICE, BOB, CAROL, DAVE)).isEqualTo("a b c a");
        assertThat(scene.visits(BOB, ALICE, CAROL, BOB, DAVE)).isEqualTo("b a c b a");
    }

    @Test
    void the_port_a_client_comes_from_does_not_matter() {
        var scene = new Scene().servers(3);
        var first = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.77"), 40_000);
        var second = new InetSocketAddress(InetAddress.ofLiteral("::ffff:192.0.2.77"), 50_000);
        assertThat(scene.visits(IpAddress.of(first.getAddress()), BOB, IpAddress.of(second.getAddress())))
                .isEqualTo("a b a");
    }

    @Test
    void all_clients_of_a_unix_socket_are_one_client() {
        var scene = new Scene().servers(3);
        assertThat(scene.visits(IpAddress.UNIX, 3)).isEqualTo("a a a");
    }

    @Test
    void a_client_that_comes_back_does_not_move_the_turn() {
        var scene = new Scene().servers(3);
        assertThat(scene.visits(ALICE, ALICE, ALICE, BOB, ALICE, CAROL)).isEqualTo("a a a b a c");
    }

    @Test
    void three_slots_forget_the_least_recently_used_of_four_clients_and_only_that_one() {
        var scene = new Scene().servers(4).clientsMax(3);
        assertThat(scene.visits(ALICE, BOB, CAROL, ALICE)).isEqualTo("a b c a");
        assertThat(scene.visit(DAVE)).isEqualTo("d"); // Bob gives way
        assertThat(scene.visits(ALICE, CAROL, DAVE)).isEqualTo("a c d");
        assertThat(scene.visit(BOB)).isEqualTo("a"); // by turns, as a new client
    }

    @Test
    void a_client_is_forgotten_when_its_time_is_over() {
        var scene = new Scene().servers(3).tracking(Duration.ofSeconds(60));
        assertThat(scene.visit(ALICE)).isEqualTo("a");
        scene.pass(Duration.ofSeconds(60));
        assertThat(scene.visit(ALICE)).isEqualTo("a");
        scene.pass(Duration.ofSeconds(60).plusNanos(1));
        assertThat(scene.visit(ALICE)).isEqualTo("b");
    }

    @Test
    void every_visit_starts_the_time_anew() {
        var scene = new Scene().servers(3).tracking(Duration.ofSeconds(60));
        for (int minutes = 0; minutes < 60; minutes++) {
            assertThat(scene.visit(ALICE)).isEqualTo("a");
            scene.pass(Duration.ofSeconds(59));
        }
    }

    @Test
    void without_a_time_a_client_is_remembered_for_ever() {
        var scene = new Scene().servers(3);
        assertThat(scene.visit(ALICE)).isEqualTo("a");
        scene.pass(Duration.ofDays(36_500));
        assertThat(scene.visit(ALICE)).isEqualTo("a");
    }

    @Test
    void a_client_moves_on_when_its_server_is_blacklisted_and_stays_there() {
        var scene = new Scene().servers(3);
        assertThat(scene.visits(ALICE, BOB)).isEqualTo("a b");
        scene.fails("b");
        assertThat(scene.visits(BOB, 2)).isEqualTo("c c");
        scene.answers("b");
        assertThat(scene.visits(BOB, ALICE)).isEqualTo("c a");
    }

    /** Watched from pen: it remembers whom it tried last, even if that server did not answer either. */
    @Test
    void a_client_whom_nobody_answered_is_remembered_for_the_last_server_it_tried() {
        var scene = new Scene().servers(3);
        assertThat(scene.visits(BOB, ALICE)).isEqualTo("a b");
        assertThat(scene.candidates(ALICE)).isEqualTo("b c a");
        assertThat(scene.visits(ALICE, 2)).isEqualTo("a a");
    }

    @Test
    void a_client_of_the_emergency_server_goes_back_to_its_own_afterwards() {
        var scene = new Scene().servers(2).emergency(AccessList.EMPTY);
        assertThat(scene.visits(ALICE, BOB)).isEqualTo("a b");
        scene.fails("a");
        scene.fails("b");
        assertThat(scene.visits(ALICE, BOB, CAROL)).isEqualTo("emergency emergency emergency");
        assertThat(scene.clients().size()).isEqualTo(2);
        scene.pass(Duration.ofSeconds(30));
        assertThat(scene.visits(BOB, ALICE)).isEqualTo("b a");
    }

    @Test
    void round_robin_does_not_look_at_what_a_client_used_last() {
        var scene = new Scene(Flag.ROUNDROBIN).servers(3);
        assertThat(scene.visits(ALICE, 7)).isEqualTo("a b c a b c a");
    }

    @Test
    void untracked_clients_go_by_their_hash_every_time() {
        var scene = new Scene(Flag.UNTRACKED).servers(5);
        String first = scene.visit(ALICE);
        scene.fails(first);
        assertThat(scene.visit(ALICE)).isNotEqualTo(first);
        scene.answers(first);
        assertThat(scene.visits(ALICE, 3)).isEqualTo(String.join(" ", first, first, first));
    }

    @Test
    void weight_prio_and_hash_are_for_new_clients_only() {
        for (Flag flag : new Flag[] {Flag.WEIGHT, Flag.PRIO, Flag.HASH}) {
            var scene = new Scene(flag)
                    .server(config -> config.withWeight(1).withPrio(2))
                    .server(config -> config.withWeight(9).withPrio(1));
            scene.clients().used(ALICE, 0, scene.now());
            scene.clients().used(BOB, 1, scene.now());
            scene.take(BOB);
            assertThat(scene.visits(ALICE, BOB, ALICE)).as(flag.name()).isEqualTo("a b a");
        }
    }

    @Test
    void a_server_that_is_no_longer_there_is_not_looked_for() {
        var scene = new Scene().servers(2);
        scene.clients().used(ALICE, 7, scene.now());
        assertThat(scene.visits(ALICE, 2)).isEqualTo("a a");
    }

    @Test
    void bytes_are_counted_for_server_and_client() {
        var scene = new Scene().servers(1);
        scene.visit(ALICE);
        scene.balancer().transferred(ALICE, scene.server("a"), 10, 200);
        scene.balancer().transferred(BOB, scene.server("a"), 1, 2);
        assertThat(scene.server("a").sent()).isEqualTo(11);
        assertThat(scene.server("a").received()).isEqualTo(202);
        assertThat(Scene.recent(scene.clients(), 9)).singleElement().satisfies(entry -> {
            assertThat(entry.sent()).isEqualTo(10);
            assertThat(entry.received()).isEqualTo(200);
        });
    }
}
