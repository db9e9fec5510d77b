package org.penlb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.admin.Machine;
import org.penlb.config.json.ConfigSource;
import org.penlb.testing.Await;
import org.penlb.testing.Certificates;
import org.penlb.testing.Payload;
import org.penlb.testing.Ports;
import org.penlb.testing.TlsClient;

/** What a server of HTTP hears of its clients, through a Pen that runs. */
@Timeout(60)
class ForwardedClientTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: www\r\n%s\r\n";
    private static final String HALF = "POST / HTTP/1.1\r\nHost: www\r\nContent-Length: 10\r\n%s\r\n12345";
    private static final String CUT = "(reset)";

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    private final X509Bundle authority = Certificates.authority("Test CA");
    private final int port = Ports.free();
    private final ServerSocket server = server();

    @TempDir
    Path folder;

    private static ServerSocket server() {
        try {
            var server = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
            server.setSoTimeout((int) Await.LONG.toMillis());
            return server;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void writeCertificates() {
        Certificates.write(folder.resolve("ca.crt"), authority.getCertificatePEM());
        Certificates.write(folder, "a", Certificates.server(authority, "a.example"));
    }

    @AfterEach
    void close() throws IOException {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        server.close();
    }

    private void start(JsonObject keys) throws IOException {
        start(keys, "auto");
    }

    private void start(JsonObject keys, String relay) throws IOException {
        JsonObject service = new JsonObject()
                .put("name", "web")
                .put("listen", "tcp://127.0.0.1:" + port)
                .put("servers", new JsonArray().add("127.0.0.1:" + server.getLocalPort()))
                .mergeIn(keys);
        String json = new JsonObject()
                .put("eventLoops", 1)
                .put("relay", relay)
                .put("services", new JsonArray().add(service))
                .encode();
        Path file = Files.writeString(folder.resolve("pen.json"), json);
        var pen = new PenVerticle(ConfigSource.file(file, Machine.context(1)).read());
        vertx.deployVerticle(pen).toCompletionStage().toCompletableFuture().join();
    }

    private static JsonObject forwarding() {
        return new JsonObject().put("forwardedFor", true).put("forwarded", true);
    }

    private JsonObject tls(String clientAuth) {
        var tls = new JsonObject()
                .put(
                        "certificates",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("certificate", "a.crt")
                                        .put("key", "a.key")));
        return clientAuth.equals("none")
                ? tls
                : tls.put("clientAuth", clientAuth).put("clientCa", "ca.crt");
    }

    private Socket connect() throws IOException {
        var socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        return socket;
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.formatted("").getBytes(ISO_8859_1));
        client.getOutputStream().flush();
    }

    /** All that the server gets from one client, with a mark if it is cut. */
    private Future<String> received() {
        return Payload.beside(() -> {
            var text = new StringBuilder();
            try (Socket accepted = server.accept()) {
                accepted.setSoTimeout((int) Await.LONG.toMillis());
                for (int next = accepted.getInputStream().read();
                        next >= 0;
                        next = accepted.getInputStream().read()) {
                    text.append((char) next);
                }
            } catch (IOException _) {
                text.append(CUT);
            }
            return text.toString();
        });
    }

    @ParameterizedTest
    @CsvSource({"socket, 127.0.0.0/8", "channel, 127.0.0.0/8", "socket, 10.0.0.0/8", "channel, 10.0.0.0/8"})
    void claims_count_if_the_proxy_is_trusted(String relay, String trusted) throws Exception {
        start(forwarding().put("trustedProxies", new JsonArray().add(trusted)), relay);
        Future<String> received = received();
        String claims = "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n";
        try (Socket client = connect()) {
            client.getOutputStream().write(GET.formatted(claims).getBytes(ISO_8859_1));
            client.shutdownOutput();
            boolean trusts = trusted.startsWith("127");
            assertThat(Payload.of(received))
                    .isEqualTo(GET.formatted((trusts ? claims : "X-Forwarded-Proto: http\r\n")
                            + "X-Forwarded-For: 127.0.0.1\r\nForwarded: for=127.0.0.1;proto=http;host=www\r\n"));
        }
    }

    @Test
    void servers_hear_of_clients_certificates() throws Exception {
        start(forwarding().put("tls", tls("request")));
        Future<String> received = received();
        var client = new TlsClient(authority.getCertificate(), Certificates.client(authority, "one"));
        try (SSLSocket one = client.connect(port, "a.example")) {
            say(one, GET);
        }
        assertThat(Payload.of(received))
                .contains("X-Forwarded-Proto: https\r\n", "Forwarded: for=127.0.0.1;proto=https;host=www\r\n")
                .contains("X-SSL-Client-Verify: SUCCESS\r\n", "X-SSL-Client-S-DN: ", "CN=one");
    }

    /** Somebody else may have cut it: the server must not take it for all that its client had to say. */
    @ParameterizedTest
    @ValueSource(strings = {HALF, "GET / HTTP/1.1\r\nHost: w"})
    void a_request_that_is_cut_off_is_a_reset_to_the_server(String begun) throws Exception {
        start(forwarding().put("tls", tls("none")));
        Future<String> received = received();
        try (Socket below = connect();
                SSLSocket over = new TlsClient(authority.getCertificate()).over(below, "a.example")) {
            say(over, begun);
            below.shutdownOutput();
            assertThat(Payload.of(received)).endsWith(CUT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {GET, "EHLO me\r\n"})
    void what_is_whole_is_an_end_all_the_same(String whole) throws Exception {
        start(forwarding().put("tls", tls("none")));
        Future<String> received = received();
        try (Socket below = connect();
                SSLSocket over = new TlsClient(authority.getCertificate()).over(below, "a.example")) {
            say(over, whole);
            below.shutdownOutput();
            assertThat(Payload.of(received)).isNotEmpty().doesNotEndWith(CUT);
        }
    }

    @Test
    void an_end_that_tls_has_told_is_one_wherever_it_comes() throws Exception {
        start(forwarding().put("tls", tls("none")));
        Future<String> received = received();
        try (SSLSocket client = new TlsClient(authority.getCertificate()).connect(port, "a.example")) {
            say(client, HALF);
            client.shutdownOutput();
            assertThat(Payload.of(received)).endsWith("12345");
        }
    }
}
