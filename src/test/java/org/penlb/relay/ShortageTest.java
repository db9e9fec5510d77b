package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.testing.Await;

/** A listener in a process that has fewer descriptors than clients: they wait, and none is lost. */
@Tag("alone")
@Timeout(120)
class ShortageTest {
    /** Jars of the class path take more than a hundred, and event loops some. */
    private static final int DESCRIPTORS = 230;

    private static final int CLIENTS = 300;
    private static final byte[] REQUEST = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REPLY = "hello".getBytes(StandardCharsets.US_ASCII);

    private static final Path LOG = Path.of("target", "shortage.log");

    private static @Nullable Process process;
    private static final Map<Stage.Kind, InetSocketAddress> ADDRESSES = new EnumMap<>(Stage.Kind.class);

    /** One for every kind, each of which has its turn alone. */
    @BeforeAll
    static void start() throws IOException {
        String java = ProcessHandle.current().info().command().orElseThrow();
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process started = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n " + DESCRIPTORS + " && exec \"$@\"",
                        "sh",
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classes,
                        Listening.class.getName())
                .redirectError(LOG.toFile())
                .start();
        process = started;
        BufferedReader out = started.inputReader();
        for (Stage.Kind kind : Stage.Kind.values()) {
            int port = Integer.parseInt(out.readLine());
            ADDRESSES.put(kind, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (process != null) {
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void serves_more_clients_than_it_has_descriptors(Stage.Kind kind) throws Exception {
        InetSocketAddress address = Objects.requireNonNull(ADDRESSES.get(kind));
        long toldBefore = timesTold();
        List<Socket> clients = new ArrayList<>();
        try {
            serve(Stage.connect(address)); // has the classes loaded while there are descriptors for that
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Stage.connect(address));
            }
            Await.until("it is told", () -> timesTold() > toldBefore);
            assertThat(cpuOfHalfASecond(Objects.requireNonNull(process)))
                    .as("it does not try again and again")
                    .isLessThan(Duration.ofMillis(200));
            for (Socket client : clients) {
                serve(client);
            }
            // once for the shortage, and once for each that follows when a descriptor came free and was taken
            assertThat(timesTold() - toldBefore).isBetween(1L, CLIENTS / 2L);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static long timesTold() {
        try (Stream<String> lines = Files.lines(LOG)) {
            return lines.filter(line -> line.contains("clients wait")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void serve(Socket client) throws Exception {
        client.getOutputStream().write(REQUEST);
        assertThat(client.getInputStream().readAllBytes()).isEqualTo(REPLY);
        client.close();
    }

    private static Duration cpuOfHalfASecond(Process process) {
        Duration before = process.info().totalCpuDuration().orElseThrow();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
        return process.info().totalCpuDuration().orElseThrow().minus(before);
    }

    /** The process: answers whoever comes. */
    static final class Listening {
        private Listening() {}

        public static void main(String[] arguments) {
            // The first line that is logged opens the table of time zones. Pen's own logging does so when it starts.
            System.getLogger("shortage").log(System.Logger.Level.WARNING, "begins");
            // From folders each class is a file to open; Pen's are in a jar that is open already.
            Errno.reason(new IOException("begins"));
            for (Stage.Kind kind : Stage.Kind.values()) {
                var stage = new Stage(kind);
                Acceptor acceptor = stage.call(() -> stage.transport.listen(
                        Stage.ANYWHERE,
                        Stage.LISTEN,
                        new Stage.Places(Integer.MAX_VALUE),
                        end -> stage.transport.answer(end, REPLY, _ -> {})));
                System.out.println(((InetSocketAddress) acceptor.localAddress()).getPort());
            }
        }
    }
}
