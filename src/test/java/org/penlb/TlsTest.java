package org.penlb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.X509Bundle;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.penlb.config.ConfigException;
import org.penlb.service.HandshakeFault;
import org.penlb.testing.Await;
import org.penlb.testing.Certificates;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Payload;
import org.penlb.testing.TlsEchoServer;

/** TLS with clients and with servers, through a Pen that runs. */
class TlsTest extends TlsCase {
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
    void a_file_that_is_not_there_is_named_at_the_start() {
        JsonObject lost = new JsonObject().put("certificates", new JsonArray().add(certificate("lost")));
        assertThatThrownBy(() -> start(service(lost, plain.address())))
                .hasRootCauseInstanceOf(ConfigException.class)
                .hasMessageContaining("lost.crt");
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

    @Test
    void connections_that_wait_are_for_the_terms_that_they_were_made_under() throws IOException {
        try (var server = new TlsEchoServer("server")) {
            Path trusted = Certificates.write(folder.resolve("server.crt"), TlsEchoServer.certificatePem());
            JsonObject towards = new JsonObject().put("ca", "server.crt").put("name", "localhost");
            PenVerticle pen = start(service(
                            null,
                            new JsonObject().put("address", server.address()).put("tls", towards))
                    .put("idlers", 1));
            Await.until("one is warm", () -> pen.listeners().getFirst().warmConnections() == 1);
            Certificates.write(trusted, authority.getCertificatePEM());
            assertThat(command("certificates reload")).isEmpty();
            try (Socket one = plainly()) {
                assertThat(one.getInputStream().read()).isEqualTo(-1);
            }
        }
    }
}
