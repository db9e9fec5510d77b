package org.penlb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.penlb.admin.Administration;
import org.penlb.cluster.ClusterView;
import org.penlb.cluster.totals.ServiceSum;
import org.penlb.config.Address;
import org.penlb.config.ControlConfig;
import org.penlb.config.CountryLookup;
import org.penlb.config.DebugConfig;
import org.penlb.config.IpAddress;
import org.penlb.config.PenConfig;
import org.penlb.config.RelayKind;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.WebConfig;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.config.cluster.Discovery;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** Three instances share what they know. */
class SharingTest {
    private static final List<EchoServer> SERVERS =
            List.of(new EchoServer("a"), new EchoServer("b"), new EchoServer("c"), new EchoServer("d"));
    private static final List<Vertx> VERTX = new ArrayList<>();
    private static final List<PenVerticle> PENS = new ArrayList<>();

    @BeforeAll
    static void start() {
        List<Address.Inet> members = List.of(
                new Address.Inet("127.0.0.11", Ports.free()),
                new Address.Inet("127.0.0.12", Ports.free()),
                new Address.Inet("127.0.0.13", Ports.free()));
        for (Address.Inet listen : members) {
            var vertx = Vertx.vertx();
            VERTX.add(vertx);
            var pen = new PenVerticle(config(listen, members));
            await(vertx.deployVerticle(pen));
            PENS.add(pen);
        }
        for (PenVerticle pen : PENS) {
            Await.until(
                    "all hear all",
                    () -> view(pen).state() == ClusterView.State.WHOLE
                            && view(pen).heard() == 2);
        }
    }

    @AfterAll
    static void end() {
        VERTX.forEach(vertx -> await(vertx.close()));
        SERVERS.forEach(EchoServer::close);
    }

    private static ClusterView view(PenVerticle pen) {
        return Objects.requireNonNull(pen.cluster());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static PenConfig config(Address.Inet listen, List<Address.Inet> members) {
        var arguments = new ServerArguments(_ -> -1);
        var service = new ServiceBuilder("web", arguments.listener("127.0.0.1:0"), 100);
        SERVERS.forEach(server -> service.servers().add(arguments.server(server.address(), service.listen())));
        return new PenConfig(
                List.of(service.build()),
                RelayKind.AUTO,
                1,
                ControlConfig.NONE,
                WebConfig.NONE,
                DebugConfig.NONE,
                null,
                new ClusterConfig(
                        "test-" + ProcessHandle.current().pid(),
                        listen,
                        null,
                        new Discovery.Members(members),
                        null,
                        ClusterConfig.Ejection.VOTE,
                        Duration.ofSeconds(60),
                        null));
    }

    private static String visit(String source, PenVerticle pen) throws IOException {
        return Visitor.visit(source, pen.addresses().getFirst());
    }

    /** The server that a client of an instance would be given. */
    private static String next(String client, PenVerticle pen) {
        var balancer = pen.listeners().getFirst().service().balancer();
        return String.valueOf(balancer.explain(IpAddress.parse(client)).server());
    }

    @Test
    void a_client_keeps_its_server_whichever_instance_it_lands_on() throws IOException {
        for (int i = 0; i < 30; i++) {
            String client = "127.0.7." + (i + 1);
            PenVerticle first = PENS.get(i % 3);
            String server = visit(client, first);
            String address = next(client, first);
            for (PenVerticle other : PENS) {
                Await.until("it is told", () -> next(client, other).equals(address));
                assertThat(visit(client, other)).isEqualTo(server);
            }
        }
    }

    @Test
    void each_instance_shows_what_all_have_done() {
        long before = accepted();
        for (PenVerticle pen : PENS) {
            assertThatCode(() -> visit("127.0.8.1", pen)).doesNotThrowAnyException();
        }
        for (PenVerticle pen : PENS) {
            Await.until("it is summed up", () -> {
                List<ServiceSum> sums = view(pen).sums();
                return sums.size() == 1 && sums.getFirst().accepted() >= before + 3;
            });
        }
    }

    private static long accepted() {
        return PENS.stream()
                .mapToLong(pen -> pen.listeners().getFirst().service().clients().accepted())
                .sum();
    }

    @Test
    void who_ends_before_it_serves_joins_nobody() {
        Vertx vertx = VERTX.getFirst();
        var listen = new Address.Inet("127.0.0.14", Ports.free());
        PenConfig config = config(listen, List.of(listen));
        var running = new Administration(vertx, config, new ServerArguments(_ -> -1), _ -> {}, CountryLookup.NONE);
        Sharing sharing = Objects.requireNonNull(Sharing.prepare(vertx, config.cluster(), running));
        await(sharing.close());
        sharing.begin(running);
        assertThat(running.cluster()).isNull();
    }
}
