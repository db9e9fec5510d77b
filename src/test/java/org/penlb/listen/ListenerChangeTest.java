package org.penlb.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.CountryLookup;
import org.penlb.config.RelayKind;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.events.Events;
import org.penlb.service.NameResolver;
import org.penlb.service.Service;
import org.penlb.service.ServiceLoader;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** One service takes the address of another while clients come in there; and what becomes of changes when Pen ends. */
@Timeout(60)
class ListenerChangeTest {
    private static final ServerArguments ARGUMENTS = new ServerArguments(_ -> -1);
    private static final int CLIENTS = 40;

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
    private final EchoServer red = new EchoServer("red");
    private final EchoServer blue = new EchoServer("blue");
    private final NameResolver resolver = new NameResolver(vertx);
    private final ServiceLoader loader =
            new ServiceLoader(vertx, resolver, CountryLookup.NONE, new Events(Clock.systemUTC()));
    private final Listeners listeners = new Listeners(vertx, resolver, RelayKind.AUTO, 2);
    private final int port = Ports.free();

    @BeforeEach
    void red_serves() {
        assumeThat(Epoll.isAvailable()).as("addresses can be shared").isTrue();
        Address listen = ARGUMENTS.listener("127.0.0.1:" + port);
        await(listeners
                .prepare(service("red", listen, red), listen)
                .compose(_ -> listeners.openAll())
                .compose(_ -> listeners.serve()));
    }

    @AfterEach
    void close() {
        await(vertx.close());
        red.close();
        blue.close();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private Service service(String name, Address listen, EchoServer server) {
        var service = new ServiceBuilder(name, listen, 1000);
        service.servers().add(ARGUMENTS.server(server.address(), listen));
        return await(loader.load(service.build()));
    }

    private static Future<Void> open(ListenerChange change, Service service, Address wanted) {
        return change.openIfFree(service, wanted, false).compose(_ -> change.makeRoom());
    }

    private InetSocketAddress listen() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    @Test
    void the_old_one_serves_until_the_new_one_does() throws IOException {
        takeOver("127.0.0.1:" + port);
    }

    @Test
    void a_listener_at_more_addresses_opens_beside_the_one_at_fewer() throws IOException {
        takeOver("0.0.0.0:" + port);
        assertThat(Visitor.visit("127.0.0.1", listen())).isEqualTo("blue");
    }

    private void takeOver(String wanted) throws IOException {
        Address address = ARGUMENTS.listener(wanted);
        ListenerChange change = listeners.change();
        await(open(change, service("blue", address, blue), address));
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Visitor.connect("127.0.0.1", listen()));
            }
            await(change.commit(() -> {}, _ -> {}));
            List<String> names = new ArrayList<>();
            for (Socket client : clients) {
                names.add(Visitor.nameFrom(client));
            }
            assertThat(names).as("who serves").contains("red").isSubsetOf("red", "blue");
            assertThat(Visitor.visit("127.0.0.1", listen())).isEqualTo("blue");
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static boolean fails(Future<?> future) {
        return await(future.transform(done -> Future.succeededFuture(done.failed())));
    }

    private static void expectNobodyAt(int port) {
        assertThatThrownBy(() -> Visitor.connect(
                                "127.0.0.1", new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port))
                        .close())
                .as("somebody listens at port " + port)
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void after_the_end_nothing_is_opened() {
        int other = Ports.free();
        Address address = ARGUMENTS.listener("127.0.0.1:" + other);
        Service service = service("blue", address, blue);
        await(listeners.close());
        assertThat(fails(open(listeners.change(), service, address))).isTrue();
        assertThat(fails(listeners.prepare(service, address).compose(_ -> listeners.openAll())))
                .isTrue();
        expectNobodyAt(other);
    }

