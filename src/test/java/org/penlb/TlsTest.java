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
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
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
import org.penlb.service.HandshakeFault;
import org.penlb.service.Handshakes;
import org.penlb.testing.Await;
import org.penlb.testing.Certificates;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Payload;
import org.penlb.testing.Ports;
import org.penlb.testing.TlsClient;
import org.penlb.testing.TlsEchoServer;

/** TLS with clients and with servers, through a Pen that runs. */
@Timeout(120)
class TlsTest {
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
    private final EchoServer plain = new EchoServer("plain");
    private final X509Bundle authority = Certificates.authority("Test CA");
    private final TlsClient client = new TlsClient(authority.getCertificate());
    private final int port = Ports.free();
    private final int controlPort = Ports.free();

    @TempDir
    Path folder;

    @BeforeEach
    void writeCertificates() {
        Certificates.write(folder.resolve("ca.crt"), authority.getCertificatePEM());
        Certificates.write(folder, "a", Certificates.server(authority, "a.example", "*.a.example"));
        Certificates.write(folder, "b", Certificates.server(authority, "b.example"));
    }

    @AfterEach
    void close() {
        await(vertx.close());
        plain.close();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static JsonObject certificate(String name) {
        return new JsonObject().put("certificate", name + ".crt").put("key", name + ".key");
    }

    private static JsonObject tls() {
        return new JsonObject()
                .put("certificates", new JsonArray().add(certificate("a")).add(certificate("b")));
    }

    private JsonObject service(@Nullable JsonObject tls, Object... servers) {
        var service = new JsonObject()
                .put("name", "web")
                .put("listen", "tcp://127.0.0.1:" + port)
                .put("servers", new JsonArray(List.of(servers)));
        return tls == null ? service : service.put("tls", tls);
    }

    private PenVerticle start(JsonObject service) {
        var pen = new PenVerticle(read(service));
        await(vertx.deployVerticle(pen));
        return pen;
    }

    private org.penlb.config.PenConfig read(JsonObject service) {
        var json = new JsonObject()
                .put("eventLoops", 1)
                .put("control", new JsonObject().put("listen", "127.0.0.1:" + controlPort))
                .put("services", new JsonArray().add(service));
        try {
            Path file = Files.writeString(folder.resolve("pen.json"), json.encodePrettily());
            return ConfigSource.file(file, Machine.context(1)).read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
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

    private static Handshakes handshakes(PenVerticle pen) {
        return pen.listeners().getFirst().service().handshakes();
    }

    private static String line(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
    }

    private SSLSocket connect(@Nullable String name, String... protocols) throws IOException {
        return client.connect(port, name, protocols);
    }

    private String command(String text) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), controlPort));
            socket.getOutputStream().write((text + "\n").getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    @Test
    void clients_are_shown_the_certificate_of_the_name_that_they_ask_for() throws IOException {
        PenVerticle pen =
                start(service(tls().put("alpn", new JsonArray().add("h2").add("http/1.1")), plain.address()));
        try (SSLSocket one = connect("x.a.example", "http/1.1");
                SSLSocket other = connect("b.example");
                SSLSocket nobody = connect(null)) {
            assertThat(line(one)).isEqualTo("plain");
            assertThat(one.getApplicationProtocol()).isEqualTo("http/1.1");
            assertThat(line(other)).isEqualTo("plain");
            assertThat(names(one)).contains("CN=a.example");
            assertThat(names(other)).contains("CN=b.example");
            assertThat(names(nobody)).contains("CN=a.example");
        }
        assertThat(handshakes(pen).done()).isEqualTo(3);
    }

    private static String names(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    @Test
    void a_server_that_is_not_who_it_should_be_failed_and_the_next_is_tried() throws IOException {
        try (var impostor = new TlsEchoServer("impostor");
                var real = new TlsEchoServer("real")) {
            Certificates.write(folder.resolve("real.crt"), TlsEchoServer.certificatePem());
            JsonObject wrong = new JsonObject().put("ca", "ca.crt").put("name", "localhost");
            JsonObject right =
                    new JsonObject().put("ca", "real.crt").put("verify", true).put("name", "localhost");
            PenVerticle pen = start(service(
                    null,
                    new JsonObject().put("address", impostor.address()).put("tls", wrong),
                    new JsonObject().put("address", real.address()).put("tls", right)));
            try (Socket one = plainly()) {
                assertThat(line(one)).isEqualTo("real");
            }
            assertThat(pen.listeners()
                            .getFirst()
                            .service()
                            .balancer()
                            .table()
                            .servers()
                            .getFirst()
                            .failures())
                    .isEqualTo(1);
            assertThat(told(pen)).contains("no TLS: the certificate is signed by nobody who is known");
        }
    }

    private Socket plainly() throws IOException {
        var socket = new Socket();
        socket.setSoTimeout((int) Await.LONG.toMillis());
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        return socket;
    }

    @Test
    void clients_and_servers_both_speak_it() throws IOException {
        try (var server = new TlsEchoServer("server")) {
            Certificates.write(folder.resolve("server.crt"), TlsEchoServer.certificatePem());
            JsonObject towards = new JsonObject().put("ca", "server.crt").put("name", "localhost");
            start(service(
                    tls(), new JsonObject().put("address", server.address()).put("tls", towards)));
            try (SSLSocket one = connect("a.example")) {
                assertThat(line(one)).isEqualTo("server");
                one.getOutputStream().write("hello\n".getBytes(US_ASCII));
                assertThat(line(one)).isEqualTo("hello");
            }
        }
    }

    @Test
    void authorities_of_servers_that_change_are_read_again() throws IOException {
        try (var server = new TlsEchoServer("server")) {
            Certificates.write(folder.resolve("server.crt"), authority.getCertificatePEM());
            JsonObject towards = new JsonObject().put("ca", "server.crt").put("name", "localhost");
            PenVerticle pen = start(service(
                    null, new JsonObject().put("address", server.address()).put("tls", towards)));
            try (Socket one = plainly()) {
                assertThat(one.getInputStream().read()).isEqualTo(-1);
            }
            Certificates.write(folder.resolve("server.crt"), TlsEchoServer.certificatePem());
            Await.until("they are read", () -> told(pen).contains("CertificatesRead"));
            try (Socket one = plainly()) {
                assertThat(line(one)).isEqualTo("server");
            }
        }
    }

    @Test
    void what_was_agreed_with_the_client_is_agreed_with_the_server() throws IOException {
        try (var server = new TlsEchoServer("server", "h2", "http/1.1")) {
            Certificates.write(folder.resolve("server.crt"), TlsEchoServer.certificatePem());
            JsonObject towards = new JsonObject().put("ca", "server.crt").put("name", "localhost");
            start(service(
                    tls().put("alpn", new JsonArray().add("h2").add("http/1.1")),
                    new JsonObject().put("address", server.address()).put("tls", towards)));
            try (SSLSocket one = connect("a.example", "http/1.1");
                    SSLSocket two = connect("a.example", "h2", "http/1.1");
                    SSLSocket none = connect("a.example")) {
                assertThat(line(one)).isEqualTo("server http/1.1");
                assertThat(line(two)).isEqualTo("server h2");
                assertThat(line(none)).isEqualTo("server");
            }
        }
    }

    @Test
    void who_has_no_certificate_does_not_come_in_where_one_is_required() throws IOException {
        PenVerticle pen = start(service(tls().put("clientCa", "ca.crt").put("clientAuth", "require"), plain.address()));
        try (SSLSocket stranger = connect("a.example")) {
            assertThatThrownBy(() -> line(stranger)).isInstanceOf(IOException.class);
        }
        Await.until("it is counted", () -> handshakes(pen).failed(HandshakeFault.REFUSED) == 1);
        var known = new TlsClient(authority.getCertificate(), Certificates.client(authority, "one"));
        try (SSLSocket one = known.connect(port, "a.example")) {
            assertThat(line(one)).isEqualTo("plain");
        }
        assertThat(handshakes(pen).done()).isEqualTo(1);
    }

    @Test
    void routes_go_by_the_hello_that_was_answered() throws IOException {
        try (var other = new EchoServer("other")) {
            var route = new JsonObject()
                    .put("sni", new JsonArray().add("b.example"))
                    .put("servers", new JsonArray().add(other.address()));
            start(service(tls(), plain.address()).put("routes", new JsonArray().add(route)));
            try (SSLSocket one = connect("a.example");
                    SSLSocket routed = connect("b.example")) {
                assertThat(line(one)).isEqualTo("plain");
                assertThat(line(routed)).isEqualTo("other");
            }
        }
    }

    @Test
    void files_that_change_are_read_again_and_open_connections_stay() throws IOException {
        PenVerticle pen = start(service(tls(), plain.address()));
        try (SSLSocket old = connect("a.example")) {
            assertThat(line(old)).isEqualTo("plain");
            X509Bundle renewed = Certificates.server(authority, "renewed.example", "a.example");
            Certificates.write(folder, "a", renewed);
            Await.until("the new one is shown", () -> {
                try (SSLSocket now = connect("a.example")) {
                    return names(now).contains("CN=renewed.example");
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            old.getOutputStream().write("still here\n".getBytes(US_ASCII));
            assertThat(line(old)).isEqualTo("still here");
        }
        assertThat(told(pen)).contains("CertificatesRead");
    }

    @Test
    void no_handshake_fails_while_certificates_are_replaced_fifty_times() throws Exception {
        PenVerticle pen = start(service(tls(), plain.address()));
        var over = new AtomicBoolean();
        List<java.util.concurrent.Future<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(Payload.beside(() -> {
                int served = 0;
                while (!over.get()) {
                    try (SSLSocket one = connect("a.example")) {
                        assertThat(line(one)).isEqualTo("plain");
                        served++;
                    }
                }
                return served;
            }));
        }
        try {
            for (int i = 0; i < 50; i++) {
                Certificates.write(folder, "a", Certificates.server(authority, "a.example"));
                assertThat(command("certificates reload")).isEmpty();
            }
        } finally {
            over.set(true);
        }
        long served = 0;
        for (java.util.concurrent.Future<Integer> each : clients) {
            served += Payload.of(each);
        }
        assertThat(served).isPositive();
        assertThat(handshakes(pen).done()).isEqualTo(served);
        for (HandshakeFault fault : HandshakeFault.values()) {
            assertThat(handshakes(pen).failed(fault)).as(fault.word()).isZero();
        }
    }

    @Test
    void what_cannot_be_used_is_told_and_leaves_all_as_it_was() throws IOException {
        PenVerticle pen = start(service(tls(), plain.address()));
        Certificates.write(folder.resolve("a.key"), "no key");
        assertThat(command("certificates reload")).contains("a.key");
        assertThat(told(pen)).contains("CertificatesRefused");
        try (SSLSocket one = connect("a.example")) {
            assertThat(names(one)).contains("CN=a.example");
        }
    }

    @Test
    void the_command_tells_of_each_certificate() throws IOException {
        start(service(tls(), plain.address()));
        assertThat(command("certificates").lines())
                .anySatisfy(line ->
                        assertThat(line).startsWith("a.example *.a.example ").contains("ECDSA 256"))
                .anySatisfy(line -> assertThat(line).startsWith("b.example "));
        assertThat(command("certificates reload")).isEmpty();
        assertThat(command("certificates nonsense")).contains("expected: reload");
    }

    @Test
    void an_address_has_no_more_handshakes_under_way_than_it_may() throws IOException {
        PenVerticle pen = start(service(
                tls().put("handshakes", new JsonObject().put("perClient", 1).put("timeout", "60s")), plain.address()));
        try (Socket _ = plainly()) {
            Await.until(
                    "the first is there",
                    () -> pen.listeners().getFirst().service().openConnections() == 1);
            try (Socket second = plainly()) {
                assertThat(second.getInputStream().read()).isEqualTo(-1);
            }
        }
        assertThat(handshakes(pen).failed(HandshakeFault.PER_CLIENT)).isEqualTo(1);
        Await.until(
                "the first is gone", () -> pen.listeners().getFirst().service().openConnections() == 0);
        try (SSLSocket one = connect("a.example")) {
            assertThat(line(one)).isEqualTo("plain");
        }
    }

    @Test
    void a_hello_that_does_not_come_ends_at_its_deadline_and_nonsense_at_once() throws IOException {
        PenVerticle pen =
                start(service(tls().put("handshakes", new JsonObject().put("timeout", "100ms")), plain.address()));
        try (Socket slow = plainly()) {
            slow.getOutputStream().write(new byte[] {22, 3, 1});
            assertClosed(slow);
        }
        assertThat(handshakes(pen).failed(HandshakeFault.TIMEOUT)).isEqualTo(1);
        try (Socket other = plainly()) {
            other.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
            assertClosed(other);
        }
        assertThat(handshakes(pen).failed(HandshakeFault.HELLO)).isEqualTo(1);
    }

    /** Whatever was sent and not read makes a reset of a close. */
    private static void assertClosed(Socket socket) throws IOException {
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @Test
    void a_file_that_is_not_there_is_named_at_the_start() {
        JsonObject lost = new JsonObject().put("certificates", new JsonArray().add(certificate("lost")));
        assertThatThrownBy(() -> start(service(lost, plain.address())))
                .hasRootCauseInstanceOf(ConfigException.class)
                .hasMessageContaining("lost.crt");
    }

    @Test
    void a_connection_that_is_cut_without_its_end_is_counted() throws IOException {
        PenVerticle pen = start(service(tls(), plain.address()));
        try (Socket below = plainly();
                SSLSocket over = client.over(below, "a.example")) {
            assertThat(line(over)).isEqualTo("plain");
            below.shutdownOutput();
            Await.until("it is counted", () -> handshakes(pen).truncated() == 1);
        }
    }

    @Test
    void connections_that_wait_for_clients_are_secured_already() throws IOException {
        try (var server = new TlsEchoServer("server")) {
            Certificates.write(folder.resolve("server.crt"), TlsEchoServer.certificatePem());
            JsonObject towards = new JsonObject().put("ca", "server.crt").put("name", "localhost");
            PenVerticle pen = start(service(
                            null,
                            new JsonObject().put("address", server.address()).put("tls", towards))
                    .put("idlers", 1));
            Await.until("one is warm", () -> pen.listeners().getFirst().warmConnections() == 1);
            try (Socket one = plainly()) {
                assertThat(line(one)).isEqualTo("server");
            }
        }
    }
}
