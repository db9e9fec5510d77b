package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.testing.Await;
import org.penlb.testing.Payload;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Visitor;

/** Much data through little memory. */
@Timeout(300)
class BulkIT {
    private static final long MIB = 1L << 20;
    /** Each way, more than the process may have in all. */
    private static final long MUCH = (Boolean.getBoolean("pen.long") ? 1024 : 300) * MIB;
    /** Each way alone more than heap and direct memory have room for, both together more than the process may have. */
    private static final long SLOW = 150 * MIB;

    /** The process in all: a heap of 64 MiB, direct memory of 64 MiB at most, and the JVM itself. */
    private static final long MOST_RESIDENT_KIB = 256 * 1024;

    private static final List<String> SMALL = List.of("-Xmx64m", "-XX:MaxDirectMemorySize=64m");

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    void much_each_way_at_once_with_a_half_close_at_each_end(String relay) throws Exception {
        try (var listening = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
                PenProcess pen = PenProcess.start(
                        SMALL, List.of("--relay", relay), List.of("127.0.0.1:" + listening.getLocalPort()));
                Socket client = Visitor.connect("127.0.0.1", pen.address());
                Socket server = listening.accept()) {
            Future<Payload> up = Payload.beside(() -> Payload.send(client, MUCH, 1));
            Future<Payload> down = Payload.beside(() -> Payload.send(server, MUCH, 2));
            Future<Payload> atServer = Payload.beside(() -> Payload.receive(server));
            Payload atClient = Payload.receive(client);
            assertThat(Payload.of(atServer)).isEqualTo(Payload.of(up)).hasFieldOrPropertyWithValue("length", MUCH);
            assertThat(atClient).isEqualTo(Payload.of(down)).hasFieldOrPropertyWithValue("length", MUCH);
            assertThat(pen.peakResidentKib()).isLessThan(MOST_RESIDENT_KIB);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    void slow_readers_at_both_ends_get_everything_and_memory_stays_bounded(String relay) throws Exception {
        try (var listening = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
                PenProcess pen = PenProcess.start(
                        SMALL, List.of("--relay", relay), List.of("127.0.0.1:" + listening.getLocalPort()));
                Socket client = Visitor.connect("127.0.0.1", pen.address());
                Socket server = listening.accept()) {
            Future<Payload> up = Payload.beside(() -> Payload.send(client, SLOW, 1));
            Future<Payload> down = Payload.beside(() -> Payload.send(server, SLOW, 2));
            Future<Payload> atServer = Payload.beside(() -> receiveSlowly(server));
            Payload atClient = receiveSlowly(client);
            assertThat(Payload.of(atServer)).isEqualTo(Payload.of(up));
            assertThat(atClient).isEqualTo(Payload.of(down));
            assertThat(pen.peakResidentKib()).isLessThan(MOST_RESIDENT_KIB);
        }
    }

    /** Reads in bursts: each time only when the socket has filled up and nothing more comes in. */
    private static Payload receiveSlowly(Socket from) throws Exception {
        InputStream in = from.getInputStream();
        var chunk = new byte[(int) (8 * MIB)];
        var checksum = new CRC32C();
        long length = 0;
        while (true) {
            awaitNoProgress(in);
            int n = in.read(chunk);
            if (n < 0) {
                return new Payload(length, checksum.getValue());
            }
            checksum.update(chunk, 0, n);
            length += n;
        }
    }

    private static void awaitNoProgress(InputStream in) throws Exception {
        int before = -1;
        long deadline = System.nanoTime() + Await.LONG.toNanos();
        for (int now = in.available(); now != before && System.nanoTime() < deadline; now = in.available()) {
            before = now;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(3));
        }
    }
}
