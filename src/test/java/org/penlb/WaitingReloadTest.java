package org.penlb;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;
import org.penlb.testing.Certificates;
import org.penlb.testing.Ports;

/** A file whose configuration cannot be applied now is not forgotten: no door to it, the watch and HUP, needs another push. */
@Timeout(120)
class WaitingReloadTest {
    private final Vertx vertx = Vertx.vertx();
    private final int port = Ports.free();
    private final int otherPort = Ports.free();

    @TempDir
    Path folder;

    private final WatchedPen watched = new WatchedPen(vertx, () -> folder);

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
                .put("control", watched.control())
                .put("services", new JsonArray().add(service("web", port)));
    }

    private static JsonObject service(String name, int port) {
        return new JsonObject()
                .put("name", name)
                .put("listen", "tcp://127.0.0.1:" + port)
                .put("servers", new JsonArray().add("127.0.0.1:9"));
    }

    @Test
    void a_port_that_another_program_gives_up() throws IOException {
        PenVerticle pen = watched.start(config());
        try (var taken = new ServerSocket(otherPort, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            JsonObject wanted = config();
            wanted.getJsonArray("services").add(service("more", taken.getLocalPort()));
            watched.write(wanted);
            WatchedPen.awaitWaiting(pen);
            assertThat(watched.command("status"))
                    .contains("<p>A configuration is waiting, and tried again: listener &quot;127.0.0.1:" + otherPort)
                    .contains("in use by another program</p>");
            await(pen.reload());
            WatchedPen.awaitWaiting(pen);
        }
        WatchedPen.awaitApplied(pen);
        assertThat(watched.command("services")).contains("service more ");
        assertThat(watched.command("status")).doesNotContain("waiting");
    }

    @Test
    void a_secret_that_is_not_there_yet() throws IOException {
        JsonObject web = new JsonObject().put("listen", "127.0.0.1:" + Ports.free());
        PenVerticle pen = watched.start(config().put("web", web));
        watched.write(config().put("web", web.copy().put("tokenFile", "token")));
        assertThat(WatchedPen.awaitWaiting(pen))
                .isEqualTo(watched.file() + ": web.tokenFile: the file " + folder.resolve("token") + ": no such file");
        Path draft = Files.createFile(
                folder.resolve("draft"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, "a-token-that-is-long-enough-for-all\n");
        Files.move(draft, folder.resolve("token"), StandardCopyOption.ATOMIC_MOVE);
        WatchedPen.awaitApplied(pen);
    }

    @Test
    void a_secret_that_is_not_there_does_not_hide_what_is_wrong_for_good() throws IOException {
        JsonObject web = new JsonObject().put("listen", "127.0.0.1:" + Ports.free());
        PenVerticle pen = watched.start(config().put("web", web));
        watched.write(config().put("colour", "red").put("web", web.copy().put("tokenFile", "token")));
        Await.until("it is refused", () -> pen.lastReload() != null);
        assertThat(Objects.requireNonNull(pen.lastReload()).waiting()).isFalse();
    }

    @Test
    void a_certificate_that_is_half_written() throws IOException {
        PenVerticle pen = watched.start(config());
        Certificates.write(folder.resolve("a.crt"), "-----BEGIN CERTIFICATE-----\nMIIB");
        Certificates.write(folder.resolve("a.key"), "");
        JsonObject wanted = config();
        JsonObject certificate = new JsonObject().put("certificate", "a.crt").put("key", "a.key");
        wanted.getJsonArray("services")
                .add(service("tls", otherPort)
                        .put("tls", new JsonObject().put("certificates", new JsonArray().add(certificate))));
        watched.write(wanted);
        assertThat(WatchedPen.awaitWaiting(pen)).contains("a.crt");
        Certificates.write(folder, "a", Certificates.server(Certificates.authority("Test CA"), "a.example"));
        WatchedPen.awaitApplied(pen);
    }

    @Test
    void a_configuration_file_that_is_away_for_a_while() throws IOException {
        PenVerticle pen = watched.start(config());
        Files.move(watched.file(), folder.resolve("away"));
        assertThat(WatchedPen.awaitWaiting(pen)).isEqualTo(watched.file() + ": no such file");
        Files.move(folder.resolve("away"), watched.file());
        WatchedPen.awaitApplied(pen);
    }

    @Test
    void commands_that_HUP_finds_no_file_for() throws IOException {
        Path commands = Files.writeString(folder.resolve("commands"), "server 0 weight 2\n");
        JsonObject wanted = config();
        wanted.getJsonObject("control").put("commandFile", "commands");
        PenVerticle pen = watched.start(wanted);
        Files.delete(commands);
        await(pen.reload());
        WatchedPen.awaitWaiting(pen);
        assertThat(watched.command("server 0 weight 3")).isEmpty();
        WatchedPen.write(commands, "server 0 weight 4\n");
        WatchedPen.awaitApplied(pen);
        assertThat(watched.command("servers")).contains("weight 4");
    }
}