    @Test
    void what_is_being_opened_when_the_end_comes_is_closed() {
        for (int round = 0; round < 20; round++) {
            var ending = new Listeners(vertx, resolver, RelayKind.AUTO, 2);
            int other = Ports.free();
            Address address = ARGUMENTS.listener("127.0.0.1:" + other);
            Future<Void> opening = open(ending.change(), service("blue", address, blue), address);
            await(round % 2 == 0 ? ending.close() : ending.drain());
            fails(opening); // or it was open before the end came
            expectNobodyAt(other);
        }
    }

    @Test
    void what_a_change_has_opened_goes_when_the_end_comes_and_the_change_cannot_be_carried_out() {
        int other = Ports.free();
        Address address = ARGUMENTS.listener("127.0.0.1:" + other);
        ListenerChange change = listeners.change();
        await(open(change, service("blue", address, blue), address));
        await(listeners.close());
        expectNobodyAt(other);
        var carriedOut = new AtomicBoolean();
        assertThatThrownBy(() -> change.commit(() -> carriedOut.set(true), _ -> {}))
                .isInstanceOf(ConfigException.class);
        assertThat(carriedOut).isFalse();
        await(change.undo());
        expectNobodyAt(other);
        expectNobodyAt(port);
    }

    @Test
    void while_open_connections_go_on_a_change_without_new_listeners_is_carried_out() throws IOException {
        Future<Void> drained;
        try (Socket client = Visitor.connect("127.0.0.1", listen())) {
            assertThat(Visitor.nameFrom(client)).isEqualTo("red");
            drained = listeners.drain();
            var carriedOut = new AtomicBoolean();
            ListenerChange change = listeners.change();
            listeners.all().forEach(change::keep);
            await(change.commit(() -> carriedOut.set(true), _ -> {}));
            assertThat(carriedOut).isTrue();
            assertThat(drained.isComplete()).isFalse();
        }
        await(drained);
    }

    @Test
    void one_that_made_room_does_not_come_back_after_the_end(@TempDir Path folder) {
        Path socket = folder.resolve("pen.sock");
        Address address = ARGUMENTS.listener(socket.toString());
        var ending = new Listeners(vertx, resolver, RelayKind.AUTO, 2);
        await(ending.prepare(service("unix", address, red), address).compose(_ -> ending.openAll()));
        ListenerChange change = ending.change();
        await(open(change, service("blue", address, blue), address));
        assertThat(socket).exists();
        await(ending.close());
        await(change.undo());
        assertThat(socket).doesNotExist();
    }

    @Test
    void who_serves_after_the_end_serves_nobody() {
        var ending = new Listeners(vertx, resolver, RelayKind.AUTO, 2);
        int other = Ports.free();
        Address address = ARGUMENTS.listener("127.0.0.1:" + other);
        await(ending.prepare(service("blue", address, blue), address).compose(_ -> ending.openAll()));
        await(ending.close());
        await(ending.serve());
        expectNobodyAt(other);
    }

    @Test
    void what_is_in_the_way_is_known_by_its_kind() throws IOException {
        try (var other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThat(kindOf("127.0.0.1:" + other.getLocalPort())).isEqualTo(AddressUnavailable.Kind.IN_USE);
        }
        assertThat(kindOf("127.0.0.1:" + port)).as("one of ours").isEqualTo(AddressUnavailable.Kind.IN_USE);
        assertThat(kindOf("192.0.2.1:" + port)).isEqualTo(AddressUnavailable.Kind.NOT_OURS);
        assertThat(kindOf("/no/such/directory/pen.sock")).isEqualTo(AddressUnavailable.Kind.NO_DIRECTORY);
        assertThat(kindOf("/dev/null")).isEqualTo(AddressUnavailable.Kind.OTHER);
    }

    private AddressUnavailable.Kind kindOf(String wanted) {
        Address address = ARGUMENTS.listener(wanted);
        Throwable e = await(listeners
                .prepare(service("blue", address, blue), address)
                .<Throwable>map(_ -> new AssertionError("it listens at " + wanted))
                .otherwise(why -> why));
        assertThat(e).isInstanceOf(AddressUnavailable.class).hasMessageStartingWith("listener \"" + address + "\": ");
        return ((AddressUnavailable) e).kind();
    }
}
