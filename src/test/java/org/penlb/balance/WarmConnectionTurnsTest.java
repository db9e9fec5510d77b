package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.balance.Scene.ALICE;

import org.junit.jupiter.api.Test;
import org.penlb.config.Selection.Flag;

/** Whose connections are kept ready. */
class WarmConnectionTurnsTest {
    private static String next(Scene scene) {
        Server server = scene.balancer().nextForWarmConnection();
        return server == null ? Scene.NOBODY : Scene.name(new Lease(server));
    }

    @Test
    void servers_take_turns() {
        var scene = new Scene().servers(2);
        assertThat(next(scene) + next(scene) + next(scene)).isEqualTo("aba");
    }

    @Test
    void the_turns_of_clients_are_not_moved() {
        var scene = new Scene(Flag.ROUNDROBIN).servers(2);
        next(scene);
        assertThat(scene.visits(ALICE, 2)).isEqualTo("a b");
    }

    @Test
    void a_blacklisted_server_is_left_alone() {
        var scene = new Scene().servers(3);
        scene.fails("b");
        assertThat(next(scene) + next(scene) + next(scene)).isEqualTo("aca");
    }

    @Test
    void a_server_without_a_port_is_not_dialled() {
        var scene = new Scene().servers(1).serverWithoutPort().servers(1);
        assertThat(next(scene) + next(scene) + next(scene)).isEqualTo("aca");
    }

    @Test
    void there_may_be_nobody() {
        assertThat(next(new Scene())).isEqualTo(Scene.NOBODY);
        assertThat(next(new Scene().serverWithoutPort())).isEqualTo(Scene.NOBODY);
        var scene = new Scene().servers(2);
        scene.fails("a");
        scene.fails("b");
        assertThat(next(scene)).isEqualTo(Scene.NOBODY);
    }
}
