package org.penlb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.admin.Machine;
import org.penlb.config.ConfigException;
import org.penlb.config.json.ConfigSource;
import org.penlb.testing.Await;
import org.penlb.testing.Certificates;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Insisting;
import org.penlb.testing.Ports;
import org.penlb.testing.TlsClient;

/** The page over TLS, as browsers and programs see it. */
@Timeout(120)
class PageTlsTest {
    private static final Duration LOOKS = Duration.ofMillis(50);
    private static final String TOKEN = "correct-horse-battery-staple";

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
    private final EchoServer server = new EchoServer("server");
    private final X509Bundle authority = Certificates.authority("Test CA");
    private final TlsClient client = new TlsClient(authority.getCertificate());
    private final int page = Ports.free();
    private final int controlPort = Ports.free();

    @TempDir
    Path folder;

    @BeforeEach
    void writeCertificates() {
        Certificates.write(folder.resolve("ca.crt"), authority.getCertificatePEM());
        Certificates.write(folder, "a", Certificates.server(authority, "pen.example", "127.0.0.1"));
        Certificates.write(folder, "b", Certificates.server(authority, "other.example"));
    }

    @AfterEach
    void close() {
        await(vertx.close());
        server.close();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static JsonObject certificate(String name) {
        return new JsonObject().put("certificate", name + ".crt").put("key", name + ".key");
    }

    private static JsonObject tls(String... names) {
        var certificates = new JsonArray();
        for (String name : names) {
            certificates.add(certificate(name));
        }
        return new JsonObject().put("certificates", certificates);
    }

    private Path write(@Nullable JsonObject tls) {
        var json = new JsonObject()
                .put("eventLoops", 1)
                .put("control", new JsonObject().put("listen", "127.0.0.1:" + controlPort))
                .put("web", new JsonObject().put("listen", "127.0.0.1:" + page).put("token", TOKEN))
                .put(
                        "services",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "app")
                                        .put("listen", "tcp://127.0.0.1:0")
                                        .put("servers", new JsonArray().add(server.address()))));
        if (tls != null) {
            json.getJsonObject("web").put("tls", tls);
        }
        try {
            Path beside = Files.writeString(folder.resolve("pen.json.new"), json.encodePrettily());
            return Files.move(beside, folder.resolve("pen.json"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private PenVerticle start(JsonObject tls) {
        ConfigSource source = ConfigSource.file(write(tls), Machine.context(1));
        var pen = new PenVerticle(source.read(), source, new Insisting(), LOOKS);
        await(vertx.deployVerticle(pen));
        return pen;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + page + path))
                .timeout(Await.LONG);
    }

    private HttpResponse<String> send(TlsClient by, HttpRequest.Builder request) throws Exception {
        try (HttpClient http = HttpClient.newBuilder().sslContext(by.context()).build()) {
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(client, request(path));
    }

    private String shown(@Nullable String name) throws IOException {
        try (SSLSocket socket = client.connect(page, name)) {
            return socket.getSession().getPeerPrincipal().getName();
        }
    }

    private String command(String line) throws Exception {
        return command(new JsonObject().put("command", line));
    }

    private String command(JsonObject asked) throws Exception {
        HttpResponse<String> answer = send(
                client,
                request("/api/v1/commands")
                        .header("Authorization", "Bearer " + TOKEN)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(asked.encode())));
        return new JsonObject(answer.body()).toString();
    }

    private static String told(PenVerticle pen) {
        return pen.listeners()
                .getFirst()
                .service()
                .events()
                .recent()
                .latest(100)
                .toString();
    }

    @Test
    void the_page_its_api_and_metrics_are_served_over_tls() throws Exception {
        start(tls("a", "b"));
        HttpResponse<String> index = get("/");
        assertThat(index.statusCode()).isEqualTo(200);
        assertThat(index.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(index.body()).contains("<title>Pen</title>");
        assertThat(index.headers().firstValue("content-security-policy")).isPresent();
        JsonObject overview = new JsonObject(get("/api/v1/overview").body());
        JsonObject tls = overview.getJsonObject("pageTls");
        assertThat(tls.getString("engine")).isNotBlank();
        assertThat(tls.getInteger("certificatesTotal")).isEqualTo(2);
        assertThat(tls.getJsonArray("certificates").getJsonObject(0).getInteger("daysLeft"))
                .isBetween(0, 1);
        assertThat(overview.getJsonArray("services").getJsonObject(0).getValue("tls"))
                .isNull();
        assertThat(get("/metrics").body())
                .contains("name=\"pen.example\",service=\"(page)\"")
                .contains("pen_tls_info{");
        assertThat(command(new JsonObject().put("command", "certificates").put("service", "app")))
                .contains("app: no certificates")
                .doesNotContain("(page)");
        assertThat(command("certificates")).contains("(page):").contains("pen.example 0 days left");
    }

    @Test
    void the_certificate_is_the_one_of_the_name_that_is_asked_for() throws Exception {
        start(tls("a", "b").put("versions", new JsonArray().add("1.2")));
        assertThat(shown("other.example")).isEqualTo("CN=other.example");
        assertThat(shown("pen.example")).isEqualTo("CN=pen.example");
        assertThat(shown(null)).isEqualTo("CN=pen.example");
        try (SSLSocket socket = client.connect(page, null)) {
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
        }
    }

    @Test
    void events_come_as_they_happen() throws Exception {
        start(tls("a"));
        try (HttpClient http =
                HttpClient.newBuilder().sslContext(client.context()).build()) {
            HttpResponse<Stream<String>> live =
                    http.send(request("/api/v1/live").build(), BodyHandlers.ofLines());
            try (Stream<String> lines = live.body()) {
                assertThat(lines.filter(line -> line.startsWith("data:"))
                                .limit(2)
                                .toList())
                        .hasSize(2);
            }
            http.shutdownNow();
        }
    }

    @Test
    void clients_show_a_certificate_where_one_is_required() throws Exception {
        start(tls("a").put("clientAuth", "require").put("clientCa", "ca.crt"));
        assertThatThrownBy(() -> get("/api/v1/overview")).isInstanceOf(IOException.class);
        var known = new TlsClient(authority.getCertificate(), Certificates.client(authority, "one"));
        assertThat(send(known, request("/api/v1/overview")).statusCode()).isEqualTo(200);
        X509Bundle stranger = Certificates.authority("Strangers");
        var unknown = new TlsClient(authority.getCertificate(), Certificates.client(stranger, "two"));
        assertThatThrownBy(() -> send(unknown, request("/api/v1/overview"))).isInstanceOf(IOException.class);
    }

    @Test
    void its_own_pages_may_change_something_and_others_may_not() throws Exception {
        start(tls("a"));
        HttpRequest.Builder session = request("/api/v1/session")
                .header("Authorization", "Bearer " + TOKEN)
                .POST(HttpRequest.BodyPublishers.noBody());
        assertThat(send(client, session.copy().header("Origin", "https://127.0.0.1:" + page))
                        .statusCode())
                .isEqualTo(204);
        assertThat(send(client, session.copy().header("Origin", "https://127.0.0.1:1"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(client, session.copy().header("Origin", "http://127.0.0.1:" + page))
                        .statusCode())
                .as("a page that was not fetched over TLS may be anybody's")
                .isEqualTo(403);
    }

    @Test
    void what_speaks_no_tls_gets_nothing() throws Exception {
        start(tls("a").put("handshakes", new JsonObject().put("timeout", "200ms")));
        for (String nonsense : List.of("GET / HTTP/1.0\r\n\r\n", "")) {
            try (var socket = new Socket()) {
                socket.setSoTimeout((int) Await.LONG.toMillis());
                socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), page));
                socket.getOutputStream().write(nonsense.getBytes(US_ASCII));
                assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                        .doesNotContain("HTTP");
            }
        }
        assertThat(get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void who_says_nothing_keeps_nobody_out_for_long() throws Exception {
        start(tls("a").put("handshakes", new JsonObject().put("timeout", "2s")));
        var silent = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 1100; i++) {
                var socket = new Socket();
                silent.add(socket);
                socket.setSoTimeout((int) Await.LONG.toMillis());
                socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), page));
            }
            assertThat(silent.getLast().getInputStream().read()).isEqualTo(-1);
            assertThat(silent.getFirst().getInputStream().read()).isEqualTo(-1);
            Await.until("there is a place again", () -> {
                try {
                    return shown(null).equals("CN=pen.example");
                } catch (IOException _) {
                    return false;
                }
            });
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void files_that_change_are_read_again() throws Exception {
        PenVerticle pen = start(tls("a"));
        Certificates.write(folder, "a", Certificates.server(authority, "renewed.example", "127.0.0.1"));
        Await.until("the new one is shown", () -> {
            try {
                return shown(null).equals("CN=renewed.example");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(told(pen)).contains("PageCertificatesRead");
    }

    @Test
    void the_command_and_hup_read_them_and_what_cannot_be_used_changes_nothing() throws Exception {
        PenVerticle pen = start(tls("a"));
        Certificates.write(folder.resolve("a.key"), "no key");
        assertThat(command("certificates reload")).contains("a.key");
        assertThat(told(pen)).contains("PageCertificatesRefused");
        assertThat(shown(null)).isEqualTo("CN=pen.example");
        Certificates.write(folder, "a", Certificates.server(authority, "renewed.example", "127.0.0.1"));
        await(pen.reload());
        assertThat(shown(null)).isEqualTo("CN=renewed.example");
    }

    @Test
    void another_configuration_brings_other_certificates_or_is_refused_as_a_whole() throws Exception {
        PenVerticle pen = start(tls("a"));
        write(tls("b"));
        Await.until("it is applied", () -> told(pen).contains("Reloaded"));
        assertThat(shown(null)).isEqualTo("CN=other.example");
        write(tls("lost"));
        Await.until("it is refused", () -> told(pen).contains("ReloadRefused"));
        assertThat(told(pen)).contains("lost.crt");
        assertThat(shown(null)).isEqualTo("CN=other.example");
        write(null);
        Await.until("it is refused", () -> told(pen).contains("web.tls: not there takes a restart"));
        assertThat(shown(null)).isEqualTo("CN=other.example");
    }

    @Test
    void a_file_that_is_not_there_is_named_at_the_start() {
        assertThatThrownBy(() -> start(tls("lost")))
                .hasRootCauseInstanceOf(ConfigException.class)
                .hasMessageContaining("web.tls: ")
                .hasMessageContaining("lost.crt");
    }

    @Test
    void who_offers_only_what_is_broken_is_refused() throws Exception {
        start(tls("a").put("versions", new JsonArray().add("1.3")));
        var context = client.context();
        try (var socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.ofLiteral("127.0.0.1"), page)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
    }
}
