package org.penlb.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.PenVerticle;
import org.penlb.admin.Machine;
import org.penlb.config.json.ConfigSource;
import org.penlb.testing.Insisting;
import org.penlb.testing.Ports;

/** {@code pen plan}: what it says, and where, and how it ends. */
@Timeout(60)
class PlanCommandTest {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final int control = Ports.free();
    private final TypedCommand command = new TypedCommand(new PlanCommand());

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Path file(String name, int port, String more) throws IOException {
        return Files.writeString(folder.resolve(name), """
                {"services": [{"name": "web", "listen": "127.0.0.1:0", "servers": ["127.0.0.1:%d"]}],
                 "control": {"listen": "127.0.0.1:%d"%s}, "eventLoops": 1}
                """.formatted(port, control, more));
    }

    private void start(String more) throws IOException {
        ConfigSource source = ConfigSource.file(file("running.json", 1, more), Machine.context(1));
        vertx.deployVerticle(new PenVerticle(source.read(), source, new Insisting()))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @Test
    void a_plan_is_on_stdout() throws IOException {
        start("");
        assertThat(command.execute(file("next one.json", 2, "").toString())).isZero();
        assertThat(command.out.toString()).contains("service web: servers[127.0.0.1:2]: new\n");
        assertThat(command.err.toString()).isEmpty();
    }

    @Test
    void what_takes_a_restart_is_an_error() throws IOException {
        start("");
        Path moved = Files.writeString(
                folder.resolve("moved.json"),
                Files.readString(file("next.json", 1, "")).replace("\"eventLoops\": 1", "\"eventLoops\": 2"));
        assertThat(command.execute(moved.toString())).isEqualTo(1);
        assertThat(command.out.toString()).isEmpty();
        assertThat(command.err)
                .hasToString("pen: cannot be applied: eventLoops: 2 takes a restart (expected while Pen runs: 1)\n");
    }

    @Test
    void certificates_that_cannot_be_used_are_an_error() throws IOException {
        start("");
        Path wanted = Files.writeString(
                folder.resolve("tls.json"),
                Files.readString(file("next.json", 1, ""))
                        .replace(
                                "\"servers\"",
                                "\"tls\": {\"certificates\": [{\"certificate\": \"a.pem\"}]}, \"servers\""));
        assertThat(command.execute(wanted.toString())).isEqualTo(1);
        assertThat(command.out.toString()).isEmpty();
        assertThat(command.err)
                .hasToString("pen: cannot be applied: service \"web\": tls: " + folder.resolve("a.pem")
                        + ": no such file\n");
    }

    @Test
    void nobody_there_is_an_error() throws IOException {
        assertThat(command.execute(file("next.json", 1, "").toString())).isEqualTo(1);
        assertThat(command.out.toString()).isEmpty();
        assertThat(command.err).hasToString("pen: cannot connect to 127.0.0.1:" + control + ": connection refused\n");
    }
}
