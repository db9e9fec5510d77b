package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.balance.Scene.ALICE;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.penlb.config.Selection.Flag;

/** What the operator says of a server holds, whatever traffic says: connections were on their way when it was said. */
class OperatorBlacklistTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Scene scene = new Scene(Flag.ROUNDROBIN).servers(2).blacklist(Duration.ofSeconds(10));
    private final Server server = scene.server("a");

    private void isLeftAloneFor(Duration time) {
        scene.pass(time.minusNanos(1));
        assertThat(server.isBlacklisted(scene.now())).isTrue();
        assertThat(scene.visits(ALICE, 2)).isEqualTo("b b");
        scene.pass(Duration.ofNanos(1));
        assertThat(server.isBlacklisted(scene.now())).isFalse();
    }

    @Test
    void a_connection_that_fails_does_not_shorten_it() {
        scene.balancer().blacklist(server, HOUR);
        scene.fails("a");
        isLeftAloneFor(HOUR);
    }

    @Test
    void a_connection_that_succeeds_does_not_end_it() {
        scene.balancer().blacklist(server, HOUR);
        assertThat(scene.balancer().ejections().answered(server)).as("is back").isFalse();
        isLeftAloneFor(HOUR);
    }

    @Test
    void a_server_that_failed_and_answers_is_left_alone_still() {
        scene.fails("a");
        scene.balancer().blacklist(server, HOUR);
        scene.fails("a");
        scene.answers("a");
        isLeftAloneFor(HOUR);
    }

    @Test
    void a_failure_near_its_end_makes_it_longer() {
        scene.balancer().blacklist(server, Duration.ofSeconds(5));
        scene.pass(Duration.ofSeconds(4));
        scene.fails("a");
        isLeftAloneFor(Duration.ofSeconds(10));
    }

    @Test
    void the_operator_ends_whatever_keeps_clients_away() {
        scene.balancer().blacklist(server, HOUR);
        scene.fails("a");
        scene.balancer().blacklist(server, Duration.ZERO);
        assertThat(scene.visits(ALICE, 2)).contains("a");
    }

    @Test
    void what_the_operator_says_takes_the_place_of_a_failure_before() {
        scene.fails("a");
        scene.balancer().blacklist(server, Duration.ofSeconds(1));
        isLeftAloneFor(Duration.ofSeconds(1));
    }
}
