package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.penlb.it.ConfigFile.service;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.system.Privileges;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** Pen is configured by a file, as it is started by hand: --config, check, plan. */
@Timeout(120)
class ConfigFileIT {
    private static final String ANYWHERE = "tcp://127.0.0.1:0";

    @TempDir
    Path folder;

    /** What a command that ends by itself printed, and its exit code. */
    private record Run(int exit, String out) {}

    private static Run run(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(PenProcess.command(List.of(), List.of(arguments))).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), out);
    }

    @Test
    void a_file_says_everything_and_is_applied_when_it_changes() throws Exception {
        var file = new ConfigFile(folder);
        try (var red = new EchoServer("red");
                var blue = new EchoServer("blue");
                var pen = PenProcess.configuredBy(file.write(service("web", ANYWHERE, List.of(red.address()))).path)) {
            assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("red");
            file.write(service("web", ANYWHERE, List.of(blue.address())));
            pen.awaitSaid("another configuration is applied");
            assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("blue");
            file.writeText("{");
            pen.awaitSaid(file.path + ":1:");
            pen.signal("HUP");
            assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("blue");
            assertThat(pen.terminate()).isZero();
        }
    }

    @Test
    void the_environment_has_the_last_word() throws Exception {
        var file = new ConfigFile(folder);
        int port = Ports.free();
        try (var red = new EchoServer("red");
                var pen = PenProcess.by(
                        PenProcess.command(
                                List.of(),
                                List.of(
                                        "-f",
                                        "-u",
                                        PenProcess.SELF,
                                        "--config",
                                        file.write(service("web", ANYWHERE, List.of(red.address())))
                                                .path
                                                .toString())),
                        Map.of("PEN_CONFIG", "{\"control\": {\"listen\": \"127.0.0.1:" + port + "\"}}"))) {
            Ports.awaitListening(port);
            assertThat(new Penctl("127.0.0.1:" + port).say("servers")).contains("port " + red.port());
            assertThat(pen.pid()).isPositive();
        }
    }

    @Test
    void its_file_of_commands_is_obeyed_from_the_start_on() throws Exception {
        var file = new ConfigFile(folder);
        Path commands = Files.writeString(folder.resolve("commands"), "server 0 drain\n");
        try (var red = new EchoServer("red");
                var blue = new EchoServer("blue")) {
            var control = new JsonObject()
                    .put("listen", "127.0.0.1:" + file.controlPort)
                    .put("commandFile", commands.toString());
            file.writeText(new JsonObject()
                    .put(
                            "services",
                            new JsonArray().add(service("web", ANYWHERE, List.of(red.address(), blue.address()))))
                    .put("control", control)
                    .encode());
            try (var pen = PenProcess.configuredBy(file.path)) {
                assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("blue");
                assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("blue");
            }
        }
    }

    @Test
    void every_mistake_is_said_and_nothing_starts() throws Exception {
        var file = new ConfigFile(folder).writeText("""
                {"services": [{"name": "web", "listen": "tcp://127.0.0.1:0", "servers": ["10.0.0:53"], "wait": 3}]}
                """);
        Run start = run(Map.of(), "-f", "--config", file.path.toString());
        assertThat(start.exit()).isEqualTo(1);
        assertThat(start.out().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("pen: " + file.path + ": services[0]."));
        Run check = run(Map.of(), "check", file.path.toString());
        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.out().lines()).hasSize(2).allMatch(line -> line.contains(": services[0]."));
    }

    @Test
    void what_the_file_says_is_not_said_twice() throws Exception {
        var file = new ConfigFile(folder).write(service("web", ANYWHERE, List.of("127.0.0.1:1")));
        Run twice = run(Map.of(), "-f", "-r", "--config", file.path.toString());
        assertThat(twice.exit()).isEqualTo(2);
        assertThat(twice.out()).startsWith("pen: -r: said beside --config (expected: in " + file.path + ")");
        Run server = run(Map.of(), "-f", "--config", file.path.toString(), "8080", "10.0.0.1");
        assertThat(server.exit()).isEqualTo(2);
        assertThat(server.out()).startsWith("pen: \"8080\": a listener or server beside --config");
    }

    @Test
    void a_file_that_the_user_of_u_cannot_read_is_read_as_it_was_opened_before() throws Exception {
        assumeThat(Privileges.isRoot())
                .as("this is about root, who becomes another")
                .isTrue();
        var file = new ConfigFile(folder);
        try (var red = new EchoServer("red");
                var blue = new EchoServer("blue");
                var pen = PenProcess.configuredBy(
                        file.write(service("web", ANYWHERE, List.of(red.address()))).path, "-u", "nobody")) {
            assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("red");
            String written = Files.readString(file.path).replace(red.address(), blue.address());
            // In one go, as long as before: a file that is truncated first may be read when it is empty.
            assertThat(blue.address()).hasSameSizeAs(red.address());
            Files.writeString(file.path, written, StandardOpenOption.WRITE);
            pen.awaitSaid("another configuration is applied");
            assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("blue");
            assertThat(pen.said()).noneMatch(line -> line.contains("nothing is applied"));
            assertThat(pen.terminate()).isZero();
        }
    }

    @Test
    void a_plan_is_asked_of_the_one_that_runs() throws Exception {
        var file = new ConfigFile(folder);
        try (var red = new EchoServer("red");
                var pen = PenProcess.configuredBy(file.write(service("web", ANYWHERE, List.of(red.address()))).path)) {
            Ports.awaitListening(file.controlPort);
            assertThat(run(Map.of(), "plan", file.path.toString())).isEqualTo(new Run(0, "nothing would change\n"));
            Path next = Files.writeString(
                    folder.resolve("next.json"), Files.readString(file.path).replace("\"roundrobin\"", "\"hash\""));
            assertThat(run(Map.of(), "plan", next.toString()).out())
                    .contains("service web: selection: roundrobin -> hash\n");
            assertThat(pen.terminate()).isZero();
            Run nobody = run(Map.of(), "plan", file.path.toString());
            assertThat(nobody.exit()).isEqualTo(1);
            assertThat(nobody.out()).startsWith("pen: cannot connect to 127.0.0.1:" + file.controlPort);
        }
    }

    @Test
    void what_is_converted_starts() throws Exception {
        try (var red = new EchoServer("red");
                var blue = new EchoServer("blue")) {
            int port = Ports.free();
            Run converted = run(Map.of(), "convert", "-r", "127.0.0.1:" + port, red.address(), blue.address());
            assertThat(converted.exit()).isZero();
            Path file = Files.writeString(folder.resolve("converted.json"), converted.out());
            try (var pen = PenProcess.configuredBy(file)) {
                var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
                assertThat(Visitor.visit("127.0.0.1", address)).isEqualTo("red");
                assertThat(Visitor.visit("127.0.0.1", address)).isEqualTo("blue");
                assertThat(pen.terminate()).isZero();
            }
        }
    }
}
