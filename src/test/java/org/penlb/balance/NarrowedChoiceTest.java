package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.balance.Scene.ALICE;
import static org.penlb.balance.Scene.BOB;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.penlb.config.AccessList;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection.Flag;

/** A choice of which only some servers may be offered. */
class NarrowedChoiceTest {
    /** All that are offered, in order, by index; -1 is the emergency server. */
    private static List<Integer> offered(Scene scene, IpAddress client, Integer... among) {
        Choice choice =
                scene.balancer().choose(client).among(server -> Set.of(among).contains(server.index()));
        List<Integer> offered = new ArrayList<>();
        for (Lease lease = choice.next(); lease != null; lease = choice.next()) {
            Server server = lease.server();
            offered.add(server.role() == Server.Role.REGULAR ? server.index() : -1);
            lease.close();
        }
        return offered;
    }

    @Test
    void a_pick_that_is_not_among_them_goes_to_the_next_and_each_comes_once() {
        var scene = new Scene(Flag.ROUNDROBIN).servers(4);
        assertThat(offered(scene, ALICE, 1, 3)).containsExactly(1, 3);
        assertThat(offered(scene, ALICE, 1, 3)).containsExactly(1, 3);
        assertThat(offered(scene, ALICE, 1, 3)).containsExactly(3, 1);
        assertThat(offered(scene, ALICE, 1, 3)).containsExactly(3, 1);
        assertThat(offered(scene, ALICE, 0, 1, 2, 3)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void the_emergency_server_stays_the_last_resort() {
        var scene = new Scene(Flag.ROUNDROBIN).servers(2).emergency(AccessList.EMPTY);
        assertThat(offered(scene, ALICE, 1)).containsExactly(1, -1);
        assertThat(offered(scene, ALICE, 7)).containsExactly(-1);
    }

    @Test
    void nobody_is_offered_if_there_is_none_of_them() {
        assertThat(offered(new Scene(Flag.ROUNDROBIN).servers(2), ALICE, 7)).isEmpty();
    }

    @Test
    void a_tracked_client_is_given_its_server_only_if_that_is_among_them() {
        var scene = new Scene().servers(3);
        assertThat(scene.visit(ALICE)).isEqualTo("a");
        assertThat(offered(scene, ALICE, 0, 1)).startsWith(0);
        assertThat(offered(scene, ALICE, 2)).containsExactly(2);
    }

    @Test
    void stubborn_insists_on_the_first_that_is_among_them() {
        var scene = new Scene(Flag.STUBBORN, Flag.ROUNDROBIN).servers(3);
        assertThat(offered(scene, BOB, 1, 2)).containsExactly(1);
    }
}
