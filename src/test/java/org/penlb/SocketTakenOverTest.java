package org.penlb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.admin.Machine;
import org.penlb.config.PenConfig;
import org.penlb.config.json.JsonConfig;
import org.penlb.testing.Insisting;

/** Unix sockets of a Pen that ends, when somebody else has come to listen at their paths: those stay. */
@Timeout(60)
class SocketTakenOverTest {
    @TempDir
    Path folder;

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));

    @BeforeEach
    void need_epoll() {
        assumeThat(Epoll.isAvailable())
                .as("Netty's epoll transport is available")
                .isTrue();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private Path path(String name) {
        return folder.resolve(name + ".sock");
    }

    private String start(String relay) {
        var json = new JsonObject()
                .put(
                        "services",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "web")
                                        .put("listen", "unix:" + path("listener"))
                                        .put("servers", new JsonArray().add("127.0.0.1:1"))))
                .put("relay", relay)
                .put("control", new JsonObject().put("listen", "unix:" + path("control")))
                .put("web", new JsonObject().put("listen", "unix:" + path("page")));
        PenConfig config = JsonConfig.read(json, Machine.context(1));
        return vertx.deployVerticle(new PenVerticle(config, new Insisting())).await();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    void its_own_are_removed_and_nothing_else_is_left(String relay) throws IOException {
        String pen = start(relay);
        assertThat(files()).containsExactly("control.sock", "listener.sock", "page.sock");
        vertx.undeploy(pen).await();
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    void those_of_another_stay(String relay) throws IOException {
        String pen = start(relay);
        for (String name : List.of("listener", "control", "page")) {
            Files.move(path(name), path(name + ".old"));
        }
        try (var listener = listen("listener");
                var control = listen("control");
                var page = listen("page")) {
            assertThat(Stream.of(listener, control, page)).allMatch(ServerSocketChannel::isOpen);
            vertx.undeploy(pen).await();
            for (String name : List.of("listener", "control", "page")) {
                try (var client = SocketChannel.open(UnixDomainSocketAddress.of(path(name)))) {
                    assertThat(client.isConnected()).isTrue();
                }
            }
        }
    }

    private ServerSocketChannel listen(String name) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path(name)));
    }

    @Test
    void a_path_that_leaves_no_room_for_a_longer_name_is_listened_on() throws IOException {
        int most = 104 - folder.resolve("x").toString().length() - ".sock".length();
        Path longest = path("x".repeat(most + 1));
        assertThat(longest.toString()).hasSize(104);
        var json = new JsonObject()
                .put(
                        "services",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "web")
                                        .put("listen", "127.0.0.1:0")
                                        .put("servers", new JsonArray().add("127.0.0.1:1"))))
                .put("control", new JsonObject().put("listen", "unix:" + longest));
        String pen = vertx.deployVerticle(new PenVerticle(JsonConfig.read(json, Machine.context(1)), new Insisting()))
                .await();
        try (var client = SocketChannel.open(UnixDomainSocketAddress.of(longest))) {
            assertThat(client.isConnected()).isTrue();
        }
        vertx.undeploy(pen).await();
        assertThat(files()).isEmpty();
    }
}
