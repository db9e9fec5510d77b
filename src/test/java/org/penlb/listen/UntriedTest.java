package org.penlb.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.PenVerticle;
import org.penlb.balance.Server;
import org.penlb.balance.ServerHealth;
import org.penlb.config.IpAddress;
import org.penlb.config.PenBuilder;
import org.penlb.config.Protocol;
import org.penlb.config.RelayKind;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.service.Service;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.UdpVisitor;

/** A source address that is not this machine's any more keeps servers from being tried: that is counted, and is not their fault. */
@Timeout(60)
class UntriedTest {
    private static final ServerArguments ARGUMENTS = new ServerArguments(_ -> -1);
    /** RFC 5737: nobody's. */
    private static final String NOT_OURS = "192.0.2.1";

    private static final int CLIENTS = 20;
    private static final byte[] QUERY = HexFormat.of().parseHex("0007010000010000000000000000060001");

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    private final EchoServer server = new EchoServer("s0");

    @AfterEach
    void close() {
        await(vertx.close());
        server.close();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private PenVerticle start(RelayKind relay, Protocol protocol, int idlers) {
        var service = new ServiceBuilder("test", ARGUMENTS.listener("127.0.0.1:0"), 1000);
        service.protocol = protocol;
        service.source = IpAddress.parse(NOT_OURS);
        service.idlers = idlers;
        service.servers().add(ARGUMENTS.server(server.address(), service.listen()));
        var config = new PenBuilder(service, ARGUMENTS);
        config.relay = relay;
        config.eventLoops = 1;
        var pen = new PenVerticle(config.build());
        await(vertx.deployVerticle(pen));
        return pen;
    }

    private static InetSocketAddress address(PenVerticle pen) {
        return (InetSocketAddress) pen.addresses().getFirst();
    }

    private static Service service(PenVerticle pen) {
        return pen.listeners().getFirst().service();
    }

    private static void expectNoBlame(Service service) {
        List<Server> servers = service.balancer().table().servers();
        assertThat(servers).allSatisfy(each -> {
            assertThat(each.isAvailable(service.balancer().now())).isTrue();
            assertThat(each.health().verdict()).isNotEqualTo(ServerHealth.Verdict.DOWN);
            assertThat(each.totals().failures()).isZero();
            assertThat(each.connections()).isZero();
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void connections(RelayKind relay) throws IOException {
        PenVerticle pen = start(relay, Protocol.STREAM, 0);
        for (int i = 0; i < CLIENTS; i++) {
            try (var client = new Socket(address(pen).getAddress(), address(pen).getPort())) {
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
        }
        Await.until("all are gone", () -> service(pen).openConnections() == 0);
        assertThat(service(pen).totals().untried()).isEqualTo(CLIENTS);
        assertThat(service(pen).clients().refused()).isEqualTo(CLIENTS);
        expectNoBlame(service(pen));
    }

    /** Not a hundred a second, for ever. */
    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void connections_that_are_kept_ready_are_tried_one_at_a_time(RelayKind relay) {
        PenVerticle pen = start(relay, Protocol.STREAM, 50);
        Await.until("they are tried", () -> service(pen).totals().untried() >= 50);
        for (int i = 0; i < 5; i++) {
            await(pen.listeners().getFirst().sweep());
        }
        assertThat(service(pen).totals().untried()).isLessThan(50 + 20);
        expectNoBlame(service(pen));
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void sessions(RelayKind relay) throws IOException {
        datagrams(relay, Protocol.UDP);
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void queries(RelayKind relay) throws IOException {
        datagrams(relay, Protocol.DNS);
    }

    private void datagrams(RelayKind relay, Protocol protocol) throws IOException {
        PenVerticle pen = start(relay, protocol, 0);
        for (int i = 0; i < CLIENTS; i++) {
            try (var client = new UdpVisitor("127.0.0.1", address(pen))) {
                client.send(QUERY);
            }
        }
        Await.until("all are counted", () -> service(pen).totals().untried() == CLIENTS);
        Await.until("all are dropped", () -> service(pen).datagrams().totals().dropped() >= CLIENTS);
        expectNoBlame(service(pen));
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void queries_over_TCP(RelayKind relay) throws IOException {
        PenVerticle pen = start(relay, Protocol.DNS, 0);
        try (var client = new Socket(address(pen).getAddress(), address(pen).getPort())) {
            client.getOutputStream().write(0);
            client.getOutputStream().write(QUERY.length);
            client.getOutputStream().write(QUERY);
            Await.until("it is counted", () -> service(pen).totals().untried() > 0);
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).isEmpty();
        }
        expectNoBlame(service(pen));
    }
}
