package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A listener in a process that has fewer descriptors than clients: they wait, and none is lost. */
@Tag("alone")
@Timeout(120)
class ShortageTest {
    private static final int DESCRIPTORS = 150;
    private static final int CLIENTS = 300;
    private static final byte[] REQUEST = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REPLY = "hello".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @EnumSource
    void serves_more_clients_than_it_has_descriptors(Stage.Kind kind) throws Exception {
        Process process = start(kind);
        List<Socket> clients = new ArrayList<>();
        try (BufferedReader out = process.inputReader()) {
            int port = Integer.parseInt(out.readLine());
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            serve(Stage.connect(address)); // has the classes loaded while there are descriptors for that
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Stage.connect(address));
            }
            assertThat(cpuOfOneSecond(process))
                    .as("it does not try again and again")
                    .isLessThan(Duration.ofMillis(500));
            for (Socket client : clients) {
                serve(client);
            }
            // once for the shortage, and once for each that follows when a descriptor came free and was taken
            assertThat(Files.readString(Path.of("target", "shortage-" + kind + ".log"))
                            .split("clients wait"))
                    .hasSizeBetween(2, CLIENTS / 2);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void serve(Socket client) throws Exception {
        client.getOutputStream().write(REQUEST);
        assertThat(client.getInputStream().readAllBytes()).isEqualTo(REPLY);
        client.close();
    }

    private static Duration cpuOfOneSecond(Process process) {
        Duration before = process.info().totalCpuDuration().orElseThrow();
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        return process.info().totalCpuDuration().orElseThrow().minus(before);
    }

    private static Process start(Stage.Kind kind) throws Exception {
        String java = ProcessHandle.current().info().command().orElseThrow();
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n " + DESCRIPTORS + " && exec \"$@\"",
                        "sh",
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classes,
                        Listening.class.getName(),
                        kind.name())
                .redirectError(new File("target/shortage-" + kind + ".log"))
                .start();
    }

    /** The process: answers whoever comes. */
    static final class Listening {
        private Listening() {}

        public static void main(String[] arguments) {
            // The first line that is logged opens the table of time zones. Pen's own logging does so when it starts.
            System.getLogger("shortage").log(System.Logger.Level.WARNING, "begins");
            // From folders each class is a file to open; Pen's are in a jar that is open already.
            Errno.reason(new IOException("begins"));
            var stage = new Stage(Stage.Kind.valueOf(arguments[0]));
            Acceptor acceptor = stage.call(() -> stage.transport.listen(
                    Stage.ANYWHERE,
                    Stage.LISTEN,
                    new Stage.Places(Integer.MAX_VALUE),
                    end -> stage.transport.answer(end, REPLY, _ -> {})));
            System.out.println(((InetSocketAddress) acceptor.localAddress()).getPort());
        }
    }
}
