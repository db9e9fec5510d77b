package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.balance.Scene.ALICE;
import static org.penlb.balance.Scene.BOB;
import static org.penlb.balance.Scene.CAROL;

import org.junit.jupiter.api.Test;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRule;
import org.penlb.config.Selection.Flag;

/** Who may come in, and who may use which server. */
class AccessTest {
    private static final AccessList NOT_ALICE = AccessList.EMPTY.with(AccessRule.host(false, ALICE));

    @Test
    void a_client_that_is_denied_gets_nobody() {
        var scene = new Scene().servers(2).emergency(AccessList.EMPTY).clientAccess(NOT_ALICE);
        assertThat(scene.candidates(ALICE)).isEqualTo(Scene.NOBODY);
        assertThat(scene.visit(BOB)).isEqualTo("a");
    }

    @Test
    void a_client_that_is_denied_gets_the_abuse_server_and_nobody_else() {
        var scene = new Scene()
                .servers(2)
                .emergency(AccessList.EMPTY)
                .abuse(AccessList.EMPTY)
                .clientAccess(NOT_ALICE);
        assertThat(scene.candidates(ALICE)).isEqualTo(Scene.ABUSE);
        assertThat(scene.candidates(BOB)).isEqualTo("a b emergency");
    }

    /** Unless told otherwise, clients and servers use list 0: whoever it denies could never get to the abuse server. */
    @Test
    void the_abuse_server_takes_clients_that_its_own_list_denies() {
        var scene = new Scene().servers(2).abuse(NOT_ALICE).clientAccess(NOT_ALICE);
        assertThat(scene.candidates(ALICE)).isEqualTo(Scene.ABUSE);
    }

    @Test
    void the_abuse_server_is_not_remembered() {
        var scene = new Scene().servers(2).abuse(AccessList.EMPTY).clientAccess(NOT_ALICE);
        assertThat(scene.visit(ALICE)).isEqualTo(Scene.ABUSE);
        assertThat(scene.clients().size()).isZero();
    }

    @Test
    void the_emergency_server_keeps_to_its_own_list() {
        var scene = new Scene().server(config -> config, NOT_ALICE).emergency(NOT_ALICE);
        assertThat(scene.visits(ALICE, BOB)).isEqualTo("nobody a");
    }

    @Test
    void a_server_that_denies_the_client_is_passed_over() {
        var scene = new Scene(Flag.ROUNDROBIN)
                .servers(1)
                .server(config -> config, NOT_ALICE)
                .servers(1);
        assertThat(scene.visits(ALICE, 6)).isEqualTo("a c c a c c");
        assertThat(scene.visits(BOB, 3)).isEqualTo("a b c");
    }

    @Test
    void countries_are_looked_up_for_clients_and_for_servers() {
        AccessList sweden = AccessList.EMPTY.with(new AccessRule.Country(true, "SE"));
        AccessList nordic = sweden.with(new AccessRule.Country(true, "NO"));
        var scene = new Scene()
                .countries(client -> client.equals(ALICE) ? "SE" : client.equals(BOB) ? "NO" : null)
                .clientAccess(nordic)
                .server(config -> config, sweden)
                .servers(1)
                .emergency(sweden);
        assertThat(scene.candidates(ALICE)).isEqualTo("a b emergency");
        assertThat(scene.candidates(BOB)).isEqualTo("b");
        assertThat(scene.candidates(CAROL)).as("from nowhere").isEqualTo(Scene.NOBODY);
    }

    @Test
    void a_tracked_client_that_is_denied_from_now_on_moves() {
        var scene = new Scene().server(config -> config, NOT_ALICE).servers(1);
        scene.clients().used(ALICE, 0, scene.now());
        assertThat(scene.visits(ALICE, 2)).isEqualTo("b b");
    }
}
