package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.balance.Scene.ALICE;
import static org.penlb.balance.Scene.BOB;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection.Flag;

/** What others observed is taken in by the address of the server and the age of the news. */
class LearnedStateTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Scene scene = new Scene().servers(3).blacklist(Duration.ofSeconds(10));

    private static SocketAddress at(String server) {
        int last = server.charAt(0) - 'a' + 1;
        return new InetSocketAddress(IpAddress.parse("192.0.2." + last).toInetAddress(), 80);
    }

    private LearnedState learned() {
        return scene.balancer().learned();
    }

    @Test
    void a_client_goes_on_where_another_instance_sent_it() {
        learned().assignment(ALICE, at("c"), SECOND);
        assertThat(scene.visits(ALICE, BOB)).isEqualTo("c a");
    }

    @Test
    void an_assignment_is_no_visit_and_as_recent_as_it_is() {
        scene.clients();
        learned().assignment(ALICE, at("c"), SECOND);
        long then = scene.now() - SECOND.toNanos();
        assertThat(Scene.recent(scene.clients(), 10)).containsExactly(new ClientTable.Entry(ALICE, 2, then, 0, 0, 0));
        assertThat(scene.clients().since(then + 1, 10)).isEmpty();
        assertThat(scene.clients().since(then, 10)).hasSize(1);
    }

    @Test
    void what_is_known_of_a_later_time_stays() {
        assertThat(scene.visit(ALICE)).isEqualTo("a");
        scene.pass(SECOND);
        learned().assignment(ALICE, at("c"), SECOND);
        learned().assignment(ALICE, at("b"), SECOND.plusNanos(1));
        assertThat(scene.visit(ALICE)).isEqualTo("a");
        scene.pass(SECOND);
        learned().assignment(ALICE, at("c"), SECOND.minusNanos(1));
        assertThat(scene.visit(ALICE)).isEqualTo("c");
    }

    @Test
    void a_server_that_nobody_knows_is_ignored() {
        learned().assignment(ALICE, at("d"), SECOND);
        learned().ejection(at("d"), "refused", SECOND, SECOND);
        assertThat(scene.clients().size()).isZero();
    }

    @Test
    void times_that_no_clock_can_tell_are_ignored() {
        learned().assignment(ALICE, at("c"), Duration.ofSeconds(Long.MAX_VALUE));
        learned().assignment(ALICE, at("c"), Duration.ofNanos(-1));
        learned().ejection(at("a"), "refused", Duration.ofSeconds(Long.MAX_VALUE), SECOND);
        learned().ejection(at("a"), "refused", SECOND, Duration.ofSeconds(Long.MAX_VALUE));
        learned().ejection(at("a"), "refused", SECOND, Duration.ZERO);
        assertThat(scene.clients().size()).isZero();
        assertThat(scene.server("a").isWell(scene.now())).isTrue();
    }

    @Test
    void who_would_be_forgotten_by_now_is_not_remembered() {
        var forgetful = new Scene().servers(2).tracking(SECOND);
        forgetful.balancer().learned().assignment(ALICE, at("b"), SECOND.plusNanos(1));
        assertThat(forgetful.clients().size()).isZero();
        forgetful.balancer().learned().assignment(ALICE, at("b"), SECOND);
        assertThat(forgetful.visit(ALICE)).isEqualTo("b");
    }

    @Test
    void a_full_table_forgets_nobody_who_came_later() {
        var full = new Scene(Flag.ROUNDROBIN).servers(2).clientsMax(1);
        full.visit(ALICE);
        full.balancer().learned().assignment(BOB, at("b"), SECOND);
        assertThat(Scene.recent(full.clients(), 10))
                .extracting(ClientTable.Entry::client)
                .containsExactly(ALICE);
        full.pass(SECOND.multipliedBy(2));
        full.balancer().learned().assignment(BOB, at("b"), SECOND);
        assertThat(Scene.recent(full.clients(), 10))
                .extracting(ClientTable.Entry::client)
                .containsExactly(BOB);
    }

    @Test
    void a_server_that_another_instance_ejected_is_left_alone_for_what_is_left() {
        learned().ejection(at("a"), "refused", SECOND, SECOND);
        assertThat(scene.visit(ALICE)).isEqualTo("b");
        assertThat(scene.server("a").health().ejection())
                .extracting(Exclusion::reason)
                .isEqualTo("refused");
        assertThat(scene.server("a").lastFailure()).as("here").isNull();
        assertThat(scene.server("a").isWell(scene.now())).isFalse();
        scene.pass(SECOND);
        assertThat(scene.server("a").isWell(scene.now())).isTrue();
    }
}
