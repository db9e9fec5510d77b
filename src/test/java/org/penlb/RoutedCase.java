package org.penlb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.admin.Machine;
import org.penlb.config.RelayKind;
import org.penlb.config.json.ConfigSource;
import org.penlb.service.Service;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Insisting;
import org.penlb.testing.Ports;
import org.penlb.testing.TlsEchoServer;

/** Pen with routes, in front of servers that speak TLS. */
@Timeout(120)
abstract class RoutedCase {
    private static final Duration LOOKS = Duration.ofMillis(50);

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
    final TlsEchoServer red = new TlsEchoServer("red", "h2", "http/1.1");
    final TlsEchoServer blue = new TlsEchoServer("blue", "h2", "http/1.1");
    final TlsEchoServer green = new TlsEchoServer("green", "h2", "http/1.1");
    final EchoServer plain = new EchoServer("plain");
    final int port = Ports.free();
    private final int controlPort = Ports.free();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        await(vertx.close());
        List.of(red, blue, green).forEach(TlsEchoServer::close);
        plain.close();
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    static JsonObject route(List<String> sni, List<String> alpn, Object... servers) {
        var route = new JsonObject().put("servers", new JsonArray(List.of(servers)));
        if (!sni.isEmpty()) {
            route.put("sni", new JsonArray(sni));
        }
        return alpn.isEmpty() ? route : route.put("alpn", new JsonArray(alpn));
    }

    JsonObject service(@Nullable String server, JsonObject... routes) {
        return new JsonObject()
                .put("name", "web")
                .put("listen", "tcp://127.0.0.1:" + port)
                .put("servers", server == null ? new JsonArray() : new JsonArray().add(server))
                .put("routes", new JsonArray(List.of(routes)));
    }

    Path write(RelayKind relay, JsonObject service) {
        return write(relay, service, "pen.json");
    }

    Path write(RelayKind relay, JsonObject service, String file) {
        try {
            var pen = new JsonObject()
                    .put("relay", relay.name().toLowerCase(Locale.ROOT))
                    .put("eventLoops", 1)
                    .put("control", new JsonObject().put("listen", "127.0.0.1:" + controlPort))
                    .put("services", new JsonArray().add(service));
            Path draft = Files.writeString(folder.resolve("draft"), pen.encodePrettily());
            return Files.move(
                    draft, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    PenVerticle start(RelayKind relay, JsonObject service) {
        ConfigSource source = ConfigSource.file(write(relay, service), Machine.context(1));
        var pen = new PenVerticle(source.read(), source, new Insisting(), LOOKS);
        await(vertx.deployVerticle(pen));
        return pen;
    }

    static Service running(PenVerticle pen, String name) {
        return pen.listeners().stream()
                .map(listener -> listener.service())
                .filter(service -> service.config().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static long served(PenVerticle pen, String name) {
        return running(pen, name).totals().servers().connects();
    }

    String greeting(@Nullable String serverName, String... protocols) throws IOException {
        try (SSLSocket client = TlsEchoServer.client(port, serverName, protocols)) {
            return new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII)).readLine();
        }
    }

    Socket socket() throws IOException {
        var socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) Await.LONG.toMillis());
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        return socket;
    }

    String command(String text) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), controlPort));
            socket.getOutputStream().write((text + "\n").getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static void expectClosed(Socket client) throws IOException {
        try {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }
}
