package org.penlb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.RelayKind;
import org.penlb.service.Service;
import org.penlb.service.ServiceCondition;
import org.penlb.testing.Await;
import org.penlb.testing.TlsEchoServer;
import org.penlb.tls.hello.HelloRefusal;
import org.penlb.tls.hello.Hellos;

/** Clients that are routed by their TLS hello, with a Java client through Pen to servers that speak TLS. */
class RoutesTest extends RoutedCase {

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void names_and_protocols_lead_to_servers_and_each_route_counts_its_own(RelayKind relay) throws IOException {
        PenVerticle pen = start(
                relay,
                service(
                        green.address(),
                        route(List.of("A.example", "*.b.example"), List.of(), red.address()),
                        route(List.of("c.example"), List.of("h2"), blue.address())
                                .put("name", "c")));
        assertThat(greeting("a.example")).isEqualTo("red");
        assertThat(greeting("x.B.example", "http/1.1")).isEqualTo("red http/1.1");
        assertThat(greeting("c.example", "h2", "http/1.1")).isEqualTo("blue h2");
        assertThat(greeting("c.example", "http/1.1")).isEqualTo("green http/1.1");
        assertThat(greeting("b.example")).isEqualTo("green");
        assertThat(greeting(null)).isEqualTo("green");
        assertThat(pen.listeners().stream().map(each -> each.service().config().name()))
                .containsExactly("web", "web:a.example", "web:c");
        assertThat(served(pen, "web:a.example")).isEqualTo(2);
        assertThat(served(pen, "web:c")).isEqualTo(1);
        assertThat(served(pen, "web")).isEqualTo(3);
        assertThat(running(pen, "web:a.example").clients().accepted()).isEqualTo(2);
        assertThat(running(pen, "web").clients().accepted())
                .as("all come to its listener")
                .isEqualTo(6);
        for (String name : List.of("web", "web:a.example", "web:c")) {
            Await.until("no connection is left", () -> running(pen, name).openConnections() == 0);
            assertThat(running(pen, name).totals().servers().sent()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_hello_may_come_byte_by_byte_and_in_many_records(RelayKind relay) throws IOException {
        start(relay, service(null, route(List.of("www.example.org"), List.of(), plain.address())));
        byte[] hello = Hellos.records(Hellos.messageOf(Hellos.OPENSSL), 10);
        try (Socket client = socket()) {
            for (byte each : hello) {
                client.getOutputStream().write(each);
            }
            assertThat(client.getInputStream().readNBytes(6)).asString(US_ASCII).isEqualTo("plain\n");
            assertThat(client.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void who_is_for_nobody_is_refused_and_so_is_who_is_too_slow_or_talks_nonsense(RelayKind relay) throws IOException {
        PenVerticle pen = start(
                relay,
                service(null, route(List.of("a.example"), List.of(), plain.address()))
                        .put("helloTimeout", "200ms"));
        Service web = running(pen, "web");
        assertThat(ServiceCondition.of(web)).as("it needs no servers").isNotEqualTo(ServiceCondition.DOWN);
        byte[] other = Hellos.with(Hellos.serverName("b.example"));
        byte[] twice = Hellos.with(Hellos.serverName("a.example"), Hellos.serverName("a.example"));
        int refused = 0;
        for (byte[] bytes : List.of(other, twice, new byte[] {22, 3, 1, 0}, "GET / HTTP/1.1\r\n".getBytes(US_ASCII))) {
            try (Socket client = socket()) {
                client.getOutputStream().write(bytes);
                expectClosed(client);
            }
            refused++;
            assertThat(web.clients().refused()).isEqualTo(refused);
        }
        assertThat(web.clients().refused(HelloRefusal.REPEATED_EXTENSION)).isOne();
        assertThat(running(pen, "web:a.example").clients().accepted()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void who_speaks_no_tls_gets_the_servers_of_the_service(RelayKind relay) throws IOException {
        start(relay, service(plain.address(), route(List.of("a.example"), List.of(), red.address())));
        try (Socket client = socket()) {
            client.getOutputStream().write("hello\n".getBytes(US_ASCII));
            assertThat(client.getInputStream().readNBytes(12))
                    .asString(US_ASCII)
                    .isEqualTo("plain\nhello\n");
        }
        assertThat(greeting("a.example")).isEqualTo("red");
    }

    @Test
    void a_client_that_has_a_server_in_one_route_is_not_bound_to_it_in_another() throws IOException {
        PenVerticle pen = start(
                RelayKind.AUTO,
                service(
                        null,
                        route(List.of("a.example"), List.of(), red.address(), blue.address())
                                .put("selection", "tracking"),
                        route(List.of("b.example"), List.of(), blue.address(), red.address())
                                .put("selection", "tracking")));
        assertThat(List.of(greeting("a.example"), greeting("b.example"))).containsExactly("red", "blue");
        assertThat(List.of(greeting("a.example"), greeting("b.example"))).containsExactly("red", "blue");
        assertThat(running(pen, "web:a.example").balancer().clients().size()).isOne();
        assertThat(running(pen, "web").balancer().clients().size()).isZero();
    }

    @Test
    void a_server_that_fails_is_left_alone_in_its_route_and_the_next_is_tried() throws IOException {
        TlsEchoServer gone = new TlsEchoServer("gone");
        gone.close();
        PenVerticle pen = start(
                RelayKind.AUTO,
                service(
                        gone.address(),
                        route(List.of("a.example"), List.of(), gone.address(), red.address())
                                .put("selection", "first"),
                        route(List.of("b.example"), List.of(), gone.address()).put("emergency", blue.address())));
        assertThat(greeting("a.example")).isEqualTo("red");
        assertThat(greeting("b.example")).isEqualTo("blue");
        Service route = running(pen, "web:a.example");
        assertThat(ServiceCondition.of(route)).isEqualTo(ServiceCondition.DEGRADED);
        assertThat(ServiceCondition.of(running(pen, "web"))).isNotEqualTo(ServiceCondition.DOWN);
    }

    @Test
    void whom_the_service_denies_its_abuse_server_takes_whatever_he_asks_for() throws IOException {
        PenVerticle pen = start(
                RelayKind.AUTO,
                service(green.address(), route(List.of("a.example"), List.of(), red.address()))
                        .put("abuse", blue.address())
                        .put("acl", new JsonObject().put("1", new JsonArray().add("deny 127.0.0.1")))
                        .put("clientAcl", 1));
        assertThat(greeting("a.example")).isEqualTo("blue");
        assertThat(running(pen, "web:a.example").clients().accepted()).isZero();
    }
}
