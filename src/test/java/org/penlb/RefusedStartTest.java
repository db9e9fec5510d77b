package org.penlb;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.admin.Machine;
import org.penlb.config.ConfigException;
import org.penlb.config.json.ConfigSource;
import org.penlb.testing.Await;
import org.penlb.testing.Insisting;
import org.penlb.testing.Payload;
import org.penlb.testing.Ports;
import org.penlb.testing.Told;

/** Whatever keeps Pen from starting, no client comes in meanwhile, and none is told to. */
@Timeout(60)
class RefusedStartTest {
    @TempDir
    static Path folder;

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
    private final int port = Ports.free();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    static Stream<Arguments> faults() throws IOException {
        Path commands = Files.writeString(folder.resolve("pen.cfg"), "server 9 blacklist 5\n");
        return Stream.of(
                Arguments.of("a log", "\"log\": \"/no/such/folder/pen.log\"", "", ""),
                Arguments.of("the control port", "", "", "\"control\": {\"listen\": \"127.0.0.1:{taken}\"}"),
                Arguments.of("the page", "", "", "\"web\": {\"listen\": \"127.0.0.1:{taken}\"}"),
                Arguments.of("a file of commands", "", "", "\"control\": {\"commandFile\": \"" + commands + "\"}"),
                Arguments.of("another listener", "", service("127.0.0.1:{taken}", "127.0.0.1:9"), ""),
                Arguments.of("a folder", "", service("unix:/no/such/folder/pen.sock", "127.0.0.1:9"), ""),
                Arguments.of("a name", "", service("127.0.0.1:0", "no.such.host.invalid:9"), ""),
                Arguments.of("a loop", "", service("127.0.0.1:{free}", "127.0.0.1:{free}"), ""));
    }

    private static String service(String listen, String server) {
        return "{\"name\": \"other\", \"listen\": \"%s\", \"servers\": [\"%s\"]}"
                .formatted(listen.startsWith("unix:") ? listen : "tcp://" + listen, server);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void nobody_comes_in(String what, String more, String other, String rest) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                Told told = Told.all(PenVerticle.class)) {
            String json = ("{\"services\": [{\"name\": \"web\", \"listen\": \"tcp://127.0.0.1:" + port
                            + "\", \"servers\": [\"127.0.0.1:9\"]" + (more.isEmpty() ? "" : ", " + more) + "}"
                            + (other.isEmpty() ? "" : ", " + other) + "]" + (rest.isEmpty() ? "" : ", " + rest) + "}")
                    .replace("{taken}", String.valueOf(taken.getLocalPort()))
                    .replace("{free}", String.valueOf(Ports.free()));
            var over = new AtomicBoolean();
            var cameIn = new AtomicInteger();
            var source = ConfigSource.file(Files.writeString(folder.resolve("pen.json"), json), Machine.context(2));
            var pen = new PenVerticle(source.read(), source, new Insisting());
            var knocked = new CountDownLatch(1);
            var knocking = Payload.beside(() -> {
                while (!over.get()) {
                    knock(cameIn);
                    knocked.countDown();
                }
                return true;
            });
            try {
                assertThat(knocked.await(Await.LONG.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                CompletableFuture<Throwable> start = vertx.deployVerticle(pen)
                        .<Throwable>map(_ -> new AssertionError("it starts"))
                        .otherwise(why -> why)
                        .toCompletionStage()
                        .toCompletableFuture();
                assertThat(start.join()).isInstanceOf(ConfigException.class);
            } finally {
                over.set(true);
            }
            assertThat(Payload.of(knocking)).isTrue();
            assertThat(cameIn).as("who came in").hasValue(0);
            assertThat(told.messages()).noneMatch(line -> line.contains("clients come in"));
        }
    }

    private void knock(AtomicInteger cameIn) {
        try (var client = new Socket()) {
            client.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            cameIn.incrementAndGet();
        } catch (IOException _) {
            // nobody listens
        }
    }
}
