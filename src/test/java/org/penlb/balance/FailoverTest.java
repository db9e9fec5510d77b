package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.balance.Scene.ALICE;
import static org.penlb.balance.Scene.BOB;

import java.time.Duration;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.AccessList;
import org.penlb.config.Selection.Flag;

/** Who comes after the first choice, and how long a server that failed is left alone. */
class FailoverTest {
    @Test
    void the_others_follow_in_index_order_each_once() {
        var scene = new Scene(Flag.ROUNDROBIN).servers(4);
        assertThat(scene.candidates(ALICE)).isEqualTo("a b c d");
        assertThat(scene.candidates(ALICE)).isEqualTo("b c d a");
        assertThat(scene.candidates(ALICE)).isEqualTo("c d a b");
    }

    @Test
    void the_emergency_server_is_the_last() {
        var scene = new Scene(Flag.ROUNDROBIN).servers(2).emergency(AccessList.EMPTY);
        assertThat(scene.candidates(ALICE)).isEqualTo("a b emergency");
    }

    @Test
    void the_emergency_server_serves_where_no_regular_server_can() {
        assertThat(new Scene().emergency(AccessList.EMPTY).visit(ALICE)).isEqualTo(Scene.EMERGENCY);
        assertThat(new Scene(Flag.WEIGHT).servers(2).emergency(AccessList.EMPTY).visit(ALICE))
                .isEqualTo(Scene.EMERGENCY);
        var full = new Scene().server(config -> config.withMax(1)).emergency(AccessList.EMPTY);
        assertThat(full.holds(3)).isEqualTo("a emergency emergency");
    }

    @ParameterizedTest
    @EnumSource(names = {"ROUNDROBIN", "HASH", "WEIGHT", "PRIO", "UNTRACKED"})
    void stubborn_tries_one_server_and_never_the_emergency_server(Flag selection) {
        var scene = new Scene(Flag.STUBBORN, selection)
                .server(config -> config.withWeight(1))
                .server(config -> config.withWeight(1))
                .emergency(AccessList.EMPTY);
        assertThat(scene.candidates(ALICE)).isIn("a", "b");
        scene.fails("a");
        scene.fails("b");
        assertThat(scene.candidates(BOB)).as("nobody is left").isIn("a", "b");
    }

    @Test
    void stubborn_keeps_a_tracked_client_waiting_for_its_server() {
        var scene = new Scene(Flag.STUBBORN).servers(2);
        assertThat(scene.visit(ALICE)).isEqualTo("a");
        scene.fails("a");
        assertThat(scene.visits(ALICE, BOB)).isEqualTo("nobody b");
        scene.answers("a");
        assertThat(scene.visit(ALICE)).isEqualTo("a");
    }

    @Test
    void a_server_that_fails_while_it_is_tried_is_skipped_by_clients_already_choosing() {
        var scene = new Scene().servers(3);
        Choice choice = scene.balancer().choose(ALICE);
        scene.fails("a");
        scene.fails("b");
        Lease lease = choice.next();
        assertThat(lease).isNotNull().extracting(Scene::name).isEqualTo("c");
    }

    @Test
    void a_server_that_failed_is_left_alone_for_the_blacklist_time() {
        var scene = new Scene(Flag.ROUNDROBIN).servers(2).blacklist(Duration.ofSeconds(10));
        scene.fails("a");
        assertThat(scene.visits(ALICE, 2)).isEqualTo("b b");
        scene.pass(Duration.ofSeconds(10).minusNanos(1));
        assertThat(scene.visit(ALICE)).isEqualTo("b");
        scene.pass(Duration.ofNanos(1));
        assertThat(scene.visit(ALICE)).isEqualTo("a");
    }

    @Test
    void failing_again_starts_the_time_anew() {
        var scene = new Scene(Flag.ROUNDROBIN).servers(2).blacklist(Duration.ofSeconds(10));
        scene.fails("a");
        scene.pass(Duration.ofSeconds(9));
        scene.fails("a");
        scene.pass(Duration.ofSeconds(9));
        assertThat(scene.visit(ALICE)).isEqualTo("b");
    }

    @Test
    void a_successful_connection_ends_the_blacklisting() {
        var scene = new Scene(Flag.ROUNDROBIN).servers(2);
        scene.fails("a");
        assertThat(scene.visit(ALICE)).isEqualTo("b");
        scene.answers("a");
        assertThat(scene.visit(ALICE)).isEqualTo("a");
    }

    @Test
    void a_blacklist_time_of_zero_never_blacklists() {
        var scene = new Scene(Flag.ROUNDROBIN).servers(2).blacklist(Duration.ZERO);
        scene.fails("a");
        assertThat(scene.visits(ALICE, 2)).isEqualTo("a b");
    }

    @Test
    void only_the_first_failure_and_the_first_success_are_news() {
        var scene = new Scene().servers(2);
        Lease lease = scene.take(ALICE);
        assertThat(scene.balancer().ejections().answered(lease.server())).isFalse();
        assertThat(scene.balancer().ejections().failed(lease.server(), "refused"))
                .isTrue();
        assertThat(scene.balancer().ejections().failed(lease.server(), "refused"))
                .isFalse();
        assertThat(scene.balancer().ejections().answered(lease.server())).isTrue();
        assertThat(scene.balancer().ejections().answered(lease.server())).isFalse();
        assertThat(scene.balancer().ejections().failed(lease.server(), "refused"))
                .isTrue();
    }

    @Test
    void the_last_resort_is_never_blacklisted() {
        var scene = new Scene().emergency(AccessList.EMPTY);
        Lease lease = scene.take(ALICE);
        assertThat(scene.balancer().ejections().failed(lease.server(), "refused"))
                .isFalse();
        assertThat(scene.visit(ALICE)).isEqualTo(Scene.EMERGENCY);
    }

    @Test
    void a_choice_that_is_exhausted_stays_so() {
        var scene = new Scene().servers(1).emergency(AccessList.EMPTY);
        Choice choice = scene.balancer().choose(ALICE);
        assertThat(choice.next()).isNotNull();
        assertThat(choice.next()).isNotNull();
        assertThat(choice.next()).isNull();
        assertThat(choice.next()).isNull();
    }

    @Test
    void each_of_very_many_that_failed_is_offered_once() {
        var scene = new Scene(Flag.ROUNDROBIN).servers(200);
        scene.table().forEach(server -> scene.balancer().ejections().failed(server, "refused"));
        Choice choice = scene.balancer().choose(ALICE);
        var offered = new HashSet<Server>();
        for (Lease lease = choice.next(); lease != null; lease = choice.next()) {
            lease.close();
            assertThat(offered.add(lease.server())).isTrue();
        }
        assertThat(offered).hasSize(200);
    }
}
