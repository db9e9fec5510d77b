package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.balance.Scene.ALICE;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection.Flag;

/** The server that a client gets each time. */
class SameServerTest {
    private static final int CLIENTS = 3000;

    private static Scene weighted(int servers, Flag... flags) {
        var scene = new Scene(flags);
        for (int i = 0; i < servers; i++) {
            scene.server(config -> config.withWeight(1));
        }
        return scene;
    }

    private static int of(Scene scene, IpAddress client) {
        return Objects.requireNonNull(scene.balancer().serveSame(client, 0, 0)).index();
    }

    private static Map<IpAddress, Integer> all(Scene scene) {
        Map<IpAddress, Integer> given = new HashMap<>();
        for (int i = 0; i < CLIENTS; i++) {
            given.put(Scene.client(i), of(scene, Scene.client(i)));
        }
        return given;
    }

    @ParameterizedTest
    @MethodSource("org.penlb.balance.SelectorCornerCasesTest#selections")
    void it_is_the_same_for_queries_and_connections_whatever_comes_between(Flag[] flags) {
        Scene scene = weighted(7, flags);
        Set<Integer> given = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            given.add(of(scene, ALICE));
            given.add(Objects.requireNonNull(scene.balancer().chooseSame(ALICE).next())
                    .server()
                    .index());
            scene.balancer().serve(Scene.client(i), 0);
        }
        assertThat(given).hasSize(1);
    }

    @Test
    void clients_are_spread_evenly() {
        Map<Integer, Integer> perServer = new HashMap<>();
        all(weighted(5, Flag.LEAST)).values().forEach(server -> perServer.merge(server, 1, Integer::sum));
        assertThat(perServer).hasSize(5);
        assertThat(perServer.values())
                .allMatch(clients -> clients > CLIENTS / 5 * 0.85 && clients < CLIENTS / 5 * 1.15);
    }

    @Test
    void only_the_clients_of_a_server_that_fails_move_and_only_while_it_is_away() {
        Scene scene = weighted(5, Flag.LEAST);
        Map<IpAddress, Integer> before = all(scene);
        scene.fails("c");
        Map<IpAddress, Integer> meanwhile = all(scene);
        assertThat(before).allSatisfy((client, server) -> {
            if (server == 2) {
                assertThat(meanwhile.get(client)).isNotEqualTo(2);
            } else {
                assertThat(meanwhile.get(client)).isEqualTo(server);
            }
        });
        assertThat(before.entrySet().stream()
                        .filter(each -> each.getValue() == 2)
                        .map(each -> meanwhile.get(each.getKey()))
                        .distinct())
                .as("no single server takes them all")
                .hasSize(4);
        scene.answers("c");
        assertThat(all(scene)).isEqualTo(before);
    }

    @Test
    void a_weight_of_0_gets_nobody_where_weights_count() {
        var scene = new Scene(Flag.WEIGHT);
        scene.server(config -> config.withWeight(0));
        scene.server(config -> config.withWeight(1));
        assertThat(all(scene).values()).containsOnly(1);
    }
}
