package org.penlb;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.admin.Machine;
import org.penlb.config.json.ConfigSource;
import org.penlb.testing.Await;
import org.penlb.testing.Certificates;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Insisting;
import org.penlb.testing.Ports;
import org.penlb.testing.TlsClient;
import org.penlb.tls.engine.EngineKind;

/** What is told of TLS: at the start, by the API, by commands and in the status. */
@Timeout(120)
class TlsReportsTest {
    private static final Logger LOGGER = Logger.getLogger("org.penlb");
    private static final String TOKEN = "correct-horse-battery-staple";

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
    private final EchoServer server = new EchoServer("server");
    private final X509Bundle authority = Certificates.authority("Test CA");
    private final TlsClient client = new TlsClient(authority.getCertificate());
    private final int port = Ports.free();
    private final int page = Ports.free();
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            Object[] parameters = line.getParameters() == null ? new Object[0] : line.getParameters();
            logged.add(line.getLevel() + " " + MessageFormat.format(line.getMessage(), parameters));
        }

        @Override
        public void flush() {
            // nothing is kept back
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    @TempDir
    Path folder;

    @BeforeEach
    void listen() {
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void close() {
        await(vertx.close());
        server.close();
        LOGGER.removeHandler(handler);
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private void certificate(String name, int daysLeft, String... names) {
        Instant now = Instant.now();
        Certificates.write(
                folder,
                name,
                Certificates.server(
                        now.minus(Duration.ofDays(90)),
                        now.plus(Duration.ofDays(daysLeft)).plusSeconds(3600),
                        authority,
                        names));
    }

    private PenVerticle start(@Nullable JsonObject tls) {
        return start(tls, server.address());
    }

    /** With a server as a configuration has it. */
    private PenVerticle start(@Nullable JsonObject tls, Object server) {
        var service = new JsonObject()
                .put("name", "web")
                .put("listen", "tcp://127.0.0.1:" + port)
                .put("servers", new JsonArray().add(server));
        var json = new JsonObject()
                .put("eventLoops", 1)
                .put("web", new JsonObject().put("listen", "127.0.0.1:" + page).put("token", TOKEN))
                .put("services", new JsonArray().add(tls == null ? service : service.put("tls", tls)));
        try {
            Path file = Files.writeString(folder.resolve("pen.json"), json.encodePrettily());
            var pen =
                    new PenVerticle(ConfigSource.file(file, Machine.context(1)).read(), new Insisting());
            await(vertx.deployVerticle(pen));
            return pen;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonObject folderOf(Path folder) {
        return new JsonObject().put("directory", folder.toString());
    }

    private JsonObject json(HttpRequest.Builder request) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return new JsonObject(
                    http.send(request.build(), BodyHandlers.ofString()).body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + page + "/api/v1" + path))
                .timeout(Await.LONG);
    }

    private JsonObject get(String path) {
        return json(request(path));
    }

    private String command(String line) {
        return json(request("/commands")
                        .header("Authorization", "Bearer " + TOKEN)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                new JsonObject().put("command", line).encode())))
                .getString("reply");
    }

    private List<String> engineLines() {
        return logged.stream().filter(line -> line.contains("TLS by ")).toList();
    }

    @Test
    void the_engine_is_told_once_and_where_no_tls_is_spoken_not_at_all() {
        certificate("a", 30, "a.example");
        start(folderOf(folder));
        String level = EngineKind.shortcoming() == null ? "INFO" : "WARNING";
        assertThat(engineLines())
                .singleElement()
                .asString()
                .startsWith(level + " TLS by " + EngineKind.current().description());
    }

    @Test
    void where_no_tls_is_spoken_no_engine_is_told_and_nothing_of_it_is_shown() {
        start(null);
        assertThat(engineLines()).isEmpty();
        assertThat(get("/services/web").getValue("tls")).isNull();
        assertThat(get("/overview").getValue("pageTls")).isNull();
        assertThat(get("/services/web/certificates").getInteger("total")).isZero();
        assertThat(command("counters")).doesNotContain("handshakes");
    }

    @Test
    void a_service_shows_its_twenty_most_urgent_and_all_of_them_page_by_page() {
        for (int i = 0; i < 25; i++) {
            certificate("n" + i, 100 + i, "n" + i + ".example");
        }
        certificate("soon", 2, "soon.example");
        certificate("over", -5, "over.example");
        start(folderOf(folder));
        JsonObject tls = get("/services/web").getJsonObject("tls");
        assertThat(tls.getInteger("certificatesTotal")).isEqualTo(27);
        JsonArray urgent = tls.getJsonArray("certificates");
        assertThat(urgent).hasSize(20);
        assertThat(urgent.getJsonObject(0).getJsonArray("names")).containsExactly("over.example");
        assertThat(urgent.getJsonObject(0).getInteger("daysLeft")).isEqualTo(-5);
        JsonObject first = get("/services/web/certificates?limit=20");
        assertThat(first.getInteger("total")).isEqualTo(27);
        assertThat(first.getJsonArray("items")).isEqualTo(urgent);
        JsonObject rest = get("/services/web/certificates?limit=20&after=" + first.getString("next"));
        assertThat(rest.getJsonArray("items")).hasSize(7);
        assertThat(rest.getString("next")).isNull();
        assertThat(get("/services/web/certificates?search=SOON.ex").getJsonArray("items"))
                .hasSize(1);
        assertThat(get("/services/web/certificates?after=9999").getJsonArray("items"))
                .isEmpty();
    }

    @Test
    void what_servers_are_shown_is_listed_beside_what_clients_are() throws IOException {
        certificate("a", 30, "a.example");
        Path client = Files.createDirectory(folder.resolve("client"));
        var files = Certificates.write(client, "pen", Certificates.client(authority, "pen-1"));
        var towards = new JsonObject()
                .put("verify", false)
                .put("certificate", files.certificate().toString())
                .put("key", files.key().toString());
        start(
                folderOf(folder),
                new JsonObject().put("address", server.address()).put("tls", towards));
        JsonArray certificates = get("/services/web").getJsonObject("tls").getJsonArray("certificates");
        assertThat(certificates)
                .extracting(each -> ((JsonObject) each).getString("shownTo"))
                .containsExactlyInAnyOrder("clients", "servers");
        assertThat(command("certificates").lines())
                .filteredOn(line -> line.endsWith(files.certificate() + ", shown to servers"))
                .singleElement()
                .asString()
                .startsWith("CN=pen-1,O=Example ");
    }

    @Test
    void files_that_cannot_be_used_are_told_of_once() throws IOException {
        certificate("a", 30, "a.example");
        start(folderOf(folder));
        Certificates.write(folder.resolve("a.key"), "no key");
        command("certificates reload");
        command("certificates reload");
        assertThat(logged)
                .filteredOn(line -> line.startsWith("WARNING web: certificates stay as they were: "))
                .singleElement()
                .asString()
                .contains("a.key");
    }

    @Test
    void handshakes_are_in_counters_status_and_the_api() throws IOException {
        certificate("a", 30, "a.example");
        PenVerticle pen = start(folderOf(folder));
        try (SSLSocket _ = client.connect(port, "a.example")) {
            Await.until("it is counted", () -> handshakes().getLong("done") == 1);
        }
        assertThat(handshakes().getJsonObject("failed").fieldNames())
                .containsExactly("hello", "refused", "ended", "timeout", "too_long", "per_client", "busy");
        assertThat(command("counters")).containsPattern("(?m)^handshakes done 1 failed 0 truncated [01]$");
        await(pen.report());
        assertThat(logged)
                .anySatisfy(line -> assertThat(line)
                        .matches(
                                "INFO web: 1 TLS handshakes made, 0 not, [01] streams cut short, 1 certificates, 30 days left to"
                                        + " the first end, by .+"));
    }

    private JsonObject handshakes() {
        return get("/services/web").getJsonObject("tls").getJsonObject("handshakes");
    }
}
