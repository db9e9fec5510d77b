package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.FastClose;
import org.penlb.testing.Await;
import org.penlb.testing.Payload;

/** Who does not read is not read for, and nobody else suffers. */
@Tag("alone")
@Timeout(120)
class BackPressureTest {
    /** More than all kernel buffers on the way (each grows to some MiB) and what a relay holds, by far. */
    private static final long FLOOD = 256L << 20;
    /** Less than what the kernel's buffers before a server that does not read have room for. */
    private static final long ALWAYS_TAKEN = 1 << 20;
    /** Less than the 64 KiB that the kernel takes of any client before it is read. */
    private static final int REST = 40_000;

    @ParameterizedTest
    @EnumSource
    void holds_the_writer_back_until_the_reader_reads(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                SocketChannel client = floodingClient(stage, listening.getLocalSocketAddress());
                Socket server = Stage.accept(listening)) {
            long written = floodUntilBlocked(client);
            assertThat(written).isLessThan(FLOOD);
            Relay relay = Await.next(stage.started);
            long delivered = stage.call(relay::toServer);
            assertThat(written - delivered)
                    .as("on the way between the client and the relay")
                    .isLessThan(32L << 20);

            client.shutdownOutput();
            assertThat(Payload.receive(server).length()).isEqualTo(written);
            server.close();
            Await.next(stage.over);
        }
    }

    /** What the client's last bytes wait for is the server, whatever else the kernel knows about the client. */
    @ParameterizedTest
    @EnumSource
    void the_end_of_a_held_back_client_does_not_let_it_through(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server();
                SocketChannel client = floodingClient(stage, listening.getLocalSocketAddress());
                Socket server = Stage.accept(listening)) {
            Relay relay = Await.next(stage.started);
            fillUp(stage, relay::toServer, client, 10_000);
            long taken = stage.call(relay::toServer);
            var rest = ByteBuffer.allocateDirect(REST);
            while (rest.hasRemaining()) {
                client.write(rest);
            }
            client.shutdownOutput();
            int port = ((InetSocketAddress) client.getLocalAddress()).getPort();
            Await.until("the kernel has the client's end", () -> isEndAcknowledged(port));
            stage.run(() -> {});
            stage.run(() -> {}); // a round of events lies between the two
            assertThat(stage.call(relay::toServer) - taken)
                    .as("bytes that were taken although the server takes none")
                    .isLessThanOrEqualTo(REST / 2);
            Payload.receive(server);
        }
    }

    /** Whether a connection from this port is in the state FIN_WAIT2 (proc(5)). */
    private static boolean isEndAcknowledged(int port) {
        String suffix = String.format(":%04X", port);
        try {
            for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
                for (String line :
                        Files.exists(Path.of(table)) ? Files.readAllLines(Path.of(table)) : List.<String>of()) {
                    String[] fields = line.strip().split("\\s+", 5);
                    if (fields[1].endsWith(suffix) && fields[3].equals("05")) {
                        return true;
                    }
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_stalled_connection_does_not_stop_the_others(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket stalling = Stage.server();
                ServerSocket listening = Stage.server();
                SocketChannel stalled = floodingClient(stage, stalling.getLocalSocketAddress());
                Socket _ = Stage.accept(stalling);
                Socket client = stage.clientOf(listening);
                Socket server = Stage.accept(listening)) {
            floodUntilBlocked(stalled);
            Future<Payload> sent = Payload.beside(() -> Payload.send(client, 20_000_000, 1));
            assertThat(Payload.receive(server)).isEqualTo(Payload.of(sent));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_flood_lets_others_have_their_turn(Stage.Kind kind) throws Exception {
        var flooding = new AtomicBoolean(true);
        try (var stage = new Stage(kind);
                ServerSocket flooded = Stage.server();
                ServerSocket listening = Stage.server();
                Socket flood = stage.clientOf(flooded);
                Socket sink = Stage.accept(flooded);
                Socket client = stage.clientOf(listening);
                Socket server = Stage.accept(listening)) {
            Future<Boolean> flooder = Payload.beside(() -> {
                var chunk = new byte[1 << 20];
                while (flooding.get()) {
                    flood.getOutputStream().write(chunk);
                }
                flood.shutdownOutput();
                return true;
            });
            Future<Payload> drain = Payload.beside(() -> Payload.receive(sink));
            for (int i = 0; i < 200; i++) {
                client.getOutputStream().write(i);
                assertThat(server.getInputStream().read()).isEqualTo(i);
            }
            assertThat(flooder.isDone()).as("the flood went on all the while").isFalse();
            flooding.set(false);
            assertThat(Payload.of(flooder)).isTrue();
            assertThat(Payload.of(drain).length()).isPositive();
        }
    }

    private static SocketChannel floodingClient(Stage stage, SocketAddress server) throws IOException {
        Acceptor proxy = stage.proxy(Stage.ANYWHERE, server, FastClose.OFF);
        return SocketChannel.open((InetSocketAddress) proxy.localAddress());
    }

    /**
     * Writes piece by piece, each once the relay has taken the one before, until it takes no more: the other side does not
     * read.
     *
     * @param passed how many bytes the relay has taken from this side
     */
    static void fillUp(Stage stage, Callable<Long> passed, SocketChannel from, int piece) throws IOException {
        long before = stage.call(passed);
        long written = before;
        long taken;
        do {
            var chunk = ByteBuffer.allocateDirect(piece);
            while (chunk.hasRemaining()) {
                written += from.write(chunk);
            }
            taken = takenAtRest(stage, passed, written);
        } while (taken == written || taken - before < ALWAYS_TAKEN);
    }

    /** How much the relay has taken once it has all, or has made no progress for a while. */
    private static long takenAtRest(Stage stage, Callable<Long> passed, long written) {
        long taken = stage.call(passed);
        long lastProgress = System.nanoTime();
        while (taken < written && System.nanoTime() - lastProgress < TimeUnit.MILLISECONDS.toNanos(200)) {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(20));
            long now = stage.call(passed);
            if (now > taken) {
                taken = now;
                lastProgress = System.nanoTime();
            }
        }
        return taken;
    }

    /** Writes until nothing is taken any more for a while. */
    static long floodUntilBlocked(SocketChannel client) throws IOException {
        client.configureBlocking(false);
        var chunk = ByteBuffer.allocateDirect(1 << 18);
        long written = 0;
        long lastProgress = System.nanoTime();
        while (System.nanoTime() - lastProgress < TimeUnit.MILLISECONDS.toNanos(300) && written < FLOOD) {
            chunk.clear();
            int n = client.write(chunk);
            if (n > 0) {
                written += n;
                lastProgress = System.nanoTime();
            } else {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
        client.configureBlocking(true);
        return written;
    }

    /** Some of the answers end within what the kernel keeps unread: that server has hung up, and must wait quietly. */
    @ParameterizedTest
    @EnumSource
    void the_event_loop_rests_while_clients_leave_their_answers_unread(Stage.Kind kind) throws Exception {
        List<Socket> clients = new ArrayList<>();
        long step = 200_000;
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            Acceptor acceptor = stage.proxy(Stage.ANYWHERE, listening.getLocalSocketAddress(), FastClose.OFF);
            for (int i = 1; i <= 30; i++) {
                var answer = new byte[(int) (i * step)];
                Socket client = Stage.connect(acceptor.localAddress());
                clients.add(client);
                client.shutdownOutput();
                Socket server = Stage.accept(listening);
                var _ = Payload.beside(() -> answer(server, answer));
            }
            Await.until("the event loop rests", stage::isIdle);
            for (int i = 1; i <= 30; i++) {
                assertThat(Payload.receive(clients.get(i - 1)).length()).isEqualTo(i * step);
                Await.next(stage.over);
            }
            stage.run(acceptor::close);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static long answer(Socket server, byte[] answer) throws IOException {
        try (server) {
            long asked = Payload.receive(server).length();
            server.getOutputStream().write(answer);
            return asked;
        }
    }
}
