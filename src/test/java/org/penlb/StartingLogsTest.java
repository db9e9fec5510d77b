package org.penlb;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.admin.Machine;
import org.penlb.config.PenConfig;
import org.penlb.config.json.ConfigSource;
import org.penlb.testing.Await;

/** Request logs at a start: each is opened once, and none is left open by a start that fails. */
@Timeout(60)
class StartingLogsTest {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> rehearsed = new CopyOnWriteArrayList<>();
    private final List<String> settled = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private Future<String> start(JsonObject config) throws IOException {
        Path file = Files.writeString(folder.resolve("pen.json"), config.encode());
        ConfigSource source = ConfigSource.file(file, Machine.context(1));
        return vertx.deployVerticle(new PenVerticle(source.read(), source, new HostProgram() {
            @Override
            public void rehearse(PenConfig known) {
                rehearsed.addAll(logs(known));
            }

            @Override
            public void settle(PenConfig known) {
                settled.addAll(logs(known));
            }
        }));
    }

    private static List<String> logs(PenConfig config) {
        return config.services().stream()
                .map(service -> Objects.requireNonNullElse(service.log(), "none"))
                .toList();
    }

    private JsonObject service(String name, String log) {
        var service = new JsonObject()
                .put("name", name)
                .put("listen", "127.0.0.1:0")
                .put("servers", new JsonArray().add("127.0.0.1:9"));
        return log.isEmpty() ? service : service.put("log", folder.resolve(log).toString());
    }

    private static JsonObject config(JsonObject... services) {
        return new JsonObject().put("eventLoops", 1).put("services", new JsonArray(List.of(services)));
    }

    /** How many descriptors of this process lead to a file. */
    private static long open(Path file) {
        return Arrays.stream(Objects.requireNonNull(new java.io.File("/proc/self/fd").listFiles()))
                .map(java.io.File::toPath)
                .filter(descriptor -> leadsTo(descriptor, file))
                .count();
    }

    private static boolean leadsTo(Path descriptor, Path file) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file);
        } catch (IOException _) {
            return false; // closed meanwhile
        }
    }

    @Test
    void one_that_the_file_of_commands_names_is_opened_once() throws IOException {
        Path log = folder.resolve("pen.log");
        Files.writeString(folder.resolve("commands"), "log " + log + "\n");
        String deployment = await(start(
                config(service("web", "first.log")).put("control", new JsonObject().put("commandFile", "commands"))));
        assertThat(open(log)).isOne();
        assertThat(folder.resolve("first.log")).doesNotExist();
        await(vertx.undeploy(deployment));
        Await.until("it is closed", () -> open(log) == 0);
    }

    @Test
    void the_program_around_knows_of_what_the_file_of_commands_names() throws IOException {
        Path log = folder.resolve("pen.log");
        Files.writeString(folder.resolve("commands"), "log " + log + "\n");
        await(start(config(service("web", "")).put("control", new JsonObject().put("commandFile", "commands"))));
        assertThat(rehearsed).containsExactly(log.toString());
        assertThat(settled).containsExactly(log.toString());
    }

    @Test
    void none_is_left_open_where_another_cannot_be_opened() throws IOException {
        Future<String> started = start(config(service("web", "none/web.log"), service("app", "app.log")));
        boolean failed = await(started.transform(done -> Future.succeededFuture(done.failed())));
        assertThat(failed).isTrue();
        assertThat(open(folder.resolve("app.log"))).isZero();
    }
}
