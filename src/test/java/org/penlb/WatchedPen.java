package org.penlb;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.penlb.admin.Machine;
import org.penlb.admin.Reloads;
import org.penlb.config.json.ConfigSource;
import org.penlb.testing.Await;
import org.penlb.testing.Insisting;
import org.penlb.testing.Ports;

/** A Pen that looks at its configuration file, pen.json in a folder. */
final class WatchedPen {
    /** More often than usual, which only changes how long the tests wait. */
    private static final Duration LOOKS = Duration.ofMillis(50);

    private final Vertx vertx;
    private final Supplier<Path> folder;
    private final int controlPort = Ports.free();

    /**
     * @param folder is known when the test begins
     */
    WatchedPen(Vertx vertx, Supplier<Path> folder) {
        this.vertx = vertx;
        this.folder = folder;
    }

    Path file() {
        return folder.get().resolve("pen.json");
    }

    /** For a configuration. */
    JsonObject control() {
        return new JsonObject().put("listen", "127.0.0.1:" + controlPort);
    }

    void write(JsonObject config) {
        write(file(), config.encodePrettily());
    }

    /** In one go, as a careful editor does it. */
    static void write(Path to, String text) {
        try {
            Path draft = Files.writeString(to.resolveSibling("draft"), text);
            Files.move(draft, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PenVerticle start(JsonObject config) {
        write(config);
        ConfigSource source = ConfigSource.file(file(), Machine.context(1));
        var pen = new PenVerticle(source.read(), source, new Insisting(), LOOKS);
        vertx.deployVerticle(pen).toCompletionStage().toCompletableFuture().join();
        return pen;
    }

    /** What the control port says. */
    String command(String text) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), controlPort));
            socket.getOutputStream().write((text + "\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static void awaitApplied(PenVerticle pen) {
        var _ = awaitLast(pen, "applied", Reloads.Outcome::ok);
    }

    /** Why it was refused. */
    static String awaitRefused(PenVerticle pen) {
        return awaitLast(pen, "refused", last -> !last.ok());
    }

    /** What it is waiting for. */
    static String awaitWaiting(PenVerticle pen) {
        return awaitLast(pen, "waiting", Reloads.Outcome::waiting);
    }

    private static String awaitLast(PenVerticle pen, String what, Predicate<Reloads.Outcome> wanted) {
        Await.until(what, () -> {
            Reloads.Outcome last = pen.lastReload();
            return last != null && wanted.test(last);
        });
        return String.valueOf(Objects.requireNonNull(pen.lastReload()).message());
    }
}
