package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** The page's back end as operators start it and curl asks it. */
@Timeout(180)
class WebIT extends WebCase {
    @Test
    void an_operator_drains_a_server() throws Exception {
        PenProcess pen = sharedPen();
        assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("s0");
        assertThat(change("{\"state\":\"draining\"}")).contains("\"state\":\"draining\"");
        assertThat(Visitor.visit("127.0.0.1", pen.address())).isEmpty();
        assertThat(curl(url("/api/v1/overview"))).contains("\"health\":\"down\"", "\"version\":\"1.0.0");
        assertThat(status(url("/health/ready"))).isEqualTo("503");
        assertThat(curl(url("/health/ready"))).contains("no server takes clients");
        assertThat(status(url("/health/live"))).isEqualTo("200");
        assertThat(change("{\"state\":\"up\"}")).contains("\"state\":\"up\"");
        assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("s0");
        assertThat(status(url("/health/ready"))).isEqualTo("200");
        assertThat(pen.said()).noneMatch(line -> line.contains(TOKEN) || line.contains("SEVERE"));
    }

    /** What becomes of the server when this is asked for. */
    private String change(String json) throws Exception {
        return curl(
                "-X",
                "PATCH",
                "-H",
                "Authorization: Bearer " + TOKEN,
                "--json",
                json,
                url("/api/v1/services/pen/servers/0"));
    }

    /** As pen does it; who forgot the weights finds out by all that tells how it is. */
    @Test
    void servers_without_a_weight_are_not_well_if_weight_chooses() throws Exception {
        PenProcess pen = pen("-W");
        assertThat(Visitor.visit("127.0.0.1", pen.address())).isEmpty();
        Await.until(
                "it is told",
                () -> pen.said().stream()
                        .anyMatch(line -> line.contains("WARNING") && line.contains("all have weight 0")));
        assertThat(curl(url("/api/v1/overview"))).contains("\"health\":\"down\"");
        assertThat(status(url("/health/ready"))).isEqualTo("503");
        assertThat(curl(url("/metrics"))).contains("pen_service_up{protocol=\"stream\",service=\"pen\"} 0.0");
        assertThat(change("{\"weight\":1}")).contains("\"weight\":1");
        assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("s0");
        assertThat(curl(url("/api/v1/overview")))
                .as("one was seen to be well, the other has no weight still")
                .contains("\"health\":\"unproven\"", "\"state\":\"up\"", "\"state\":\"unproven\"");
        assertThat(status(url("/health/ready"))).isEqualTo("200");
        assertThat(curl(url("/health/ready"))).contains("\"unproven\":[");
        assertThat(curl(url("/metrics"))).contains("pen_service_up{protocol=\"stream\",service=\"pen\"} 1.0");
    }

    @Test
    void the_jar_has_all_of_it() throws Exception {
        sharedPen();
        Map<String, String> types = Map.of(
                "/", "text/html",
                "/api/v1/overview", "application/json",
                "/api/v1/config", "application/json",
                "/api/v1/openapi.json", "application/json",
                "/metrics", "text/plain",
                "/status", "text/html",
                "/status/pen", "text/html",
                "/webjars/chart.js/4.5.1/dist/chart.umd.js", "text/javascript");
        for (String path : types.keySet()) {
            assertThat(curl("-o", "/dev/null", "-w", "%{http_code} %{content_type}", url(path)))
                    .as(path)
                    .startsWith("200 " + types.get(path));
        }
    }

    @Test
    void what_does_not_change_is_fetched_once() throws Exception {
        sharedPen();
        Path tag = folder.resolve("tag");
        String library = url("/webjars/chart.js/4.5.1/dist/chart.umd.js");
        assertThat(status("--compressed", "--etag-save", tag.toString(), library))
                .isEqualTo("200");
        assertThat(status("--compressed", "--etag-compare", tag.toString(), library))
                .isEqualTo("304");
        assertThat(curl("-o", "/dev/null", "-w", "%{size_download}", "--compressed", library))
                .asInt()
                .isBetween(10_000, 100_000);
    }

    @Test
    void metrics_pass_the_check_of_prometheus() throws Exception {
        String promtool = Program.find("promtool", "prometheus");
        PenProcess pen = sharedPen();
        assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("s0");
        Path scrape = Files.writeString(folder.resolve("scrape"), curl(url("/metrics")));
        Process check = new ProcessBuilder(promtool, "check", "metrics")
                .redirectInput(scrape.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).isEmpty();
        assertThat(check.waitFor()).isZero();
    }

    @Test
    void a_socket_is_for_proxies_on_this_machine() throws Exception {
        Path socket = folder.resolve("web.sock");
        EchoServer server = opened(new EchoServer("s0"));
        PenProcess pen = opened(PenProcess.start(
                List.of(), List.of("-u", PenProcess.SELF, "--web", socket.toString()), List.of(server.address())));
        Await.until("the socket is there", () -> Files.exists(socket));
        Await.until("it is its owner's", () -> mode(socket).equals("rw-------"));
        assertThat(status("--unix-socket", socket.toString(), "http://status.example.com/api/v1/overview"))
                .isEqualTo("200");
        assertThat(pen.terminate()).isZero();
        assertThat(socket).doesNotExist();
    }

    private static String mode(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException _) {
            return "";
        }
    }

    @Test
    void a_token_that_everybody_can_read_is_refused() throws Exception {
        assertThat(failure(
                        "-u",
                        PenProcess.SELF,
                        "--web",
                        "8880",
                        "--web-token-file",
                        token("rw-r--r--").toString()))
                .contains("everybody may read or write it", "rw-r--r--", "chmod 600");
        assertThat(failure("-u", PenProcess.SELF, "--web", "8880", "--web-token-file", folder + "/none"))
                .contains("no such file");
        Files.writeString(token("rw-------"), "short\n");
        assertThat(failure("-u", PenProcess.SELF, "--web", "8880", "--web-token-file", folder + "/token"))
                .contains("5 characters are not within 16 to 512")
                .doesNotContain("short\n");
    }

    @Test
    void a_port_that_is_taken_is_an_error() throws Exception {
        EchoServer taken = opened(new EchoServer("taken"));
        assertThat(failure("-u", PenProcess.SELF, "--web", taken.address()))
                .contains("--web " + taken.address() + ": the port is in use by another program");
    }

    private static String failure(String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("-f", "127.0.0.1:" + Ports.free(), "127.0.0.1:9"));
        Process pen = new ProcessBuilder(PenProcess.command(List.of(), arguments))
                .redirectErrorStream(true)
                .start();
        String said = new String(pen.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(pen.waitFor()).isBetween(1, 2);
        return said;
    }
}
