package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.config.FastClose;
import org.penlb.testing.Await;
import org.penlb.testing.Families;
import org.penlb.testing.Payload;

/** Two ends joined: every byte in order, each half-close passed on. */
@Timeout(120)
class JoiningTest {
    static Stream<Arguments> kindsAndLengths() {
        // around the sizes of the buffer, of a pipe, and of what is copied before splicing begins
        List<Integer> lengths =
                List.of(0, 1, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073, 1 << 20, (1 << 20) + 1, 12_000_000);
        return Stream.of(Stage.Kind.values())
                .flatMap(kind -> lengths.stream().map(length -> Arguments.of(kind, length)));
    }

    @ParameterizedTest
    @MethodSource("kindsAndLengths")
    void passes_every_byte_on_in_both_directions_at_once(Stage.Kind kind, int length) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = stage.clientOf(listening);
                Socket server = Stage.accept(listening)) {
            Future<Payload> up = Payload.beside(() -> Payload.send(client, length, 1));
            Future<Payload> down = Payload.beside(() -> Payload.send(server, length + 7, 2));
            Future<Payload> atServer = Payload.beside(() -> Payload.receive(server));
            Payload atClient = Payload.receive(client);
            assertThat(Payload.of(atServer)).isEqualTo(Payload.of(up));
            assertThat(atClient).isEqualTo(Payload.of(down));
            Relay relay = Await.next(stage.over);
            assertThat(relay.toServer()).isEqualTo(length);
            assertThat(relay.fromServer()).isEqualTo(length + 7L);
            stage.letLoopLook();
            assertThat(stage.over).as("told once").isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_server_may_answer_after_the_client_has_closed_its_direction(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = stage.clientOf(listening);
                Socket server = Stage.accept(listening)) {
            Future<Payload> asked = Payload.beside(() -> Payload.send(client, 200_000, 1));
            assertThat(Payload.receive(server)).isEqualTo(Payload.of(asked));
            Future<Payload> answered = Payload.beside(() -> Payload.send(server, 5_000_000, 2));
            assertThat(Payload.receive(client)).isEqualTo(Payload.of(answered));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_may_go_on_after_the_server_has_closed_its_direction(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = stage.clientOf(listening);
                Socket server = Stage.accept(listening)) {
            server.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            Future<Payload> sent = Payload.beside(() -> Payload.send(client, 5_000_000, 1));
            assertThat(Payload.receive(server)).isEqualTo(Payload.of(sent));
        }
    }

    /** However much comes at once with the end: a record of the end may find less room than it wants. */
    @ParameterizedTest
    @EnumSource
    void passes_an_end_on_however_much_comes_with_it(Stage.Kind kind) throws Exception {
        for (int length : List.of(16_384, 49_152, 51_812, 57_344, 65_535, 65_536, 80_000)) {
            try (var stage = new Stage(kind);
                    ServerSocket listening = Stage.server();
                    Socket client = stage.clientOf(listening);
                    Socket server = Stage.accept(listening)) {
                bulk(client, server); // the system lets more wait from then on
                bulk(server, client);
                Payload asked = stage.call(() -> Payload.send(client, length, 1)); // nobody looks meanwhile
                assertThat(Payload.receive(server)).isEqualTo(asked);
                Payload answered = stage.call(() -> Payload.send(server, length, 2));
                assertThat(Payload.receive(client)).as("after " + length).isEqualTo(answered);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void carries_many_small_exchanges(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                Socket client = stage.clientOf(listening);
                Socket server = Stage.accept(listening)) {
            for (int i = 0; i < 2_000; i++) {
                if (i % 500 == 400) { // a direction begins to splice, and then finds that it is not worth it any more
                    bulk(client, server);
                    bulk(server, client);
                }
                client.getOutputStream().write(new byte[] {(byte) i, 1, 2, 3, 4, 5, 6, 7, 8, 9});
                assertThat(server.getInputStream().readNBytes(10)[0]).isEqualTo((byte) i);
                server.getOutputStream().write(i);
                assertThat(client.getInputStream().read()).isEqualTo(i & 0xff);
            }
        }
    }

    /** More than is ever copied at a time. */
    private static void bulk(Socket from, Socket to) throws Exception {
        int length = 300_000;
        Future<Boolean> sent = Payload.beside(() -> {
            from.getOutputStream().write(new byte[length]);
            return true;
        });
        to.getInputStream().skipNBytes(length);
        assertThat(Payload.of(sent)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void joins_ipv6_with_ipv4(Stage.Kind kind) throws Exception {
        Families.assumeIpv6();
        InetAddress six = Inet6Address.ofLiteral("::1");
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            Acceptor proxy =
                    stage.proxy(new InetSocketAddress(six, 0), listening.getLocalSocketAddress(), FastClose.OFF);
            try (Socket client = Stage.connect(proxy.localAddress());
                    Socket server = Stage.accept(listening)) {
                Future<Payload> sent = Payload.beside(() -> Payload.send(client, 300_000, 1));
                assertThat(Payload.receive(server)).isEqualTo(Payload.of(sent));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void joins_unix_sockets(Stage.Kind kind, @TempDir Path folder) throws IOException, InterruptedException {
        var behind = UnixDomainSocketAddress.of(folder.resolve("server"));
        var before = UnixDomainSocketAddress.of(folder.resolve("pen"));
        try (var stage = new Stage(kind);
                var listening =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(behind)) {
            stage.proxy(before, behind, FastClose.OFF);
            try (var client = SocketChannel.open(before);
                    var server = listening.accept()) {
                client.write(ByteBuffer.wrap("there".getBytes(StandardCharsets.US_ASCII)));
                client.shutdownOutput();
                assertThat(textOf(server)).isEqualTo("there");
                server.write(ByteBuffer.wrap("and back".getBytes(StandardCharsets.US_ASCII)));
                server.shutdownOutput();
                assertThat(textOf(client)).isEqualTo("and back");
                Await.next(stage.over);
            }
        }
    }

    private static String textOf(SocketChannel channel) throws IOException {
        var buffer = ByteBuffer.allocate(100);
        while (channel.read(buffer) >= 0) {
            // to the end
        }
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @EnumSource
    void leaves_no_descriptor_behind(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            var proxy = stage.proxy(Stage.ANYWHERE, listening.getLocalSocketAddress(), FastClose.OFF);
            exchange(proxy, listening);
            Await.next(stage.over);
            int before = descriptors();
            for (int i = 0; i < 100; i++) {
                exchange(proxy, listening);
                Await.next(stage.over);
            }
            Await.until("as many descriptors as before", () -> descriptors() <= before);
        }
    }

    private static void exchange(Acceptor proxy, ServerSocket listening) throws Exception {
        try (Socket client = Stage.connect(proxy.localAddress());
                Socket server = Stage.accept(listening)) {
            client.getOutputStream().write(1);
            client.shutdownOutput();
            assertThat(server.getInputStream().readAllBytes()).hasSize(1);
        }
    }

    private static int descriptors() {
        String[] files = new java.io.File("/proc/self/fd").list();
        return files == null ? 0 : files.length;
    }
}
