package org.penlb.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.config.Address;
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

/** One service takes the door of another while clients come in there. */
@Timeout(60)
class ListenerChangeTest {
    private static final ServerArguments ARGUMENTS = new ServerArguments(_ -> -1);
    private static final int CLIENTS = 40;

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
    private final EchoServer red = new EchoServer("red");
    private final EchoServer blue = new EchoServer("blue");
    private final NameResolver resolver = new NameResolver(vertx);
    private final ServiceLoader loader = new ServiceLoader(resolver, CountryLookup.NONE, new Events(Clock.systemUTC()));
    private final Listeners listeners = new Listeners(vertx, resolver, RelayKind.AUTO, 2);
    private final int port = Ports.free();

    @BeforeEach
    void red_serves() {
        assumeThat(Epoll.isAvailable()).as("doors can be shared").isTrue();
        Address door = ARGUMENTS.listener("127.0.0.1:" + port);
        await(listeners.open(service("red", door, red), door).compose(_ -> listeners.serve()));
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

    private Service service(String name, Address door, EchoServer server) {
        var service = new ServiceBuilder(name, door, 1000);
        service.servers().add(ARGUMENTS.server(server.address(), door));
        return await(loader.load(service.build()));
    }

    private InetSocketAddress door() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    @Test
    void the_old_one_serves_until_the_new_one_does() throws IOException {
        takeOver("127.0.0.1:" + port);
    }

    @Test
    void a_door_that_is_wider_opens_beside_the_narrow_one() throws IOException {
        takeOver("0.0.0.0:" + port);
        assertThat(Visitor.visit("127.0.0.1", door())).isEqualTo("blue");
    }

    private void takeOver(String wanted) throws IOException {
        Address address = ARGUMENTS.listener(wanted);
        ListenerChange change = listeners.change();
        await(change.open(service("blue", address, blue), address));
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Visitor.connect("127.0.0.1", door()));
            }
            await(change.commit(_ -> {}));
            List<String> names = new ArrayList<>();
            for (Socket client : clients) {
                names.add(Visitor.nameFrom(client));
            }
            assertThat(names).as("who serves").contains("red").isSubsetOf("red", "blue");
            assertThat(Visitor.visit("127.0.0.1", door())).isEqualTo("blue");
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }
}
