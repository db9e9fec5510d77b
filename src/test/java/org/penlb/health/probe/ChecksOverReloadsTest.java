package org.penlb.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.admin.Administration;
import org.penlb.balance.Server;
import org.penlb.config.CountryLookup;
import org.penlb.config.PenBuilder;
import org.penlb.config.PenConfig;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.control.CommandRunner;
import org.penlb.events.Origin;
import org.penlb.testing.Await;
import org.penlb.testing.Ports;

/** The servers of a DNS service are checked as long as the service is there, wherever its clients come in meanwhile. */
@Timeout(60)
class ChecksOverReloadsTest {
    private static final int TYPE_NS = 2;
    private static final int TYPE_SOA = 6;
    private static final int TYPE_A = 1;
    private static final ServerArguments ARGUMENTS = new ServerArguments(_ -> -1);

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
    private final NameServer nameServer = new NameServer();

    /** Answers every query, and notes for which record type it was. */
    private static final class NameServer implements AutoCloseable {
        final BlockingQueue<Integer> asked = new LinkedBlockingQueue<>();
        volatile int rcode;
        private final DatagramSocket socket;

        NameServer() {
            try {
                socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            Thread.ofPlatform().daemon().start(this::serve);
        }

        private void serve() {
            var packet = new DatagramPacket(new byte[512], 512);
            while (!socket.isClosed()) {
                try {
                    packet.setLength(512);
                    socket.receive(packet);
                    byte[] message = packet.getData();
                    int end = 12;
                    while (message[end] != 0) {
                        end += message[end] + 1;
                    }
                    asked.add((int) message[end + 2]);
                    message[2] |= (byte) 0x80;
                    message[3] = (byte) rcode;
                    socket.send(packet);
                } catch (IOException _) {
                    // closed
                }
            }
        }

        String address() {
            return "127.0.0.1:" + socket.getLocalPort();
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private final class Running {
        final Administration pen;
        private final CommandRunner commands;

        Running(Duration interval) {
            var builder = new ServiceBuilder("test", ARGUMENTS.listener("127.0.0.1:0"), 100);
            builder.servers().add(ARGUMENTS.server(nameServer.address(), builder.listen()));
            builder.balanceDns();
            builder.dns = builder.dns.withCheck(builder.dns.check().withInterval(interval));
            PenConfig config = new PenBuilder(builder, ARGUMENTS).build();
            pen = new Administration(vertx, config, ARGUMENTS, _ -> {}, CountryLookup.NONE);
            commands = new CommandRunner(vertx, pen, () -> {});
            await(pen.start().compose(_ -> pen.serve()));
        }

        String say(String line) {
            return await(commands.run(Origin.OPERATOR, line));
        }

        Server server() {
            return pen.service(0).balancer().table().servers().getFirst();
        }

        /** Its clients come in elsewhere from now on. */
        void moves() {
            int port = Ports.freeForBoth();
            assertThat(say("listen 127.0.0.1:" + port)).isEqualTo("127.0.0.1:" + port + "\n");
            assertThat(pen.listeners().getFirst().boundAddress())
                    .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        }

        /** A client asks for an address where the service listens now, and is answered. */
        void serves() throws IOException {
            byte[] query = {7, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 0, 0, TYPE_A, 0, 1};
            try (var client = new DatagramSocket()) {
                client.setSoTimeout((int) Await.LONG.toMillis());
                client.send(new DatagramPacket(
                        query, query.length, pen.listeners().getFirst().boundAddress()));
                client.receive(new DatagramPacket(new byte[512], 512));
            }
        }
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private int nextAsked() throws InterruptedException {
        return Await.next(nameServer.asked);
    }

    @AfterEach
    void end() {
        await(vertx.close());
        nameServer.close();
    }

    @Test
    void a_server_is_asked_once_in_an_interval_though_the_listener_moves() throws Exception {
        var pen = new Running(Duration.ofHours(1));
        assertThat(nextAsked()).isEqualTo(TYPE_NS);
        for (int move = 0; move < 5; move++) {
            pen.moves();
            pen.serves();
            assertThat(nextAsked()).as("the client's query, and no check").isEqualTo(TYPE_A);
        }
        pen.say("check_query . SOA");
        assertThat(nextAsked()).isEqualTo(TYPE_SOA);
        assertThat(nameServer.asked).isEmpty();
    }

    @Test
    void a_server_is_checked_after_the_listener_has_moved() throws Exception {
        var pen = new Running(Duration.ofMillis(20));
        pen.moves();
        nameServer.rcode = 2;
        Await.until(
                "the server is down",
                () -> "answers SERVFAIL".equals(pen.server().downReason()));
        pen.moves();
        nameServer.rcode = 0;
        Await.until("the server is up again", () -> pen.server().downReason() == null);
    }

    @Test
    void a_server_that_is_not_checked_any_more_is_not_down() throws Exception {
        nameServer.rcode = 2;
        var pen = new Running(Duration.ofMillis(20));
        Await.until("the server is down", () -> pen.server().downReason() != null);
        pen.say("check_interval 0");
        Await.until("nobody says that it is down", () -> pen.server().downReason() == null);
        assertThat(pen.pen.events().recent().latest(2))
                .anySatisfy(event -> assertThat(event.text()).isEqualTo("is not checked any more"));
        pen.say("check_interval 20");
        Await.until("it is found down again", () -> pen.server().downReason() != null);
    }
}
