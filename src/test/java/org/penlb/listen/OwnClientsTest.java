package org.penlb.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.PenVerticle;
import org.penlb.balance.Server;
import org.penlb.config.CountryLookup;
import org.penlb.config.IpAddress;
import org.penlb.config.PenBuilder;
import org.penlb.config.PenConfig;
import org.penlb.config.Protocol;
import org.penlb.config.RelayKind;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.events.Events;
import org.penlb.relay.End;
import org.penlb.service.LoopGuard;
import org.penlb.service.NameResolver;
import org.penlb.service.OwnConnections;
import org.penlb.service.Service;
import org.penlb.service.ServiceLoader;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Ports;
import org.penlb.testing.UdpVisitor;
import org.penlb.testing.Visitor;

/** A service that has become its own server behind Pen's back, as by an address that came to this machine. */
@Timeout(60)
class OwnClientsTest {
    private static final ServerArguments ARGUMENTS = new ServerArguments(_ -> -1);
    /** What goes round passes less often before it is found, however busy the machine is; without that, 5000 times. */
    private static final int FEW = 2500;

    private static final byte[] QUERY = HexFormat.of().parseHex("0007010000010000000000000000060001");

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
    private final EchoServer good = new EchoServer("good");
    private final AtomicInteger told = new AtomicInteger();
    private final List<Logger> loggers =
            List.of(Logger.getLogger(OwnConnections.class.getName()), Logger.getLogger(LoopGuard.class.getName()));
    private final Handler ear = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getLevel() == Level.WARNING) {
                told.incrementAndGet();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @AfterEach
    void close() {
        loggers.forEach(logger -> logger.removeHandler(ear));
        await(vertx.close());
        good.close();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static ServiceBuilder service(Protocol protocol, String listen, String server) {
        var service = new ServiceBuilder("test", ARGUMENTS.listener(listen), 5000);
        service.protocol = protocol;
        service.servers().add(ARGUMENTS.server(server, service.listen()));
        return service;
    }

    /** Where it listens, and what its server is from now on. */
    private PenVerticle start(RelayKind relay, Protocol protocol) {
        loggers.forEach(logger -> logger.addHandler(ear));
        var config = new PenBuilder(service(protocol, "127.0.0.1:0", good.address()), ARGUMENTS);
        config.relay = relay;
        config.eventLoops = 2;
        var pen = new PenVerticle(config.build());
        await(vertx.deployVerticle(pen));
        return pen;
    }

    private static InetSocketAddress address(PenVerticle pen) {
        return (InetSocketAddress) pen.addresses().getFirst();
    }

    private Service turnedUponItself(PenVerticle pen, Protocol protocol) {
        Service service = pen.listeners().getFirst().service();
        var config = new PenBuilder(
                        service(
                                protocol,
                                "127.0.0.1:0",
                                "127.0.0.1:" + address(pen).getPort()),
                        ARGUMENTS)
                .build()
                .services()
                .getFirst();
        await(new ServiceLoader(vertx, new NameResolver(vertx), CountryLookup.NONE, new Events(Clock.systemUTC()))
                        .change(service, config))
                .run();
        return service;
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_connection_is_ended_and_told_once(RelayKind relay) throws IOException {
        PenVerticle pen = start(relay, Protocol.STREAM);
        assertThat(Visitor.visit("127.0.0.1", address(pen))).isEqualTo("good");
        Service service = turnedUponItself(pen, Protocol.STREAM);
        try (Socket client = Visitor.connect("127.0.0.1", address(pen))) {
            assertThatThrownBy(() -> {
                        client.getOutputStream().write('x'); // it may be reset before that
                        var _ = client.getInputStream().read();
                    })
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
        for (int i = 0; i < 5; i++) {
            try (Socket client = Visitor.connect("127.0.0.1", address(pen))) {
                assertThat(client.getInputStream().readAllBytes()).isEmpty();
            } catch (SocketException e) {
                assertThat(e).hasMessageContaining("reset");
            }
        }
        Await.until("all are gone", () -> service.openConnections() == 0);
        assertThat(service.clients().accepted()).isLessThan(FEW);
        assertThat(service.clients().refused()).isPositive();
        Await.until("it is told", () -> told.get() > 0);
        assertThat(told).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_datagram_is_dropped_and_told_once(RelayKind relay) throws IOException {
        PenVerticle pen = start(relay, Protocol.UDP);
        Service service = turnedUponItself(pen, Protocol.UDP);
        try (var client = new UdpVisitor("127.0.0.1", address(pen))) {
            for (int i = 0; i < 5; i++) {
                client.send("x");
            }
            Await.until("all are dropped", () -> service.datagrams().totals().dropped() >= 5);
            Await.until("it is told", () -> told.get() > 0);
        }
        assertThat(service.datagrams().totals().sessionsOpened()).isLessThan(FEW);
        assertThat(told.get()).as("by each event loop").isBetween(1, 2);
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_query_is_dropped_and_told_once(RelayKind relay) throws IOException {
        PenVerticle pen = start(relay, Protocol.DNS);
        Service service = turnedUponItself(pen, Protocol.DNS);
        try (var client = new UdpVisitor("127.0.0.1", address(pen))) {
            client.send(QUERY);
            Await.until("it is dropped", () -> service.datagrams().totals().dropped() > 0);
            Await.until("it is told", () -> told.get() > 0);
        }
        assertThat(service.datagrams().totals().received()).isLessThan(FEW);
        assertThat(told.get()).as("by each event loop").isBetween(1, 2);
    }

    @Test
    void a_connection_with_queries_is_ended_and_told_once() throws IOException {
        PenVerticle pen = start(RelayKind.SOCKET, Protocol.DNS);
        Service service = turnedUponItself(pen, Protocol.DNS);
        try (Socket client = Visitor.connect("127.0.0.1", address(pen))) {
            client.getOutputStream().write(new byte[] {0, (byte) QUERY.length});
            client.getOutputStream().write(QUERY);
            Await.until("it is found", () -> service.clients().refused() > 0);
            Await.until("it is given up", () -> service.datagrams().totals().unanswered() > 0);
            Await.until("it is told", () -> told.get() > 0);
        }
        Await.until("all are gone", () -> service.openConnections() == 0);
        assertThat(service.clients().accepted()).isLessThan(FEW);
        assertThat(service.datagrams().totals().unanswered()).isLessThan(FEW);
        assertThat(told.get())
                .as("the connection, and a datagram by each event loop")
                .isBetween(1, 3);
    }

    private PenVerticle startTwo(RelayKind relay, int onePort, int otherPort, String otherServer) {
        loggers.forEach(logger -> logger.addHandler(ear));
        var one = service(Protocol.STREAM, "127.0.0.1:" + onePort, "127.0.0.1:" + otherPort)
                .build();
        var other = new ServiceBuilder("other", ARGUMENTS.listener("127.0.0.1:" + otherPort), 5000);
        other.servers().add(ARGUMENTS.server(otherServer, other.listen()));
        var pen = new PenVerticle(new PenConfig(List.of(one, other.build()), relay, 2));
        await(vertx.deployVerticle(pen));
        return pen;
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_circle_of_two_services_is_ended_and_told_once(RelayKind relay) throws IOException {
        int port = Ports.free();
        PenVerticle pen = startTwo(relay, port, Ports.free(), "127.0.0.1:" + port);
        for (int i = 0; i < 5; i++) {
            try (Socket client = Visitor.connect("127.0.0.1", address(pen))) {
                assertThat(client.getInputStream().readAllBytes()).isEmpty();
            } catch (SocketException e) {
                assertThat(e).hasMessageContaining("reset");
            }
        }
        List<Service> services =
                pen.listeners().stream().map(listener -> listener.service()).toList();
        Await.until("all are gone", () -> services.stream().allMatch(service -> service.openConnections() == 0));
        assertThat(services)
                .extracting(service -> service.clients().accepted())
                .as("not round and round")
                .allMatch(accepted -> accepted < 100);
        Await.until("it is told", () -> told.get() > 0);
        assertThat(told.get()).as("by each service").isBetween(1, 2);
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_service_may_be_the_server_of_another_one(RelayKind relay) throws IOException {
        PenVerticle pen = startTwo(relay, Ports.free(), Ports.free(), good.address());
        for (int i = 0; i < 50; i++) {
            assertThat(Visitor.visit("127.0.0.1", address(pen))).isEqualTo("good");
        }
        assertThat(told).hasValue(0);
    }

    /** Another program's socket may have the address of one of ours, as long as it is connected to somebody else. */
    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_client_with_the_port_of_a_socket_of_ours_is_served(RelayKind relay) throws IOException {
        PenVerticle pen = start(relay, Protocol.STREAM);
        Service service = pen.listeners().getFirst().service();
        try (var client = new Socket()) {
            client.bind(new InetSocketAddress("127.0.0.1", 0));
            var ours = (InetSocketAddress) client.getLocalSocketAddress();
            Server server = service.balancer().table().servers().getFirst();
            service.ownConnections().connected(null, new Upstream(ours), server, System.nanoTime());
            client.connect(address(pen));
            assertThat(Visitor.nameFrom(client)).isEqualTo("good");
        }
        assertThat(told).hasValue(0);
    }

    /** An end that says where it is. */
    private record Upstream(InetSocketAddress localAddress) implements End {
        @Override
        public void onGone(Runnable gone) {}

        @Override
        public boolean hungUp() {
            return false;
        }

        @Override
        public void close() {}

        @Override
        public void reset() {}

        @Override
        public int descriptor() {
            return -1;
        }

        @Override
        public IpAddress peer() {
            return IpAddress.UNIX;
        }

        @Override
        public int peerPort() {
            return 0;
        }
    }
}
