package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.balance.Scene.ALICE;
import static org.penlb.balance.Scene.BOB;
import static org.penlb.balance.Scene.CAROL;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.penlb.config.AccessList;
import org.penlb.config.IpAddress;

/** What speaks against a server that does not answer, and what only concerns its client. */
class SilencesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration SPARED = Duration.ofSeconds(30);

    private final Scene scene = new Scene().servers(2);
    private Silences silences = scene.balancer().silences();

    @BeforeEach
    void both_have_answered_somebody() {
        hears("a");
        hears("b");
        scene.pass(Duration.ofMillis(5));
    }

    private void hears(String server) {
        scene.balancer().ejections().answeredDatagram(scene.server(server), scene.now(), scene.now());
    }

    private void isKnown(IpAddress client) {
        scene.clients().used(client, 1, scene.now());
        scene.clients().transferred(client, 10, 10);
    }

    private boolean silent(String server, IpAddress client, Duration ago) {
        return silences.add(
                new Silences.Unanswered(scene.server(server), client, scene.now() - ago.toNanos(), PATIENCE.toNanos()),
                scene.now(),
                SPARED.toNanos());
    }

    private boolean answers(String server, IpAddress client) {
        hears(server);
        return !silences.answered(client, scene.server(server), scene.now()).isEmpty();
    }

    @Test
    void who_never_got_an_answer_proves_nothing_however_many_they_are() {
        scene.pass(Duration.ofSeconds(10));
        for (int client = 1; client < 100; client++) {
            assertThat(silent("a", Scene.client(client), Duration.ofSeconds(3))).isFalse();
        }
        assertThat(scene.server("a").health().proven())
                .as("nobody has seen it lately")
                .isFalse();
    }

    @Test
    void one_datagram_of_a_stranger_takes_nobodys_word_back_that_the_server_is_well() {
        silent("a", ALICE, Duration.ofMillis(1));
        assertThat(scene.server("a").health().proven()).isTrue();
    }

    @Test
    void several_clients_in_a_row_prove_it() {
        isKnown(ALICE);
        isKnown(BOB);
        scene.pass(Duration.ofSeconds(10));
        assertThat(silent("a", ALICE, Duration.ofSeconds(2))).isFalse();
        assertThat(silent("a", BOB, Duration.ofSeconds(1))).isFalse();
        assertThat(silent("a", ALICE, Duration.ofSeconds(1))).isTrue();
    }

    @Test
    void one_client_alone_proves_nothing_but_that_it_sees_nobody_well() {
        silent("a", ALICE, Duration.ofSeconds(3));
        silent("a", ALICE, Duration.ofSeconds(3));
        silent("a", ALICE, Duration.ofSeconds(3));
        assertThat(scene.server("a").health().proven()).as("a stranger").isTrue();
        isKnown(ALICE);
        for (int port = 0; port < 100; port++) {
            scene.pass(Duration.ofSeconds(2));
            assertThat(silent("a", ALICE, PATIENCE)).isFalse();
        }
        assertThat(scene.server("a").health().proven()).isFalse();
        assertThat(scene.server("a").isWell(scene.now())).isTrue();
    }

    @Test
    void a_moment_proves_nothing() {
        isKnown(ALICE);
        isKnown(BOB);
        scene.pass(Duration.ofSeconds(10));
        for (int port = 1; port < 100; port++) {
            assertThat(silent("a", port % 2 == 0 ? ALICE : BOB, PATIENCE)).isFalse();
        }
    }

    @Test
    void an_answer_to_anybody_speaks_for_the_server() {
        isKnown(ALICE);
        isKnown(BOB);
        for (int i = 0; i < 100; i++) {
            scene.pass(Duration.ofSeconds(2));
            hears("a");
            scene.pass(Duration.ofMillis(5));
            assertThat(silent("a", i % 2 == 0 ? ALICE : BOB, Duration.ofMillis(1)))
                    .isFalse();
            assertThat(silent("a", ALICE, Duration.ofSeconds(1)))
                    .as("it has answered since")
                    .isFalse();
        }
    }

    @Test
    void what_another_server_answers_counts_for_clients_that_nobody_knew() {
        scene.pass(Duration.ofSeconds(10));
        assertThat(silent("a", ALICE, PATIENCE)).isFalse();
        assertThat(silent("a", BOB, PATIENCE)).isFalse();
        assertThat(silent("a", CAROL, PATIENCE)).isFalse();
        scene.pass(Duration.ofSeconds(1));
        assertThat(answers("b", ALICE)).isFalse();
        assertThat(answers("b", BOB)).isFalse();
        assertThat(answers("b", BOB)).as("once each").isFalse();
        assertThat(answers("b", CAROL)).isTrue();
    }

    @Test
    void strangers_take_no_server_out_that_has_not_answered_anybody_yet() {
        Server fresh = new Scene().servers(1).server("a");
        for (int client = 1; client < 100; client++) {
            boolean proven = silences.add(
                    new Silences.Unanswered(
                            fresh, Scene.client(client), scene.now() - 3 * PATIENCE.toNanos(), PATIENCE.toNanos()),
                    scene.now(),
                    SPARED.toNanos());
            assertThat(proven).isFalse();
        }
    }

    @Test
    void a_client_is_spared_the_server_for_a_while() {
        silent("b", ALICE, Duration.ofMillis(1));
        assertThat(silences.servers(ALICE, scene.now())).isEqualTo(0b10);
        assertThat(silences.servers(BOB, scene.now())).isZero();
        silent("a", ALICE, Duration.ofMillis(1));
        assertThat(silences.servers(ALICE, scene.now())).isEqualTo(0b11);
        assertThat(answers("b", ALICE)).isFalse();
        assertThat(silences.servers(ALICE, scene.now())).isEqualTo(0b01);
        scene.pass(SPARED);
        assertThat(silences.servers(ALICE, scene.now())).isZero();
    }

    @Test
    void an_emergency_server_is_none_of_those_that_a_client_is_spared() {
        var emergency = new Server(
                0,
                Server.Role.EMERGENCY,
                scene.server("a").config(),
                scene.server("a").address(),
                scene.server("a").accessList());
        silences.add(
                new Silences.Unanswered(emergency, ALICE, scene.now() - 1, PATIENCE.toNanos()),
                scene.now(),
                SPARED.toNanos());
        assertThat(silences.servers(ALICE, scene.now())).isZero();
        silent("a", ALICE, Duration.ofMillis(1));
        silences.answered(ALICE, emergency, scene.now());
        assertThat(silences.servers(ALICE, scene.now())).isEqualTo(0b01);
    }

    @Test
    void a_server_that_takes_the_place_of_another_one_is_spared_nobody() {
        silent("a", ALICE, Duration.ofMillis(1));
        ServerTable table = scene.balancer().table();
        scene.balancer().change(scene.balancer().config(), table);
        assertThat(silences.servers(ALICE, scene.now()))
                .as("all are there still")
                .isEqualTo(0b01);
        Server moved = scene.server("a")
                .changed(scene.server("a").config(), new InetSocketAddress("127.0.0.9", 9), AccessList.EMPTY);
        scene.balancer()
                .change(
                        scene.balancer().config(),
                        new ServerTable(
                                List.of(moved, scene.server("b")), null, null, AccessList.EMPTY, table.selection()));
        assertThat(silences.servers(ALICE, scene.now())).isZero();
    }

    @Test
    void explain_knows_whom_a_client_is_spared() {
        silent("a", ALICE, Duration.ofMillis(1));
        Explanation explained = scene.balancer().explain(ALICE);
        assertThat(explained.server()).isEqualTo(scene.server("b"));
        assertThat(explained.rules()).anyMatch(rule -> rule.contains("was silent to it lately"));
        silent("b", ALICE, Duration.ofMillis(1));
        assertThat(scene.balancer().explain(ALICE).server()).isNotNull();
    }

    @Test
    void no_more_clients_are_remembered_than_there_is_room_for() {
        for (int client = 0; client <= Silences.MOST_CLIENTS; client++) {
            silent("a", Scene.client(client), Duration.ofMillis(1));
        }
        assertThat(silences.servers(Scene.client(0), scene.now()))
                .as("the oldest")
                .isZero();
        assertThat(silences.servers(Scene.client(1), scene.now())).isEqualTo(1);
        assertThat(silences.servers(Scene.client(Silences.MOST_CLIENTS), scene.now()))
                .isEqualTo(1);
    }
}
