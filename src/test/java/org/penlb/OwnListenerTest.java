package org.penlb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.admin.Machine;
import org.penlb.admin.Reloads;
import org.penlb.config.ConfigException;
import org.penlb.config.json.ConfigSource;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Insisting;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** A Pen that would connect to itself: whoever asks for it, it is refused, and what runs goes on. */
@Timeout(60)
class OwnListenerTest {
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    private final EchoServer red = new EchoServer("red");
    private final int port = Ports.free();
    private final int controlPort = Ports.free();
    private final String own = "is this Pen's own listener 0.0.0.0:" + port;

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        await(vertx.close());
        red.close();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private Path write(String scheme, String... servers) {
        JsonObject config = new JsonObject()
                .put(
                        "services",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "web")
                                        .put("listen", (scheme.equals("tcp") ? "tcp" : "udp") + "://0.0.0.0:" + port)
                                        .put("protocol", scheme)
                                        .put("servers", new JsonArray(List.of(servers)))))
                .put("control", new JsonObject().put("listen", "127.0.0.1:" + controlPort))
                .put("eventLoops", 1);
        try {
            return Files.writeString(folder.resolve("pen.json"), config.encodePrettily());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PenVerticle start(String scheme, String... servers) {
        ConfigSource source = ConfigSource.file(write(scheme, servers), Machine.context(1));
        var pen = new PenVerticle(source.read(), source, new Insisting(), Duration.ofMillis(50));
        await(vertx.deployVerticle(pen));
        return pen;
    }

    private String command(String text) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), controlPort));
            socket.getOutputStream().write((text + "\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String visit() throws IOException {
        return Visitor.visit("127.0.0.1", new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    }

    /** The last by a name that is looked up. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.5", "localhost"})
    void it_does_not_start(String server) {
        for (String scheme : new String[] {"tcp", "udp", "dns"}) {
            assertThatThrownBy(() -> start(scheme, red.address(), server + ":" + port))
                    .hasRootCauseInstanceOf(ConfigException.class)
                    .rootCause()
                    .hasMessage("server \"" + server + "\" " + own + " (expected: the server's port, such as " + server
                            + ":80)");
        }
    }

    @Test
    void no_command_makes_it_so() throws IOException {
        start("tcp", red.address());
        String itself = "127.0.0.1:" + port;
        assertThat(command("server add " + itself)).contains(own);
        assertThat(command("server 0 address 127.0.0.1 port " + port)).contains(own);
        assertThat(command("emergency " + itself)).contains("emergency");
        assertThat(command("servers").lines()).hasSize(1);
        assertThat(visit()).isEqualTo("red");
    }

    @Test
    void no_reload_makes_it_so() throws IOException {
        PenVerticle pen = start("tcp", red.address());
        Path file = write("tcp", red.address(), "localhost:" + port);
        Await.until("refused", () -> {
            Reloads.Outcome last = pen.lastReload();
            return last != null && !last.ok();
        });
        assertThat(Objects.requireNonNull(pen.lastReload()).message()).contains(own);
        assertThat(command("plan " + file)).contains("cannot be applied: ").contains(own);
        assertThat(visit()).isEqualTo("red");
    }

    @Test
    void a_listener_that_moves_does_not_become_its_own_server() throws IOException {
        start("tcp", red.address());
        int before = red.port();
        red.close();
        assertThat(command("listen 0.0.0.0:" + before)).contains("is this Pen's own listener 0.0.0.0:" + before);
    }
}
