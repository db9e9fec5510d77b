package org.penlb.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTotals;
import org.penlb.config.RelayKind;
import org.penlb.events.RecentEvent;
import org.penlb.testing.Await;
import org.penlb.testing.Payload;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** What is counted of connections, over real sockets and over each relay. */
@Timeout(60)
class LiveCountersTest {
    private static final int GREETING = "s0\n".length();

    private static ServerTotals totals(EchoServers farm) {
        return farm.service().totals().servers();
    }

    private static Server first(EchoServers farm) {
        return farm.service().balancer().table().servers().getFirst();
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void bytes_of_a_connection_that_goes_on_are_counted(RelayKind relay) throws IOException {
        try (EchoServers farm = EchoServers.of(relay, 1);
                Socket client = farm.client()) {
            assertThat(Visitor.nameFrom(client)).isEqualTo("s0");
            for (int i = 1; i <= 3; i++) {
                assertThat(Visitor.echoes(client)).isTrue();
                int sent = i;
                farm.sweep();
                Await.until("what was sent is counted", () -> totals(farm).sent() == sent);
                assertThat(totals(farm).received()).isEqualTo(GREETING + sent);
                assertThat(first(farm).sent()).isEqualTo(sent);
            }
            assertThat(farm.service().openConnections()).isEqualTo(1);
        }
    }

    /** Bulk, which is spliced, and counted again and again while it flows; and a few bytes at the end. */
    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void every_byte_is_counted_once(RelayKind relay) throws IOException, ExecutionException, InterruptedException {
        int first = 12 * 1024 * 1024;
        long length = 8L * 1024 * 1024 + 7;
        try (EchoServers farm = EchoServers.of(relay, 1)) {
            try (Socket client = farm.client()) {
                Future<Boolean> sentFirst = Payload.beside(() -> {
                    client.getOutputStream().write(new byte[first]);
                    return true;
                });
                Future<Boolean> receivedFirst = Payload.beside(() -> {
                    client.getInputStream().skipNBytes(GREETING + first);
                    return true;
                });
                sweepUntilDone(farm, receivedFirst);
                assertThat(sentFirst.get()).isTrue();
                farm.sweep();
                Await.until("what was sent is counted", () -> totals(farm).sent() == first);
                Future<Payload> sent = Payload.beside(() -> Payload.send(client, length, 1));
                Future<Payload> received = Payload.beside(() -> Payload.receive(client));
                sweepUntilDone(farm, received);
                assertThat(received.get().length()).isEqualTo(length);
                assertThat(sent.get().length()).isEqualTo(length);
            }
            Await.until("the connection is over", () -> farm.service().openConnections() == 0);
            assertThat(totals(farm).sent()).isEqualTo(first + length);
            assertThat(totals(farm).received()).isEqualTo(GREETING + first + length);
            assertThat(farm.service().balancer().clients().inOrder(1))
                    .singleElement()
                    .satisfies(entry -> {
                        assertThat(entry.sent()).isEqualTo(first + length);
                        assertThat(entry.received()).isEqualTo(GREETING + first + length);
                    });
        }
    }

    private static void sweepUntilDone(EchoServers farm, Future<?> transfer) {
        while (!transfer.isDone()) {
            farm.sweep();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void connections_made_are_served_and_timed(RelayKind relay) throws IOException {
        try (EchoServers farm = EchoServers.of(relay, 1)) {
            for (int i = 0; i < 3; i++) {
                assertThat(farm.visit()).isEqualTo("s0");
            }
            assertThat(first(farm).served()).isEqualTo(3);
            assertThat(first(farm).connecting().snapshot().count()).isEqualTo(3);
            assertThat(first(farm).connecting().snapshot().percentile(50)).isPositive();
            assertThat(farm.service().latencies(totals(farm)).count()).isEqualTo(3);
            assertThat(first(farm).failures()).isZero();
            assertThat(farm.service().totals().errors()).isZero();
        }
    }

    /** A connection that was made ahead took its time when it was made, and serves when it is used. */
    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_connection_that_was_ready_is_timed_once(RelayKind relay) throws IOException, InterruptedException {
        try (EchoServers farm = EchoServers.of(relay, 1, "idlers 1")) {
            farm.server(0).accepted.take();
            Await.until("it is ready", () -> first(farm).connecting().snapshot().count() == 1);
            assertThat(first(farm).served()).isZero();
            assertThat(farm.visit()).isEqualTo("s0");
            farm.server(0).accepted.take(); // the one that takes its place
            Await.until(
                    "it is ready, too",
                    () -> first(farm).connecting().snapshot().count() == 2);
            assertThat(first(farm).served()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_server_that_refuses_is_a_failure_and_an_event_and_its_client_a_failover(RelayKind relay) throws IOException {
        try (EchoServers farm = EchoServers.of(relay, 2, "roundrobin")) {
            String dead = farm.server(0).address();
            farm.server(0).kill();
            assertThat(List.of(farm.visit(), farm.visit())).containsOnly("s1");
            assertThat(first(farm).failures()).isEqualTo(1);
            assertThat(first(farm).lastFailure())
                    .satisfies(failure -> assertThat(failure.reason()).contains("refused"));
            assertThat(first(farm).connecting().snapshot().count())
                    .as("refused is no time to connect")
                    .isZero();
            assertThat(farm.service().totals().errors()).isEqualTo(1);
            assertThat(farm.service().events().recent().after(0, 100).stream()
                            .filter(event -> dead.equals(event.server()))
                            .map(RecentEvent::kind))
                    .containsExactly(RecentEvent.Kind.SERVER_FAILED, RecentEvent.Kind.FAILOVER);
            farm.server(0).revive();
            farm.service().balancer().blacklist(first(farm), Duration.ofNanos(1));
            assertThat(Stream.of(farm.visit(), farm.visit()).collect(Collectors.toSet()))
                    .containsExactlyInAnyOrder("s0", "s1");
            assertThat(farm.service().events().recent().latest(1))
                    .extracting(RecentEvent::kind)
                    .containsExactly(RecentEvent.Kind.SERVER_BACK);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_server_that_resets_is_an_error_and_an_orderly_end_is_none(RelayKind relay) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
                EchoServers farm = EchoServers.over(relay, List.of("127.0.0.1:" + server.getLocalPort()))) {
            try (Socket client = farm.client();
                    Socket end = server.accept()) {
                end.close();
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
            Await.until("it is over", () -> farm.service().openConnections() == 0);
            assertThat(farm.service().totals().resets()).isZero();
            try (Socket client = farm.client();
                    Socket end = server.accept()) {
                client.getOutputStream().write('x');
                assertThat(end.getInputStream().read()).isEqualTo('x');
                end.setSoLinger(true, 0);
                end.close();
                Await.until("it is over", () -> farm.service().openConnections() == 0);
            }
            assertThat(farm.service().totals().resets()).isEqualTo(1);
            try (Socket client = farm.client();
                    Socket end = server.accept()) {
                client.getOutputStream().write('x');
                assertThat(end.getInputStream().read()).isEqualTo('x');
                client.setSoLinger(true, 0);
                client.close();
                Await.until("it is over", () -> farm.service().openConnections() == 0);
            }
            assertThat(farm.service().totals().resets()).as("a client's reset").isEqualTo(1);
            assertThat(farm.service().totals().errors()).isEqualTo(1);
        }
    }

    /** Whether a name server is well is told by queries; that it takes no connections is a failure all the same. */
    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_name_server_that_takes_no_connections_fails_those_that_come_over_TCP(RelayKind relay) throws IOException {
        String nobody = "127.0.0.1:" + Ports.free();
        try (EchoServers farm = EchoServers.dnsOver(relay, List.of(nobody), "query_timeout 500");
                Socket client = farm.client()) {
            client.getOutputStream().write(HexFormat.of().parseHex("0011" + "0007010000010000000000000000060001"));
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(totals(farm).failures()).isEqualTo(1);
            assertThat(totals(farm).connects()).isZero();
            assertThat(farm.service().clients().refused()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_connection_is_announced_once_and_again_with_the_server_that_it_goes_on_with(RelayKind relay)
            throws IOException {
        try (EchoServers farm = EchoServers.of(relay, 2, "roundrobin")) {
            List<String> assigned = Collections.synchronizedList(new ArrayList<>());
            farm.service()
                    .events()
                    .subscribeToAssignments(event -> assigned.add(event.server().toString()));
            String first = farm.server(0).address();
            String second = farm.server(1).address();
            assertThat(List.of(farm.visit(), farm.visit())).containsExactly("s0", "s1");
            assertThat(assigned).containsExactly(first, second);
            assigned.clear();
            farm.server(0).kill();
            assertThat(farm.visit()).isEqualTo("s1");
            assertThat(assigned).containsExactly(first, second);
        }
    }
}
