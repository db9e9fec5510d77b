package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.it.ConfigFile.service;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** Pen as a verticle, started by Vert.x's own launchers. */
@Timeout(180)
class VertxIT {
    private static final String VERTICLE = "org.penlb.PenVerticle";
    private static final int NOT_DEPLOYED = 15;
    private static final int CLIENTS = 12;

    private final EchoServer red = new EchoServer("red");
    private final EchoServer blue = new EchoServer("blue");
    private final int port = Ports.free();

    @TempDir
    Path folder;

    private ConfigFile file = new ConfigFile(Path.of(""));

    @BeforeEach
    void write() {
        file = new ConfigFile(folder);
        write(red);
    }

    @AfterEach
    void close() {
        red.close();
        blue.close();
    }

    private void write(EchoServer server) {
        file.writeText("{\"services\": ["
                + service("web", "tcp://127.0.0.1:" + port, List.of(server.address()))
                        .encode() + "]}");
    }

    private static List<String> vertx(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("pen.home", "."), "bin/vertx").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Map<String, String> environment() {
        return Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "PEN_AOT",
                "off",
                "PEN_JAVA_OPTS",
                "-Xmx128m -XX:TieredStopAtLevel=1");
    }

    private void servesAndFollowsItsFile(List<String> command, int loops) throws IOException, InterruptedException {
        try (var pen = PenProcess.by(command, environment())) {
            var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
            Await.until("red serves", () -> visit(address).equals("red"));
            assertThat(Ports.listeners(port)).isEqualTo(loops);
            write(blue);
            Await.until("blue serves", () -> visit(address).equals("blue"));
            pen.terminate();
        }
    }

    private static String visit(InetSocketAddress address) {
        try {
            return Visitor.visit("127.0.0.1", address);
        } catch (IOException _) {
            return "";
        }
    }

    @Test
    void vertx_run_gives_each_instance_an_event_loop() throws IOException, InterruptedException {
        servesAndFollowsItsFile(vertx("run", VERTICLE, "-conf", file.path.toString(), "-instances", "3"), 3);
    }

    @Test
    void vertx_run_takes_part_in_a_cluster() throws IOException, InterruptedException {
        servesAndFollowsItsFile(
                vertx(
                        "run",
                        VERTICLE,
                        "-conf",
                        file.path.toString(),
                        "-instances",
                        "2",
                        "-cluster",
                        "-cluster-host",
                        "127.0.0.1"),
                2);
    }

    @Test
    void two_in_a_cluster_of_vertx_share_what_they_know_in_that_cluster() throws IOException, InterruptedException {
        List<Integer> maps = List.of(Ports.free(), Ports.free());
        List<Integer> pages = List.of(Ports.free(), Ports.free());
        try (var one = inCluster(0, maps, pages);
                var other = inCluster(1, maps, pages)) {
            awaitCluster(pages.getFirst(), "\"heard\":2");
            awaitCluster(pages.getLast(), "\"heard\":2");
            Map<String, String> servers = new LinkedHashMap<>();
            for (int i = 1; i <= CLIENTS; i++) {
                servers.put("127.0.0." + i, Visitor.visit("127.0.0." + i, one.address()));
            }
            assertThat(servers).containsValues("red", "blue");
            awaitCluster(pages.getLast(), "\"learned\":" + CLIENTS);
            for (String client : List.copyOf(servers.keySet()).reversed()) {
                assertThat(Visitor.visit(client, other.address())).isEqualTo(servers.get(client));
            }
            other.terminate();
            awaitCluster(pages.getFirst(), "\"state\":\"alone\"");
            one.terminate();
        }
    }

    /** One that finds the others by Hazelcast's own file, and where the configuration says nobody listens. */
    private PenProcess inCluster(int number, List<Integer> maps, List<Integer> pages) throws IOException {
        Path hazelcast = Files.writeString(folder.resolve("hazelcast-" + number + ".xml"), """
                <hazelcast xmlns="http://www.hazelcast.com/schema/config">
                  <cluster-name>vertx-it-%1$d</cluster-name>
                  <network>
                    <port auto-increment="false">%2$d</port>
                    <interfaces enabled="true"><interface>127.0.0.1</interface></interfaces>
                    <join>
                      <multicast enabled="false"/>
                      <tcp-ip enabled="true"><member>127.0.0.1:%1$d</member><member>127.0.0.1:%3$d</member></tcp-ip>
                    </join>
                  </network>
                </hazelcast>
                """.formatted(
                        maps.getFirst(), maps.get(number), maps.getLast()));
        String conf = """
                {"services": [{"name": "web", "listen": "tcp://127.0.0.1:%d", "servers": ["%s", "%s"]}],
                 "web": {"listen": "127.0.0.1:%d"},
                 "cluster": {"listen": "127.0.0.1:%d", "members": ["127.0.0.1:%d"]}}
                """.formatted(
                        Ports.free(), red.address(), blue.address(), pages.get(number), Ports.free(), Ports.free());
        Map<String, String> environment = new HashMap<>(environment());
        environment.merge("PEN_JAVA_OPTS", " -Dvertx.hazelcast.config=" + hazelcast, String::concat);
        return PenProcess.by(
                vertx("run", VERTICLE, "-conf", conf, "-cluster", "-cluster-host", "127.0.0.1"), environment);
    }

    private static void awaitCluster(int page, String said) {
        Await.until("port " + page + " says " + said, () -> cluster(page).contains(said));
    }

    /** What the API says of the cluster; nothing if it does not answer. */
    private static String cluster(int page) {
        try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), page)) {
            socket.setSoTimeout((int) Await.LONG.toMillis());
            String question =
                    "GET /api/v1/cluster HTTP/1.1\r\nHost: 127.0.0.1:" + page + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return "";
        }
    }

    @Test
    void vertx_start_leaves_a_process_that_vertx_stop_ends() throws IOException, InterruptedException {
        String id = "pen-" + port;
        try {
            assertThat(said(vertx("start", VERTICLE, "-conf", file.path.toString(), "-id", id)))
                    .contains(id);
            var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
            Await.until("red serves", () -> visit(address).equals("red"));
        } finally {
            assertThat(said(vertx("stop", id))).contains("terminated with status 0");
        }
        Await.until("the port is free", () -> Ports.listeners(port) == 0);
    }

    private static String said(List<String> command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return out;
    }

    @Test
    void the_jar_takes_the_options_of_the_application_launcher() throws IOException, InterruptedException {
        servesAndFollowsItsFile(
                PenProcess.command(List.of(), List.of("-conf", file.path.toString(), "-instances", "2")), 2);
    }

    @Test
    void the_configuration_may_be_on_the_command_line() throws IOException, InterruptedException {
        String json = "{\"services\": ["
                + service("web", "tcp://127.0.0.1:" + port, List.of(blue.address()))
                        .encode() + "]}";
        try (var pen = PenProcess.by(vertx("run", VERTICLE, "-conf", json), environment())) {
            var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
            Await.until("blue serves", () -> visit(address).equals("blue"));
            pen.terminate();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pen.json     | {"services": []} | {conf}: services: an empty list
            pen.json     | {"services": [   | {conf}:1:15: Unexpected end-of-input
            pen.yaml     | services: [      | {conf}:1:12: expected the node content
            nothing.json |                  | pen: -conf {conf}: no such file (expected: a file, or a JSON object)
            """)
    void what_is_wrong_is_said_in_a_line_and_by_the_exit_code(String name, @Nullable String text, String said)
            throws IOException, InterruptedException {
        Path conf = folder.resolve(name);
        if (text != null) {
            Files.writeString(conf, text);
        }
        refused(
                PenProcess.command(List.of(), List.of("-conf", conf.toString())),
                said.replace("{conf}", conf.toString()));
    }

    /** However it is wrong: Vert.x's command is told by the same deployment, which fails. */
    @Test
    void so_it_is_by_the_command_of_vertx() throws IOException, InterruptedException {
        Path conf = Files.writeString(folder.resolve("pen.json"), "{\"services\": []}");
        refused(vertx("run", VERTICLE, "-conf", conf.toString()), conf + ": services: an empty list");
        refused(
                vertx("run", VERTICLE, "-conf", folder + "/nothing.json"),
                "pen: -conf " + folder + "/nothing.json: no such file (expected: a file, or a JSON object)");
    }

    @Test
    void json_that_is_none_is_refused() throws IOException, InterruptedException {
        String none = "{\"services\":";
        for (List<String> command :
                List.of(vertx("run", VERTICLE, "-conf", none), PenProcess.command(List.of(), List.of("-conf", none)))) {
            refused(command, "pen: -conf:1:13: Unexpected end-of-input");
        }
    }

    private static void refused(List<String> command, String said) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(NOT_DEPLOYED);
        assertThat(out).contains(said).doesNotContain("\tat ", "    at ", "valid JSON object");
    }
}
