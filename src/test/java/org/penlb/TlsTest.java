package org.penlb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.X509Bundle;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
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
import org.penlb.testing.Ports;
import org.penlb.testing.TlsEchoServer;
import org.penlb.testing.Told;

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
    void clients_and_servers_both_speak_it() throws IOException {
        try (var server = new TlsEchoServer("server")) {
            start(service(tls(), verified(server)));
            try (SSLSocket one = connect("a.example")) {
                assertThat(line(one)).isEqualTo("server");
                one.getOutputStream().write("hello\n".getBytes(US_ASCII));
                assertThat(line(one)).isEqualTo("hello");
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
    void hup_says_what_could_not_be_read_again_and_not_that_all_was() {
        PenVerticle pen = start(service(tls(), plain.address()));
        Certificates.write(folder.resolve("a.key"), "no key");
        try (var told = new Told(HangUp.class)) {
            await(pen.reload());
            assertThat(told.messages())
                    .singleElement()
                    .asString()
                    .matches("SEVERE HUP: certificates stay as they were: .*a\\.key: there is no private key.*");
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
    void the_command_is_about_all_services_unless_it_names_one() throws IOException {
        JsonObject plainly =
                service(null, plain.address()).put("name", "plain").put("listen", "tcp://127.0.0.1:" + Ports.free());
        JsonObject other = service(
                        new JsonObject().put("certificates", new JsonArray().add(certificate("b"))), plain.address())
                .put("name", "other")
                .put("listen", "tcp://127.0.0.1:" + Ports.free());
        PenVerticle pen = start(plainly, service(tls(), plain.address()), other);
        assertThat(command("certificates").lines().filter(line -> !line.startsWith(" ")))
                .extracting(line -> line.split(" ")[0])
                .containsExactlyInAnyOrder("web:", "a.example", "b.example", "other:", "b.example")
                .startsWith("web:")
                .endsWith("other:", "b.example");
        assertThat(command("service other certificates").lines())
                .first()
                .asString()
                .startsWith("b.example ");
        assertThat(command("service plain certificates")).isEqualTo("plain: no certificates\n");
        assertThat(command("service plain certificates reload")).isEqualTo("plain: speaks no TLS\n");
        assertThat(command("certificates reload")).isEmpty();
        assertThat(eventsOf(pen, 2)).contains("CertificatesRead");
        Certificates.write(folder.resolve("b.key"), "no key");
        assertThat(command("certificates reload").lines())
                .singleElement()
                .asString()
                .contains("b.key");
    }

    private static String eventsOf(PenVerticle pen, int service) {
        return pen.listeners()
                .get(service)
                .service()
                .events()
                .recent()
                .latest(100)
                .toString();
    }

    @Test
    void a_file_that_is_not_there_is_named_at_the_start() {
        JsonObject lost = new JsonObject().put("certificates", new JsonArray().add(certificate("lost")));
        assertThatThrownBy(() -> start(service(lost, plain.address())))
                .hasRootCauseInstanceOf(ConfigException.class)
                .hasMessageContaining("lost.crt");
    }
}
