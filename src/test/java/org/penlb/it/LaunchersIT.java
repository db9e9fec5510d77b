package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.system.Privileges;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Kill;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Visitor;

/** However it was started, Pen answers signals alike, and gives root to nobody. */
@Timeout(180)
class LaunchersIT {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "JAVA_HOME",
            System.getProperty("java.home"),
            "PEN_AOT",
            "off",
            "PEN_JAVA_OPTS",
            "-Xmx128m -XX:TieredStopAtLevel=1");
    private static final int MANY_HUPS = 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(StartedBy.class)
    void hup_opens_the_log_anew_usr1_tells_the_status_and_term_ends_it(StartedBy by) throws Exception {
        try (var server = new EchoServer("red")) {
            LaunchedSetup setup = LaunchedSetup.in(folder, server.address());
            try (var pen = PenProcess.by(by.command(setup, true), ENVIRONMENT)) {
                logged(pen, "one");
                Await.until("it is logged", () -> size(setup.log()) > 0);
                Files.move(Path.of(setup.log()), folder.resolve("pen.log.1"));
                pen.signal("HUP");
                Await.until("the log is opened anew", () -> Files.exists(Path.of(setup.log())));
                logged(pen, "two");
                Await.until("the next is logged there", () -> size(setup.log()) > 0);
                pen.signal("USR1");
                pen.awaitSaid("pen: 1 servers, ");
                for (int i = 0; i < MANY_HUPS; i++) {
                    pen.signal("HUP");
                }
                assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("red");
                assertThat(pen.terminate()).isEqualTo(by.ended);
                assertThat(Files.readString(folder.resolve("pen.log.1"))).endsWith(" one\n");
                assertThat(Files.readString(Path.of(setup.log()))).endsWith(" two\n");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(StartedBy.class)
    void root_takes_no_commands_and_serves_all_the_same(StartedBy by) throws Exception {
        assumeThat(Privileges.isRoot()).as("this is about root").isTrue();
        try (var server = new EchoServer("red")) {
            LaunchedSetup setup = LaunchedSetup.in(folder, server.address());
            try (var pen = PenProcess.by(by.command(setup, false), ENVIRONMENT)) {
                assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("red");
                String said = "control port " + setup.control()
                        + " is not opened, and the page changes nothing, though there is a token: ";
                pen.awaitSaid(said);
                assertThatThrownBy(() -> command(setup)).isInstanceOf(ConnectException.class);
                HttpResponse<String> refused = change(setup);
                assertThat(refused.statusCode()).isEqualTo(403);
                assertThat(refused.body()).contains(said);
                assertThat(overview(setup)).contains(said, "\"readOnly\":true");
                pen.signal("USR1");
                Await.until(
                        "the status tells it, too",
                        () -> pen.said().stream()
                                        .filter(line -> line.contains(said))
                                        .count()
                                > 1);
                assertThat(pen.terminate()).isEqualTo(by.ended);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(StartedBy.class)
    void whoever_insists_commands_root(StartedBy by) throws Exception {
        try (var server = new EchoServer("red")) {
            LaunchedSetup setup = LaunchedSetup.in(folder, server.address());
            try (var pen = PenProcess.by(by.command(setup, true), ENVIRONMENT)) {
                assertThat(command(setup)).isNotEmpty();
                assertThat(change(setup).statusCode()).isEqualTo(204);
                assertThat(overview(setup)).contains("\"notice\":null", "\"readOnly\":false");
                Kill.send("INT", pen.pid());
                assertThat(pen.awaitEnd()).isEqualTo(by == StartedBy.EMBEDDED ? 130 : 0);
            }
        }
    }

    @Test
    void a_slip_for_config_is_named() throws Exception {
        for (List<String> slip : List.of(List.of("--conf", "pen.json"), List.of("-f", "--conf=pen.json"))) {
            Process pen = new ProcessBuilder(PenProcess.command(List.of(), slip))
                    .redirectErrorStream(true)
                    .start();
            assertThat(new String(pen.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("pen: --conf: no such option (expected: --config FILE, or -conf FILE with Vert.x's"
                            + " options)\n");
            assertThat(pen.waitFor()).isEqualTo(2);
        }
    }

    private static void logged(PenProcess pen, String request) throws IOException {
        try (Socket client = Visitor.connect("127.0.0.1", pen.address())) {
            Visitor.nameFrom(client);
            client.getOutputStream().write((request + "\n").getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().readNBytes(request.length() + 1);
        }
    }

    private static long size(String file) {
        return Path.of(file).toFile().length();
    }

    private static String command(LaunchedSetup setup) throws IOException {
        try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), setup.controlPort())) {
            socket.getOutputStream().write("timeout\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static HttpResponse<String> change(LaunchedSetup setup) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://" + setup.web() + "/api/v1/session"))
                .header("Authorization", "Bearer " + LaunchedSetup.TOKEN)
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    private static String overview(LaunchedSetup setup) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://" + setup.web() + "/api/v1/overview")))
                .body();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
