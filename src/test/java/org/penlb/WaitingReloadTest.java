package org.penlb;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.admin.Machine;
import org.penlb.admin.Reloads;
import org.penlb.config.json.ConfigSource;
import org.penlb.testing.Await;
import org.penlb.testing.Certificates;
import org.penlb.testing.Insisting;
import org.penlb.testing.Ports;

/** A file whose configuration cannot be applied now is not forgotten: no door to it, the watch and HUP, needs another push. */
@Timeout(120)
class WaitingReloadTest {
    private static final Duration LOOKS = Duration.ofMillis(50);

    private final Vertx vertx = Vertx.vertx();
    private final int port = Ports.free();
    private final int otherPort = Ports.free();
    private final int controlPort = Ports.free();

    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = folder.resolve("pen.json");
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private JsonObject config() {
        return new JsonObject()
                .put("eventLoops", 1)
                .put("control", new JsonObject().put("listen", "127.0.0.1:" + controlPort))
                .put("services", new JsonArray().add(service("web", port)));
    }

    private static JsonObject service(String name, int port) {
        return new JsonObject()
                .put("name", name)
                .put("listen", "tcp://127.0.0.1:" + port)
                .put("servers", new JsonArray().add("127.0.0.1:9"));
    }

    private void write(Path to, String text) throws IOException {
        Path draft = Files.writeString(folder.resolve("draft"), text);
        Files.move(draft, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private PenVerticle start(JsonObject config) throws IOException {
        write(file, config.encode());
        ConfigSource source = ConfigSource.file(file, Machine.context(1));
        var pen = new PenVerticle(source.read(), source, new Insisting(), LOOKS);
        await(vertx.deployVerticle(pen));
        return pen;
    }

    private static String awaitWaiting(PenVerticle pen) {
        Await.until("it is waiting", () -> {
            Reloads.Outcome last = pen.lastReload();
            return last != null && last.waiting();
        });
        return String.valueOf(Objects.requireNonNull(pen.lastReload()).message());
    }

    private static void awaitApplied(PenVerticle pen) {
        Await.until("it is applied", () -> {
            Reloads.Outcome last = pen.lastReload();
            return last != null && last.ok();
        });
    }

    private String command(String text) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), controlPort));
            socket.getOutputStream().write((text + "\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void a_port_that_another_program_gives_up() throws IOException {
        PenVerticle pen = start(config());
        try (var taken = new ServerSocket(otherPort, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            JsonObject wanted = config();
            wanted.getJsonArray("services").add(service("more", taken.getLocalPort()));
            write(file, wanted.encode());
            awaitWaiting(pen);
            assertThat(command("status"))
                    .contains("<p>A configuration is waiting, and tried again: listener &quot;127.0.0.1:" + otherPort)
                    .contains("in use by another program</p>");
            await(pen.reload());
            awaitWaiting(pen);
        }
        awaitApplied(pen);
        assertThat(command("services")).contains("service more ");
        assertThat(command("status")).doesNotContain("waiting");
    }

    @Test
    void a_secret_that_is_not_there_yet() throws IOException {
        JsonObject web = new JsonObject().put("listen", "127.0.0.1:" + Ports.free());
        PenVerticle pen = start(config().put("web", web));
        write(file, config().put("web", web.copy().put("tokenFile", "token")).encode());
        assertThat(awaitWaiting(pen))
                .isEqualTo(file + ": web.tokenFile: the file " + folder.resolve("token") + ": no such file");
        Path draft = Files.createFile(
                folder.resolve("draft"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, "a-token-that-is-long-enough-for-all\n");
        Files.move(draft, folder.resolve("token"), StandardCopyOption.ATOMIC_MOVE);
        awaitApplied(pen);
    }

    @Test
    void a_secret_that_is_not_there_does_not_hide_what_is_wrong_for_good() throws IOException {
        JsonObject web = new JsonObject().put("listen", "127.0.0.1:" + Ports.free());
        PenVerticle pen = start(config().put("web", web));
        write(
                file,
                config().put("colour", "red")
                        .put("web", web.copy().put("tokenFile", "token"))
                        .encode());
        Await.until("it is refused", () -> pen.lastReload() != null);
        assertThat(Objects.requireNonNull(pen.lastReload()).waiting()).isFalse();
    }

    @Test
    void a_certificate_that_is_half_written() throws IOException {
        PenVerticle pen = start(config());
        Certificates.write(folder.resolve("a.crt"), "-----BEGIN CERTIFICATE-----\nMIIB");
        Certificates.write(folder.resolve("a.key"), "");
        JsonObject wanted = config();
        JsonObject certificate = new JsonObject().put("certificate", "a.crt").put("key", "a.key");
        wanted.getJsonArray("services")
                .add(service("tls", otherPort)
                        .put("tls", new JsonObject().put("certificates", new JsonArray().add(certificate))));
        write(file, wanted.encode());
        assertThat(awaitWaiting(pen)).contains("a.crt");
        Certificates.write(folder, "a", Certificates.server(Certificates.authority("Test CA"), "a.example"));
        awaitApplied(pen);
    }

    @Test
    void a_configuration_file_that_is_away_for_a_while() throws IOException {
        PenVerticle pen = start(config());
        Files.move(file, folder.resolve("away"));
        assertThat(awaitWaiting(pen)).isEqualTo(file + ": no such file");
        Files.move(folder.resolve("away"), file);
        awaitApplied(pen);
    }

    @Test
    void commands_that_HUP_finds_no_file_for() throws IOException {
        Path commands = Files.writeString(folder.resolve("commands"), "server 0 weight 2\n");
        JsonObject wanted = config();
        wanted.getJsonObject("control").put("commandFile", "commands");
        PenVerticle pen = start(wanted);
        Files.delete(commands);
        await(pen.reload());
        awaitWaiting(pen);
        assertThat(command("server 0 weight 3")).isEmpty();
        write(commands, "server 0 weight 4\n");
        awaitApplied(pen);
        assertThat(command("servers")).contains("weight 4");
    }
}
