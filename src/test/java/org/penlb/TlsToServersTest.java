package org.penlb;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.penlb.testing.Await;
import org.penlb.testing.Certificates;
import org.penlb.testing.TlsEchoServer;

/** TLS with servers: who they are to be, what is agreed with them, and connections that wait for clients. */
class TlsToServersTest extends TlsCase {
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
    void authorities_of_servers_that_change_are_read_again() throws IOException {
        try (var server = new TlsEchoServer("server")) {
            JsonObject towards = verified(server);
            Certificates.write(folder.resolve("server.crt"), authority.getCertificatePEM());
            PenVerticle pen = start(service(null, towards));
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
            start(service(tls().put("alpn", new JsonArray().add("h2").add("http/1.1")), verified(server)));
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
    void what_a_client_chose_and_no_server_speaks_is_not_the_servers_fault() throws IOException {
        try (var server = new TlsEchoServer("server", "http/1.1")) {
            PenVerticle pen =
                    start(service(tls().put("alpn", new JsonArray().add("h2").add("http/1.1")), verified(server)));
            try (SSLSocket one = connect("a.example", "h2")) {
                assertThat(one.getInputStream().read()).isEqualTo(-1);
            }
            try (SSLSocket other = connect("a.example", "http/1.1")) {
                assertThat(line(other)).isEqualTo("server http/1.1");
            }
            assertThat(told(pen)).doesNotContain("Ejected");
        }
    }

    @Test
    void connections_that_wait_for_clients_are_secured_already() throws IOException {
        try (var server = new TlsEchoServer("server")) {
            PenVerticle pen = start(service(null, verified(server)).put("idlers", 1));
            Await.until("one is warm", () -> pen.listeners().getFirst().warmConnections() == 1);
            try (Socket one = plainly()) {
                assertThat(line(one)).isEqualTo("server");
            }
        }
    }

    @Test
    void connections_that_wait_are_for_the_terms_that_they_were_made_under() throws IOException {
        try (var server = new TlsEchoServer("server")) {
            PenVerticle pen = start(service(null, verified(server)).put("idlers", 1));
            Await.until("one is warm", () -> pen.listeners().getFirst().warmConnections() == 1);
            Certificates.write(folder.resolve("server.crt"), authority.getCertificatePEM());
            assertThat(command("certificates reload")).isEmpty();
            try (Socket one = plainly()) {
                assertThat(one.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void connections_that_wait_are_of_the_server_that_they_are_used_for() throws IOException {
        try (var server = new TlsEchoServer("server")) {
            server.sayNames();
            start(service(null, as(server, "one.example"), as(server, "two.example"))
                    .put("idlers", 4));
            Await.until("all are warm", () -> server.asked().size() == 4);
            assertThat(server.asked()).contains("one.example", "two.example");
            command("server 0 drain");
            for (int i = 0; i < 4; i++) {
                try (Socket one = plainly()) {
                    assertThat(line(one)).isEqualTo("server as two.example");
                }
            }
        }
    }

    private static JsonObject as(TlsEchoServer server, String name) {
        return new JsonObject()
                .put("address", server.address())
                .put("tls", new JsonObject().put("verify", false).put("name", name));
    }
}
