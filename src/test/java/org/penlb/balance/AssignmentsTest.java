package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.balance.Scene.ALICE;
import static org.penlb.balance.Scene.BOB;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRule;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection.Flag;

/** Each time that a client is given a server this is announced, once, however it was chosen. */
class AssignmentsTest {
    private final List<String> announced = new ArrayList<>();

    private Scene scene(Flag... flags) {
        return new Scene(flags)
                .announcing(
                        (service, client, server, _) -> announced.add(service.get() + ": " + client + " " + server));
    }

    private List<String> taken() {
        List<String> taken = List.copyOf(announced);
        announced.clear();
        return taken;
    }

    private static String toA(IpAddress client) {
        return "scene: " + client + " 192.0.2.1:80";
    }

    private static String toB(IpAddress client) {
        return "scene: " + client + " 192.0.2.2:80";
    }

    @ParameterizedTest
    @EnumSource
    void a_connection_is_announced_whatever_the_selection(Flag flag) {
        Scene scene = scene(flag).server(config -> config.withWeight(1));
        assertThat(scene.visit(ALICE)).isEqualTo("a");
        assertThat(taken()).containsExactly(toA(ALICE));
        assertThat(scene.visit(ALICE)).isEqualTo("a");
        assertThat(taken()).as("once more").containsExactly(toA(ALICE));
    }

    @ParameterizedTest
    @EnumSource
    void a_query_is_announced_whatever_the_selection(Flag flag) {
        Balancer balancer = scene(flag).server(config -> config.withWeight(1)).balancer();
        serve(balancer, ALICE, 0);
        serve(balancer, BOB, 0);
        assertThat(taken()).containsExactly(toA(ALICE), toA(BOB));
    }

    private static @Nullable Server serve(Balancer balancer, IpAddress client, long tried) {
        Server server = balancer.serve(client, tried);
        if (server != null) {
            balancer.served(server);
        }
        return server;
    }

    @Test
    void a_client_whose_server_failed_is_announced_again_with_the_next_one() {
        Scene scene = scene(Flag.FIRST).servers(3);
        Choice choice = scene.balancer().choose(ALICE);
        Objects.requireNonNull(choice.next()).close();
        Objects.requireNonNull(choice.next()).close();
        assertThat(taken()).containsExactly(toA(ALICE), toB(ALICE));
    }

    @Test
    void a_query_that_is_asked_again_is_announced_with_the_server_that_gets_it_and_with_no_other() {
        Balancer balancer = scene(Flag.FIRST).servers(3).balancer();
        serve(balancer, ALICE, 0);
        serve(balancer, ALICE, 1);
        assertThat(taken()).containsExactly(toA(ALICE), toB(ALICE));
    }

    @Test
    void the_last_resorts_are_announced_too() {
        Scene scene = scene().server(config -> config.withMax(1)).emergency(AccessList.EMPTY);
        Objects.requireNonNull(scene.balancer().choose(ALICE).next());
        assertThat(scene.visit(BOB)).isEqualTo(Scene.EMERGENCY);
        assertThat(serve(scene.balancer(), BOB, 0)).isNotNull();
        String toEmergency = "scene: " + BOB + " 192.0.2.254:80";
        assertThat(taken()).containsExactly(toA(ALICE), toEmergency, toEmergency);
    }

    @Test
    void a_client_that_is_denied_is_announced_with_the_abuse_server_if_there_is_one() {
        AccessList notAlice = AccessList.EMPTY.with(AccessRule.host(false, ALICE));
        assertThat(scene().servers(1).clientAccess(notAlice).visit(ALICE)).isEqualTo(Scene.NOBODY);
        assertThat(taken()).isEmpty();
        assertThat(scene().servers(1)
                        .clientAccess(notAlice)
                        .abuse(AccessList.EMPTY)
                        .visit(ALICE))
                .isEqualTo(Scene.ABUSE);
        assertThat(taken()).containsExactly("scene: " + ALICE + " 192.0.2.255:80");
    }

    @Test
    void a_server_that_may_be_well_though_it_was_found_down_is_announced() {
        Scene scene = scene().servers(1);
        scene.server("a").observe(new Observation.FoundDown("does not answer"), scene.now());
        scene.balancer().served(Objects.requireNonNull(scene.balancer().serve(ALICE, 0)));
        assertThat(taken()).containsExactly(toA(ALICE));
    }

    @Test
    void who_is_given_nobody_is_not_announced() {
        assertThat(scene().visit(ALICE)).isEqualTo(Scene.NOBODY);
        assertThat(taken()).isEmpty();
    }

    @Test
    void to_ask_who_would_be_given_which_server_is_not_announced() {
        Scene scene = scene().servers(2);
        scene.balancer().explain(ALICE);
        assertThat(taken()).isEmpty();
    }

    @Test
    void a_session_that_begins_is_noted_but_was_announced_before() {
        Balancer balancer = scene(Flag.UNTRACKED).servers(1).balancer();
        Server server = Objects.requireNonNull(serve(balancer, ALICE, 0));
        assertThat(taken()).containsExactly(toA(ALICE));
        balancer.sessionOpened(ALICE, server);
        assertThat(taken()).isEmpty();
        assertThat(balancer.clients().serverOf(ALICE, balancer.now())).isZero();
    }

    @Test
    void the_time_is_the_balancers() {
        List<Long> times = new ArrayList<>();
        Scene scene = new Scene().servers(1).announcing((_, _, _, now) -> times.add(now));
        long start = scene.now();
        scene.visit(ALICE);
        scene.pass(Duration.ofSeconds(3));
        scene.visit(ALICE);
        assertThat(times).containsExactly(start, start + Duration.ofSeconds(3).toNanos());
    }

    @Test
    void who_ceases_to_listen_is_told_no_more() {
        Scene scene = scene().servers(1);
        scene.visit(ALICE);
        scene.announcing(null);
        scene.visit(ALICE);
        assertThat(taken()).containsExactly(toA(ALICE));
    }
}
