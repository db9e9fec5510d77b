package org.penlb.cluster.votes;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.balance.LearnedState;
import org.penlb.balance.Server;
import org.penlb.balance.Vote;
import org.penlb.config.CountryLookup;
import org.penlb.config.Protocol;
import org.penlb.config.RelayKind;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.events.Events;
import org.penlb.health.ProbeResult;
import org.penlb.health.probe.HealthChecks;
import org.penlb.service.NameResolver;
import org.penlb.service.Service;
import org.penlb.service.ServiceLoader;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Ports;

/** Real servers are asked by a real network. */
@Timeout(60)
class RunningServersTest {
    private static final ServerArguments ARGUMENTS = new ServerArguments(_ -> -1);

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
    private final EchoServer good = new EchoServer("good");
    private final BlockingQueue<ProbeResult> told = new LinkedBlockingQueue<>();

    private static Service service(Vertx vertx, Protocol protocol, String... servers) {
        var builder = new ServiceBuilder("test", ARGUMENTS.listener("127.0.0.1:0"), 100);
        for (String server : servers) {
            builder.servers().add(ARGUMENTS.server(server, builder.listen()));
        }
        builder.protocol = protocol;
        return new ServiceLoader(vertx, new NameResolver(vertx), CountryLookup.NONE, new Events(Clock.systemUTC()))
                .load(builder.build())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private RunningServers running(Service service, RelayKind relay) {
        var checks = new HealthChecks(vertx, relay);
        checks.start(List.of());
        return new RunningServers(name -> name.equals("test") ? service : null, checks, Runnable::run);
    }

    private ProbeResult ask(Service service, RelayKind relay, String server) throws InterruptedException {
        running(service, relay).probe(new Suspect("test", server), (result, _) -> told.add(result));
        return Await.next(told);
    }

    @AfterEach
    void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        good.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "CHANNEL"})
    void a_server_that_accepts_is_reachable_and_sees_the_end_at_once(RelayKind relay) throws Exception {
        Service service = service(vertx, Protocol.STREAM, good.address());
        assertThat(ask(service, relay, good.address())).isEqualTo(ProbeResult.Plain.GOOD);
        Socket seen = Await.next(good.accepted);
        Await.until("it is closed", seen::isClosed);
        Server server = service.balancer().table().servers().getFirst();
        assertThat(server.health().lastGoodCheck()).isNotNull();
        assertThat(server.served()).isZero();
        assertThat(server.connecting().snapshot().count()).isZero();
        assertThat(server.connections()).isZero();
        assertThat(running(service, relay)
                        .seen(
                                new Suspect("test", good.address()),
                                service.balancer().now()))
                .isEqualTo(ProbeResult.Plain.GOOD);
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "CHANNEL"})
    void a_server_that_refuses_is_not(RelayKind relay) throws Exception {
        String nobody = "127.0.0.1:" + Ports.free();
        Service service = service(vertx, Protocol.STREAM, nobody);
        assertThat(ask(service, relay, nobody)).isEqualTo(new ProbeResult.Bad("connection refused"));
        Server server = service.balancer().table().servers().getFirst();
        assertThat(server.failures()).isZero();
        assertThat(server.lastFailure()).isNull();
        assertThat(server.isWell(service.balancer().now()))
                .as("this instance has nothing against it")
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "CHANNEL"})
    void a_server_that_does_not_answer_is_not_after_a_second(RelayKind relay) throws Exception {
        good.blackHole();
        Service service = service(vertx, Protocol.STREAM, good.address());
        long begun = System.nanoTime();
        assertThat(ask(service, relay, good.address()))
                .isEqualTo(new ProbeResult.Bad("does not answer within 1000 ms"));
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(990));
    }

    @Test
    void a_dns_server_is_asked_by_the_query_of_its_checks() throws Exception {
        try (var nameServer = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            String address = "127.0.0.1:" + nameServer.getLocalPort();
            Service service = service(vertx, Protocol.DNS, address);
            assertThat(ask(service, RelayKind.AUTO, address))
                    .isEqualTo(new ProbeResult.Bad("does not answer within 1000 ms"));
            nameServer.close();
            assertThat(ask(service, RelayKind.AUTO, address)).isEqualTo(new ProbeResult.Bad("connection refused"));
        }
    }

    @Test
    void of_plain_udp_and_of_strangers_nothing_can_be_told() throws Exception {
        Service service = service(vertx, Protocol.UDP, good.address());
        assertThat(ask(service, RelayKind.AUTO, good.address())).isEqualTo(ProbeResult.Plain.NOT_ASKED);
        RunningServers servers = running(service, RelayKind.AUTO);
        assertThat(servers.knows(new Suspect("test", good.address()))).isTrue();
        for (Suspect stranger : List.of(new Suspect("test", "10.0.0.1:1"), new Suspect("other", good.address()))) {
            assertThat(servers.knows(stranger)).isFalse();
            servers.probe(stranger, (result, _) -> told.add(result));
            assertThat(Await.next(told)).isEqualTo(ProbeResult.Plain.NOT_ASKED);
            assertThat(servers.seen(stranger, 0)).isNull();
            assertThat(servers.take(stranger, "x", Duration.ZERO, Duration.ofSeconds(1), votes()))
                    .isEqualTo(LearnedState.Outcome.NO_SERVER);
        }
        assertThat(servers.leftAlone(new Suspect("other", "x"))).isZero();
    }

    private static List<Vote> votes() {
        return List.of(new Vote("a", Vote.Opinion.UNREACHABLE, "x"), new Vote("b", Vote.Opinion.UNREACHABLE, "y"));
    }

    @Test
    void what_is_voted_out_is_left_alone_until_it_is_seen_to_be_well() throws IOException {
        Service service = service(vertx, Protocol.STREAM, good.address(), "127.0.0.1:1");
        RunningServers servers = running(service, RelayKind.AUTO);
        var suspect = new Suspect("test", good.address());
        Server server = service.balancer().table().servers().getFirst();
        long began = service.balancer().now();
        assertThat(servers.isOut(suspect, began, service.balancer().now())).isFalse();
        assertThat(servers.take(suspect, "they say", Duration.ZERO, servers.leftAlone(suspect), votes()))
                .isEqualTo(LearnedState.Outcome.TAKEN);
        assertThat(servers.isOut(suspect, began, service.balancer().now())).isTrue();
        server.lastHeard().answered(service.balancer().now());
        assertThat(servers.isOut(suspect, began, service.balancer().now())).isFalse();
    }

    @Test
    void when_checks_have_ended_nobody_is_asked() throws Exception {
        Service service = service(vertx, Protocol.STREAM, good.address());
        var checks = new HealthChecks(vertx, RelayKind.AUTO);
        Server server = service.balancer().table().servers().getFirst();
        List<Runnable> changes = List.of(
                () -> {},
                () -> checks.start(List.of()),
                checks::stop,
                () -> checks.start(List.of()),
                () -> checks.close().toCompletionStage().toCompletableFuture().join());
        List<ProbeResult> results = new ArrayList<>();
        for (Runnable change : changes) {
            change.run();
            checks.ask(service, server, Duration.ofSeconds(1)).onSuccess(told::add);
            results.add(Await.next(told));
        }
        assertThat(results)
                .containsExactly(
                        ProbeResult.Plain.NOT_ASKED,
                        ProbeResult.Plain.GOOD,
                        ProbeResult.Plain.NOT_ASKED,
                        ProbeResult.Plain.GOOD,
                        ProbeResult.Plain.NOT_ASKED);
    }
}
