package org.penlb.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.RelayKind;
import org.penlb.events.Origin;
import org.penlb.listen.EchoServers;
import org.penlb.relay.LookListener.Outcome;
import org.penlb.relay.LookListener.Verdict;
import org.penlb.service.ConnectionStages;
import org.penlb.service.ConnectionView;
import org.penlb.service.Looker;
import org.penlb.service.Preface;
import org.penlb.service.Service;
import org.penlb.testing.Await;
import org.penlb.testing.Payload;
import org.penlb.testing.Visitor;

/** Connections whose first bytes are looked at before a server is chosen, over real sockets and over each relay. */
@Timeout(60)
class LookingTest {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Await.LONG.multipliedBy(2);

    private static EchoServers farm(RelayKind relay, ConnectionStages stages, String... commands) {
        EchoServers farm = EchoServers.of(relay, 2, commands);
        farm.service().stages(stages);
        return farm;
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static String allThatComes(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), US_ASCII);
    }

    /** The connection ends without a word; if bytes were not read, as a reset. */
    private static void expectClosed(Socket client) throws IOException {
        try {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    private static void expectNothingLeft(Service service) {
        Await.until("no connection is left", () -> service.openConnections() == 0);
        assertThat(service.pendingConnections()).isZero();
        assertThat(service.balancer().table().servers()).allMatch(server -> server.connections() == 0);
        assertThat(service.connectionTable()
                        .views(1)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join())
                .isEmpty();
    }

    private static long served(Service service) {
        return service.totals().servers().connects();
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_client_is_routed_by_its_first_line_and_its_server_gets_every_byte(RelayKind relay) throws Exception {
        var payload = new byte[100_000];
        new SplittableRandom(1).nextBytes(payload);
        try (EchoServers farm = farm(relay, new LineLooker(LONG).stages())) {
            for (String name : List.of("s1", "s0", "s1", "s1")) {
                byte[] line = (name + "\n").getBytes(US_ASCII);
                byte[] said = Arrays.copyOf(line, line.length + payload.length);
                System.arraycopy(payload, 0, said, line.length, payload.length);
                try (Socket client = farm.client()) {
                    var sending = Payload.beside(() -> {
                        client.getOutputStream().write(said);
                        client.shutdownOutput();
                        return said;
                    });
                    byte[] came = client.getInputStream().readAllBytes();
                    assertThat(Arrays.copyOf(came, line.length)).as("its name").isEqualTo(line);
                    assertThat(Arrays.copyOfRange(came, line.length, came.length))
                            .isEqualTo(said);
                    assertThat(Payload.of(sending)).isSameAs(said);
                }
            }
            expectNothingLeft(farm.service());
            assertThat(farm.service().totals().servers().sent()).isEqualTo(4L * (3 + payload.length));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_slow_client_is_waited_for_and_is_pending_meanwhile(RelayKind relay) throws IOException {
        var looker = new LineLooker(LONG);
        try (EchoServers farm = farm(relay, looker.stages());
                Socket client = farm.client()) {
            Service service = farm.service();
            int said = 0;
            for (String part : List.of("s", "1")) {
                say(client, part);
                int seen = ++said;
                Await.until("it is seen", () -> looker.seen.get() == seen);
                assertThat(service.pendingConnections()).isEqualTo(1);
                assertThat(service.openConnections()).isEqualTo(1);
                assertThat(service.balancer().table().servers()).allMatch(server -> server.connections() == 0);
                assertThat(service.connectionTable()
                                .views(9)
                                .toCompletionStage()
                                .toCompletableFuture()
                                .join())
                        .singleElement()
                        .returns(false, ConnectionView::connected)
                        .returns(null, ConnectionView::assigned);
            }
            say(client, "\n");
            assertThat(Visitor.nameFrom(client)).isEqualTo("s1");
            assertThat(service.pendingConnections()).isZero();
            assertThat(service.openConnections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_client_that_says_nothing_is_closed_when_its_time_is_up(RelayKind relay) throws IOException {
        try (EchoServers farm = farm(relay, new LineLooker(SHORT).stages());
                Socket client = farm.client()) {
            expectClosed(client);
            expectNothingLeft(farm.service());
            assertThat(farm.service().clients().refused()).isEqualTo(1);
            assertThat(served(farm.service())).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_looker_may_have_silent_clients_served(RelayKind relay) throws IOException {
        var looker = new LineLooker(SHORT, Outcome.TIMEOUT);
        try (EchoServers farm = farm(relay, looker.stages());
                Socket client = farm.client()) {
            assertThat(Visitor.nameFrom(client)).startsWith("s");
            assertThat(looker.routedBlind).hasValue(1);
            assertThat(Visitor.echoes(client)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_client_that_says_too_much_is_closed(RelayKind relay) throws IOException {
        try (EchoServers farm = farm(relay, new LineLooker(LONG).stages());
                Socket client = farm.client()) {
            say(client, "x".repeat(LineLooker.MOST + 1));
            expectClosed(client);
            expectNothingLeft(farm.service());
            assertThat(farm.service().clients().refused()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_looker_may_have_those_served_who_say_too_much_and_no_byte_is_lost(RelayKind relay) throws IOException {
        String much = "x".repeat(3 * LineLooker.MOST);
        try (EchoServers farm = farm(relay, new LineLooker(LONG, Outcome.TOO_LONG).stages());
                Socket client = farm.client()) {
            say(client, much);
            client.shutdownOutput();
            assertThat(allThatComes(client)).matches("s[01]\n" + much);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_client_that_ends_too_early_is_closed(RelayKind relay) throws IOException {
        try (EchoServers farm = farm(relay, new LineLooker(LONG).stages());
                Socket client = farm.client()) {
            say(client, "s1");
            client.shutdownOutput();
            expectClosed(client);
            expectNothingLeft(farm.service());
            assertThat(farm.service().clients().refused()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_looker_may_have_those_served_who_end_early_and_the_end_reaches_the_server(RelayKind relay)
            throws IOException {
        try (EchoServers farm = farm(relay, new LineLooker(LONG, Outcome.ENDED).stages());
                Socket client = farm.client()) {
            say(client, "early");
            client.shutdownOutput();
            assertThat(allThatComes(client)).matches("s[01]\nearly");
            expectNothingLeft(farm.service());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_client_that_resets_while_it_is_looked_at_is_gone(RelayKind relay) throws IOException {
        var looker = new LineLooker(LONG);
        try (EchoServers farm = farm(relay, looker.stages())) {
            try (Socket client = farm.client()) {
                say(client, "s1");
                Await.until("it is seen", () -> looker.seen.get() == 2);
                client.setSoLinger(true, 0);
            }
            expectNothingLeft(farm.service());
            assertThat(farm.service().clients().refused())
                    .as("nobody refused it")
                    .isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void whoever_is_refused_for_what_it_says_or_routed_to_nobody_is_closed(RelayKind relay) throws IOException {
        try (EchoServers farm = farm(relay, new LineLooker(LONG).stages())) {
            for (String line : List.of("!", "nobody\n", "s7\n")) {
                try (Socket client = farm.client()) {
                    say(client, line);
                    expectClosed(client);
                }
            }
            expectNothingLeft(farm.service());
            assertThat(farm.service().clients().accepted()).isEqualTo(3);
            assertThat(farm.service().clients().refused()).isEqualTo(3);
            assertThat(served(farm.service())).isZero();
        }
    }

    /** Whoever says nothing holds a place of those who wait for a server; the next client waits in the backlog. */
    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_client_that_is_looked_at_counts_against_the_limit_of_pending_ones(RelayKind relay) throws IOException {
        try (EchoServers farm = farm(relay, new LineLooker(LONG).stages(), "pending_max 1");
                Socket first = farm.client()) {
            Await.until("the first is in", () -> farm.service().clients().accepted() == 1);
            try (Socket second = farm.client()) {
                say(second, "s1\n");
                assertThat(farm.service().clients().accepted()).isEqualTo(1);
                say(first, "s0\n");
                assertThat(Visitor.nameFrom(first)).isEqualTo("s0");
                assertThat(Visitor.nameFrom(second)).isEqualTo("s1");
                assertThat(farm.service().clients().accepted()).isEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_listener_that_closes_ends_those_that_are_looked_at(RelayKind relay) throws IOException {
        var looker = new LineLooker(LONG);
        Service service;
        Socket client;
        try (EchoServers farm = farm(relay, looker.stages())) {
            service = farm.service();
            client = farm.client();
            say(client, "s1");
            Await.until("it is seen", () -> looker.seen.get() == 2);
        }
        try (client) {
            expectClosed(client);
        }
        assertThat(service.openConnections()).isZero();
        assertThat(service.pendingConnections()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void an_operator_may_close_one_that_is_looked_at(RelayKind relay) throws IOException {
        try (EchoServers farm = farm(relay, new LineLooker(LONG).stages());
                Socket client = farm.client()) {
            Await.until("it is in", () -> farm.service().connectionTable().get(0) != null);
            var _ = Objects.requireNonNull(farm.service().connectionTable().get(0))
                    .closeForcibly(Origin.OPERATOR);
            expectClosed(client);
            expectNothingLeft(farm.service());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_fault_in_any_stage_ends_one_connection_and_leaves_nothing(RelayKind relay) throws IOException {
        var looker = new LineLooker(LONG);
        Looker faulty = new Looker() {
            @Override
            public int mostBytes() {
                return LineLooker.MOST;
            }

            @Override
            public Duration patience() {
                return LONG;
            }

            @Override
            public Verdict look(ByteBuffer bytes) {
                throw new IllegalStateException("test");
            }
        };
        List<ConnectionStages> stages = List.of(
                new ConnectionStages(faulty, looker, Preface.NONE),
                new ConnectionStages(
                        looker,
                        (client, firstBytes, balancer) -> {
                            throw new IllegalStateException("test");
                        },
                        Preface.NONE),
                new ConnectionStages(looker, looker, (client, server) -> {
                    throw new IllegalStateException("test");
                }));
        try (EchoServers farm = farm(relay, looker.stages())) {
            for (ConnectionStages each : stages) {
                farm.service().stages(each);
                try (Socket client = farm.client()) {
                    say(client, "s1\n");
                    expectClosed(client);
                }
                expectNothingLeft(farm.service());
            }
            farm.service().stages(ConnectionStages.PLAIN);
            assertThat(farm.visit()).startsWith("s");
        }
    }
}
