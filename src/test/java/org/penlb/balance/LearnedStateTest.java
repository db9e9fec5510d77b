package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.balance.Scene.ALICE;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.ServerConfig;

/** What others observed is taken in by the address of the server and the age of the news. */
class LearnedStateTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static final List<Vote> VOTES =
            List.of(new Vote("me", Vote.Opinion.UNREACHABLE, "refused"), new Vote("you", Vote.Opinion.UNKNOWN, null));

    private final Scene scene = new Scene().servers(3).blacklist(Duration.ofSeconds(10));

    private LearnedState learned() {
        return new LearnedState(scene.balancer());
    }

    @Test
    void a_server_that_nobody_knows_is_ignored() {
        assertThat(eject("d", SECOND, SECOND)).isEqualTo(LearnedState.Outcome.NO_SERVER);
    }

    @Test
    void times_that_no_clock_can_tell_are_ignored() {
        assertThat(eject("a", Duration.ofSeconds(Long.MAX_VALUE), SECOND)).isEqualTo(LearnedState.Outcome.NO_TIME);
        assertThat(eject("a", SECOND, Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(LearnedState.Outcome.NO_TIME);
        assertThat(eject("a", SECOND, Duration.ZERO)).isEqualTo(LearnedState.Outcome.NO_TIME);
        assertThat(scene.server("a").isWell(scene.now())).isTrue();
    }

    private LearnedState.Outcome eject(String server, Duration age, Duration left) {
        return learned().ejection(written(server), "1 of 1 cannot reach it", age, left, VOTES);
    }

    private static String written(String server) {
        return "192.0.2." + (server.charAt(0) - 'a' + 1) + ":80";
    }

    @Test
    void a_server_that_was_voted_out_is_left_alone_for_what_is_left() {
        assertThat(eject("a", SECOND, SECOND)).isEqualTo(LearnedState.Outcome.TAKEN);
        assertThat(eject("a", SECOND, SECOND)).isEqualTo(LearnedState.Outcome.KNOWN);
        assertThat(scene.visit(ALICE)).isEqualTo("b");
        assertThat(scene.server("a").health().ejection())
                .isEqualTo(new Exclusion(
                        scene.now() - SECOND.toNanos(),
                        scene.now() + SECOND.toNanos(),
                        "1 of 1 cannot reach it",
                        VOTES));
        assertThat(scene.server("a").lastFailure()).as("here").isNull();
        assertThat(scene.server("a").isWell(scene.now())).isFalse();
        scene.pass(SECOND);
        assertThat(scene.server("a").isWell(scene.now())).isTrue();
    }

    @Test
    void a_server_that_is_well_here_since_is_not_left_alone() {
        scene.server("a").lastHeard().answered(scene.now());
        scene.server("b").observe(Observation.Plain.CHECK_WAS_GOOD, scene.now());
        scene.pass(SECOND);
        assertThat(eject("a", SECOND.plusNanos(1), SECOND)).isEqualTo(LearnedState.Outcome.SEEN_WELL);
        assertThat(eject("b", SECOND.plusNanos(1), SECOND)).isEqualTo(LearnedState.Outcome.SEEN_WELL);
        assertThat(eject("a", SECOND, SECOND)).as("it answered before").isEqualTo(LearnedState.Outcome.TAKEN);
    }

    @Test
    void whom_the_operator_has_just_called_back_is_not_left_alone() {
        scene.balancer().blacklist(scene.server("a"), SECOND);
        scene.balancer().blacklist(scene.server("a"), Duration.ZERO);
        assertThat(eject("a", SECOND, SECOND)).isEqualTo(LearnedState.Outcome.SEEN_WELL);
        assertThat(scene.server("a").isWell(scene.now())).isTrue();
    }

    @Test
    void of_servers_that_are_to_take_clients_at_most_half_are_left_alone_by_votes_at_a_time() {
        var four = new Scene().servers(4).server(config -> config.withState(AdminState.DRAINING));
        LearnedState learned = new LearnedState(four.balancer());
        four.fails("d"); // seen here: that is another matter
        assertThat(List.of("a", "b", "c", "e", "a").stream()
                        .map(server -> learned.ejection(written(server), "no", Duration.ZERO, SECOND, VOTES)))
                .containsExactly(
                        LearnedState.Outcome.TAKEN,
                        LearnedState.Outcome.TAKEN,
                        LearnedState.Outcome.TOO_MANY,
                        LearnedState.Outcome.TAKEN,
                        LearnedState.Outcome.KNOWN);
        four.pass(SECOND);
        assertThat(learned.ejection(written("c"), "no", Duration.ZERO, SECOND, VOTES))
                .isEqualTo(LearnedState.Outcome.TAKEN);
    }

    @Test
    void the_only_server_is_never_voted_out() {
        var one = new Scene().servers(1);
        assertThat(new LearnedState(one.balancer()).ejection(written("a"), "no", SECOND, SECOND, VOTES))
                .isEqualTo(LearnedState.Outcome.TOO_MANY);
    }

    @Test
    void a_server_is_meant_by_what_is_configured_or_else_by_where_that_is() {
        var named = new Scene().servers(1).server(config -> new ServerConfig(new Address.Inet("web", 80)));
        assertThat(named.balancer().named("web:80")).containsExactly(named.server("b"));
        assertThat(named.balancer().named("192.0.2.2:80")).containsExactly(named.server("b"));
        assertThat(named.balancer().named("192.0.2.1:80")).containsExactly(named.server("a"));
        assertThat(named.balancer().named("192.0.2.3:80")).isEmpty();
        var gone = new Scene().servers(1).server(config -> config.withState(AdminState.REMOVED));
        assertThat(gone.balancer().named("192.0.2.2:80")).isEmpty();
    }

    @Test
    void explain_says_why_a_server_is_left_alone_and_who_voted_how() {
        eject("a", SECOND, SECOND);
        scene.fails("b");
        scene.balancer().blacklist(scene.server("c"), SECOND);
        assertThat(scene.balancer().explain(ALICE).rules())
                .contains(
                        "server 0 (192.0.2.1:80) is blacklisted for 1 s more: 1 of 1 cannot reach it; me: refused; you: cannot tell",
                        "server 1 (192.0.2.2:80) is blacklisted for 10 s more: refused",
                        "server 2 (192.0.2.3:80) is blacklisted for 1 s more by the operator");
    }
}
