package org.penlb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.penlb.admin.Reloads;
import org.penlb.config.RelayKind;
import org.penlb.service.Service;
import org.penlb.testing.Await;
import org.penlb.testing.TlsEchoServer;

/** Routes are changed, and asked about, while they serve. */
class RouteChangesTest extends RoutedCase {
    private static void awaitApplied(PenVerticle pen) {
        Await.until("applied", () -> {
            Reloads.Outcome last = pen.lastReload();
            return last != null && last.ok();
        });
    }

    @Test
    void connections_of_routes_are_those_of_the_service_and_are_cut_with_them() throws IOException {
        PenVerticle pen = start(RelayKind.AUTO, service(null, route(List.of("a.example"), List.of(), red.address())));
        try (SSLSocket client = TlsEchoServer.client(port, "a.example")) {
            client.startHandshake();
            Service web = running(pen, "web");
            assertThat(await(web.connectionTable().views(10))).singleElement().satisfies(view -> {
                assertThat(view.service()).isEqualTo("web:a.example");
                assertThat(view.server()).isZero();
            });
            assertThat(running(pen, "web:a.example").openConnections()).isOne();
            assertThat(command("acl 0 deny 127.0.0.1 255.255.255.255 cut")).contains("1 connection is ended");
            Await.until(
                    "it has left the route", () -> running(pen, "web:a.example").openConnections() == 0);
        }
    }

    @Test
    void a_plan_says_of_each_route_what_would_change() throws IOException {
        start(
                RelayKind.AUTO,
                service(
                        green.address(),
                        route(List.of("a.example"), List.of(), red.address()),
                        route(List.of("b.example"), List.of(), blue.address())));
        Path wanted = write(
                RelayKind.AUTO,
                service(
                        green.address(),
                        route(List.of("a.example", "a2.example"), List.of(), red.address()),
                        route(List.of("c.example"), List.of("h2"), red.address(), blue.address())),
                "wanted.json");
        assertThat(command("plan " + wanted).lines())
                .contains("service web:c.example: new, route, 2 servers", "service web:b.example: removed")
                .anySatisfy(line -> assertThat(line).startsWith("service web:a.example: sni: "))
                .noneSatisfy(line -> assertThat(line).startsWith("service web: "));
    }

    @Test
    void a_reload_adds_and_removes_routes_while_others_go_on_with_their_counters() throws IOException {
        JsonObject a = route(List.of("a.example"), List.of(), red.address());
        JsonObject b = route(List.of("b.example"), List.of(), blue.address());
        PenVerticle pen = start(RelayKind.AUTO, service(green.address(), a));
        assertThat(List.of(greeting("a.example"), greeting("b.example"))).containsExactly("red", "green");
        try (SSLSocket open = TlsEchoServer.client(port, "a.example")) {
            open.startHandshake();
            write(RelayKind.AUTO, service(green.address(), b, a));
            awaitApplied(pen);
            Await.until(
                    "the new route is there",
                    () -> running(pen, "web").routing().targets().size() == 2);
            assertThat(List.of(greeting("a.example"), greeting("b.example"))).containsExactly("red", "blue");
            assertThat(served(pen, "web:a.example")).isEqualTo(3);
            write(RelayKind.AUTO, service(green.address(), b));
            Await.until("a route is gone", () -> pen.listeners().size() == 2);
            assertThat(greeting("a.example")).isEqualTo("green");
            open.getOutputStream().write("still there".getBytes(US_ASCII));
            assertThat(open.getInputStream().readNBytes(4 + 11))
                    .asString(US_ASCII)
                    .isEqualTo("red\nstill there");
        }
        JsonObject none = service(green.address());
        none.remove("routes");
        write(RelayKind.AUTO, none);
        Await.until("no route is left", () -> running(pen, "web").routing() == null);
        assertThat(running(pen, "web").stages().looker()).isNull();
        assertThat(greeting("b.example")).isEqualTo("green");
    }

    @Test
    void commands_are_about_a_route_by_its_name_and_not_about_what_its_listener_says() throws IOException {
        PenVerticle pen = start(
                RelayKind.AUTO,
                service(
                        green.address(),
                        route(List.of("a.example"), List.of(), red.address(), blue.address())
                                .put("selection", "first")));
        assertThat(command("service web:a.example servers"))
                .contains(red.address().replace("127.0.0.1:", "port "));
        assertThat(command("service web:a.example server 0 blacklist 60")).isEmpty();
        assertThat(greeting("a.example")).isEqualTo("blue");
        assertThat(command("service web:a.example acl 1 permit 10.0.0.1"))
                .contains("\"web:a.example\" is a route of service \"web\"");
        assertThat(command("service web:a.example client_acl 1")).contains("(expected: service web ...)");
        assertThat(command("acl 0 deny 127.0.0.1 255.255.255.255")).isEmpty();
        assertThat(running(pen, "web:a.example").config().accessLists())
                .isEqualTo(running(pen, "web").config().accessLists());
        try (SSLSocket client = TlsEchoServer.client(port, "a.example")) {
            expectClosed(client);
        } catch (IOException _) {
            // its handshake failed
        }
        assertThat(running(pen, "web:a.example").clients().accepted()).isOne();
    }
}
