package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;
import org.penlb.testing.Kill;
import org.penlb.testing.PenCluster;
import org.penlb.testing.PenProcess;

/** Three Pens on machines of their own share what they know, whatever befalls one of them or the network between them. */
@Tag("alone")
@Timeout(180)
class ClusterIT {
    private static final int[] ALL = {0, 1, 2};
    private static final int STRANGER = 3;
    private static final int SERVERS = 4;
    private static final int CLIENTS_MAX = 100_000;
    private static final Duration STANDSTILL = Duration.ofSeconds(6);
    /** Each test has clients of its own. */
    private static final AtomicInteger NEXT_CLIENT = new AtomicInteger();

    private static @Nullable PenCluster cluster;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        assumeTrue(PenCluster.available(), "this process may not make network namespaces (root, and iproute2)");
        cluster = new PenCluster(folder, ALL.length, 1, SERVERS, pen -> PenProcess.command(List.of("-Xmx128m"), pen));
        IntStream.rangeClosed(0, STRANGER).parallel().forEach(ClusterIT::start);
        pens().awaitAllHeard(ALL);
    }

    @AfterAll
    static void end() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static PenCluster pens() {
        return Objects.requireNonNull(cluster);
    }

    private static void start(int pen) {
        try {
            if (pen == STRANGER) {
                pens().startStranger(pen, CLIENTS_MAX); // it is there all the time, and changes nothing
            } else {
                pens().start(pen, CLIENTS_MAX);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** New clients come to some Pens by turns; which servers they got. */
    private static Map<Integer, Character> visits(int count, int... some) {
        Map<Integer, Character> servers = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            int client = NEXT_CLIENT.getAndIncrement();
            servers.put(client, pens().visit(client, some[i % some.length]));
        }
        return servers;
    }

    private static void awaitKnown(Map<Integer, Character> servers, int... some) {
        for (int pen : some) {
            servers.forEach((client, server) -> Await.until(
                    client + " gets " + server + " at " + pen, () -> pens().expected(client, pen) == server));
        }
    }

    private static void awaitSays(String command, String part, int... some) {
        for (int pen : some) {
            Await.until(pen + " says " + part, () -> pens().say(pen, command).contains(part));
        }
    }

    private static void awaitSaysNot(String command, String part, int... some) {
        for (int pen : some) {
            Await.until(
                    pen + " does not say " + part,
                    () -> !pens().say(pen, command).contains(part));
        }
    }

    private static void awaitSilent(int pen, int other) {
        Await.until(pen + " does not hear " + other, () -> !pens().hears(pen, other));
    }

    @Test
    void a_client_keeps_its_server_whichever_it_lands_on() {
        Map<Integer, Character> servers = visits(60, ALL);
        assertThat(servers.values()).as("all of them have clients").contains('a', 'b', 'c', 'd');
        awaitKnown(servers, ALL);
        servers.forEach((client, server) -> {
            for (int pen : ALL) {
                assertThat(pens().visit(client, pen)).isEqualTo(server);
            }
        });
    }

    @Test
    void a_command_to_one_reaches_all() {
        pens().say(1, "server 0 drain");
        awaitSays("servers", " drain", ALL);
        pens().say(2, "server 0 up");
        awaitSaysNot("servers", " drain", ALL);
    }

    @Test
    void clients_of_a_killed_one_get_the_same_servers_elsewhere_and_it_knows_them_when_it_is_back() {
        Map<Integer, Character> before = visits(60, 2);
        awaitKnown(before, 0, 1);
        var coming = new Thread(() -> comeUntilItFails(2));
        coming.start();
        pens().kill(2);
        before.forEach((client, server) -> assertThat(pens().visit(client, client % 2))
                .as("client " + client)
                .isEqualTo(server));
        Map<Integer, Character> meanwhile = visits(60, 0, 1);
        awaitSilent(0, 2);
        start(2);
        pens().awaitAllHeard(ALL);
        awaitKnown(before, 2);
        awaitKnown(meanwhile, 2);
    }

    private static void comeUntilItFails(int pen) {
        pens().amongClients(() -> {
            try {
                while (true) {
                    PenCluster.visit(NEXT_CLIENT.getAndIncrement(), PenCluster.entrance(pen));
                }
            } catch (IOException _) {
                return true;
            }
        });
    }

    @Test
    void one_that_stands_still_holds_up_nobody_and_learns_what_it_missed() throws Exception {
        Kill.send("STOP", pens().pen(2).pid());
        long begun = System.nanoTime();
        Map<Integer, Character> meanwhile;
        try {
            meanwhile = visits(60, 0, 1);
            awaitKnown(meanwhile, 0, 1);
            awaitSilent(0, 2);
            awaitSilent(1, 2);
            Await.until("it stood still for a while", () -> System.nanoTime() - begun > STANDSTILL.toNanos());
            Map<Integer, Character> late = visits(10, 0, 1);
            awaitKnown(late, 0, 1);
            meanwhile.putAll(late);
        } finally {
            Kill.send("CONT", pens().pen(2).pid());
        }
        pens().awaitAllHeard(ALL);
        awaitKnown(meanwhile, ALL);
        assertThat(pens().pen(0).said()).noneMatch(line -> line.contains(silent(1)));
        assertThat(pens().pen(1).said()).noneMatch(line -> line.contains(silent(0)));
    }

    private static String silent(int pen) {
        return PenCluster.name(pen) + " is not heard any more";
    }

    @Test
    void both_sides_of_a_cut_go_on_and_agree_when_it_is_healed() {
        pens().cut(0, 2);
        pens().cut(1, 2);
        awaitSilent(0, 2);
        awaitSilent(1, 2);
        awaitSays("cluster", "state cut-off", 2);
        Map<Integer, Character> here = visits(60, 0, 1);
        Map<Integer, Character> there = visits(60, 2);
        pens().say(2, "server 1 weight 5");
        pens().say(0, "server 1 weight 7");
        pens().say(1, "server 2 weight 8");
        pens().say(2, "server 2 weight 9");
        awaitSays("servers", "weight 7", 0, 1);
        pens().mend(0, 2);
        pens().mend(1, 2);
        pens().awaitAllHeard(ALL);
        awaitKnown(here, ALL);
        awaitKnown(there, ALL);
        awaitSays("servers", "weight 7", ALL); // the later command wins, whichever side it came from
        awaitSays("servers", "weight 9", ALL);
        pens().say(0, "server 1 weight 0");
        pens().say(0, "server 2 weight 0");
        awaitSaysNot("servers", "weight 9", ALL);
        awaitSaysNot("servers", "weight 7", ALL);
    }

    @Test
    void a_dead_server_is_left_alone_by_all() throws IOException {
        pens().killServer(0);
        visits(4 * SERVERS, 0);
        for (int pen : ALL) {
            Await.until("there was a vote", () -> !pens().events(pen, "vote", 0).isEmpty());
        }
        awaitSays("counters", "state blacklisted", ALL);
        assertThat(visits(40, 1, 2).values()).doesNotContain('a');
        pens().reviveServer(0);
        pens().say(1, "server 0 blacklist 0");
        awaitSaysNot("counters", "state blacklisted", ALL);
    }

    @Test
    void a_server_that_one_alone_cannot_reach_is_left_alone_by_nobody_else() {
        pens().cutFromServer(2, SERVERS - 1, true);
        visits(4 * SERVERS, 2);
        pens().pen(2).awaitSaid("it is left alone here only");
        assertThat(visits(40, 0, 1).values()).contains('d');
        for (int pen : ALL) {
            assertThat(pens().events(pen, "vote", SERVERS - 1)).isEmpty();
        }
        pens().cutFromServer(2, SERVERS - 1, false);
        pens().say(2, "server " + (SERVERS - 1) + " blacklist 0");
        awaitSaysNot("counters", "state blacklisted", ALL);
    }

    @Test
    void who_knows_another_secret_is_not_heard() {
        for (int pen : ALL) {
            pens().pen(pen).awaitSaid("it is signed with another secret");
        }
        awaitSays("cluster", "other-secret", STRANGER);
        for (int pen : ALL) {
            assertThat(pens().hears(pen, STRANGER)).isFalse();
            assertThat(pens().hears(STRANGER, pen)).isFalse();
        }
    }

    @Test
    void without_a_secret_none_starts_on_an_address_that_others_reach() {
        JsonObject config = pens().config(STRANGER, true, CLIENTS_MAX);
        config.getJsonObject("cluster").remove("secretFile");
        assertThatThrownBy(() -> pens().start(STRANGER, config))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("secretFile");
    }
}
