package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.balance.Scene.ALICE;
import static org.penlb.balance.Scene.BOB;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRule;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection.Flag;

/** A server for one query or datagram at a time. */
class ServeTest {
    private static final long NOBODY_TRIED = 0;

    private static Server serve(Scene scene, IpAddress client, long tried) {
        return Objects.requireNonNull(scene.balancer().serve(client, tried));
    }

    private static void visit(Scene scene, IpAddress client) {
        scene.balancer().served(serve(scene, client, NOBODY_TRIED));
    }

    @Test
    void a_client_that_is_not_tracked_is_not_remembered() {
        var scene =
                new Scene(Flag.ROUNDROBIN).server(config -> config.withMax(1)).servers(1);
        serve(scene, ALICE, NOBODY_TRIED);
        serve(scene, ALICE, NOBODY_TRIED);
        serve(scene, ALICE, NOBODY_TRIED); // server a is full now, and passed over
        assertThat(scene.clients().size()).isZero();
    }

    @Test
    void a_tracked_client_stays_and_moves_when_its_server_was_tried() {
        var scene = new Scene().servers(3);
        visit(scene, ALICE);
        visit(scene, BOB);
        assertThat(serve(scene, ALICE, NOBODY_TRIED)).isSameAs(scene.server("a"));
        assertThat(serve(scene, ALICE, 0b001)).isSameAs(scene.server("b"));
        assertThat(serve(scene, ALICE, NOBODY_TRIED)).isSameAs(scene.server("b"));
    }

    @Test
    void a_client_that_is_denied_gets_the_abuse_server() {
        var scene = new Scene(Flag.LEAST)
                .servers(2)
                .clientAccess(AccessList.EMPTY.with(AccessRule.host(false, ALICE)))
                .abuse(AccessList.EMPTY);
        assertThat(serve(scene, ALICE, NOBODY_TRIED).role()).isEqualTo(Server.Role.ABUSE);
        assertThat(serve(scene, BOB, NOBODY_TRIED).role()).isEqualTo(Server.Role.REGULAR);
    }

    @Test
    void when_all_were_tried_the_emergency_server_is_left() {
        var scene = new Scene(Flag.LEAST).servers(2);
        assertThat(scene.balancer().serve(ALICE, 0b11)).isNull();
        var another = new Scene(Flag.LEAST).servers(2).emergency(AccessList.EMPTY);
        assertThat(serve(another, ALICE, 0b11).role()).isEqualTo(Server.Role.EMERGENCY);
    }

    @Test
    void only_the_first_64_servers_can_be_passed_over() {
        var scene = new Scene(Flag.FIRST).servers(66);
        assertThat(serve(scene, ALICE, -1L >>> 1).index()).isEqualTo(63);
        assertThat(serve(scene, ALICE, -1L).index()).isEqualTo(64);
    }
}
