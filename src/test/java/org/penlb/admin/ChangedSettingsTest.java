package org.penlb.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.config.Forwarding;
import org.penlb.config.ListenerOptions;
import org.penlb.config.PenConfig;
import org.penlb.config.ProxyAccept;
import org.penlb.config.ProxyProtocol;
import org.penlb.config.RelayKind;
import org.penlb.config.Route;
import org.penlb.config.Routing;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.config.tls.CertificateFiles;
import org.penlb.config.tls.ServerTls;
import org.penlb.config.tls.TlsBuilder;
import org.penlb.config.tls.TlsConfig;
import org.penlb.events.Events;
import org.penlb.events.Origin;

/** What operators are told of settings that a file has changed: TLS, routes, what servers are told of clients. */
class ChangedSettingsTest {
    private final ServerArguments arguments = new ServerArguments(_ -> -1);

    private ServiceConfig service(String name, String listen) {
        var builder = new ServiceBuilder(name, arguments.listener(listen), 100);
        builder.servers().add(arguments.server("127.0.0.1:9", builder.listen()));
        return builder.build();
    }

    private static List<String> told(Events events) {
        return events.recent().after(0, 100).stream()
                .map(event -> event.kind().word() + " " + event.service() + " " + event.server() + ": " + event.text())
                .toList();
    }

    private static List<String> toldBetween(ServiceBuilder before, ServiceBuilder after) {
        var events = new Events(Clock.systemUTC());
        ChangeEvents.tell(
                events,
                Origin.FILE,
                new PenConfig(List.of(before.build()), RelayKind.AUTO, 1),
                new PenConfig(List.of(after.build()), RelayKind.AUTO, 1));
        return told(events);
    }

    private static TlsConfig tls(String certificate) {
        var tls = new TlsBuilder();
        Path file = Path.of(certificate);
        tls.certificates = List.of(new CertificateFiles.Pem(file, file, null, null));
        return tls.build();
    }

    @Test
    void what_a_service_speaks_with_its_clients_is_told() {
        ServiceConfig web = service("web", "[::1]:80");
        var plain = new ServiceBuilder(web);
        var one = new ServiceBuilder(web);
        one.tls = tls("one.pem");
        var other = new ServiceBuilder(web);
        other.tls = tls("other.pem");
        assertThat(toldBetween(plain, one)).containsExactly("command web null: changed: TLS with clients");
        assertThat(toldBetween(one, other)).containsExactly("command web null: changed: TLS with clients");
        assertThat(toldBetween(other, plain)).containsExactly("command web null: changed: TLS with clients");
        assertThat(toldBetween(one, one)).isEmpty();
        var proxied = new ServiceBuilder(web);
        proxied.listener = new ListenerOptions(true, ProxyAccept.EVERYBODY);
        assertThat(toldBetween(plain, proxied))
                .containsExactly("command web null: changed: v6only true, who sends PROXY headers");
    }

    @Test
    void what_servers_are_told_of_clients_is_told() {
        ServiceConfig web = service("web", "127.0.0.1:80");
        var forwarded = new ServiceBuilder(web);
        forwarded.forwarding = Forwarding.DEFAULT.withForwarded(true);
        assertThat(toldBetween(new ServiceBuilder(web), forwarded))
                .containsExactly("command web null: changed: what servers of HTTP are told");
        var headers = new ServiceBuilder(web);
        headers.servers().replaceAll(server -> server.withProxyProtocol(ProxyProtocol.V2));
        assertThat(toldBetween(new ServiceBuilder(web), headers))
                .containsExactly("server-changed web 127.0.0.1:9: proxyProtocol v2 (was none)");
        var tls = new ServiceBuilder(web);
        tls.servers().replaceAll(server -> server.withTls(ServerTls.DEFAULT));
        var named = new ServiceBuilder(web);
        var file = Path.of("pen.pem");
        named.servers()
                .replaceAll(
                        server -> server.withTls(new ServerTls(true, Path.of("ca.pem"), "web.example", file, file)));
        assertThat(toldBetween(tls, new ServiceBuilder(web)))
                .containsExactly("server-changed web 127.0.0.1:9: tls off (was verified)");
        assertThat(toldBetween(tls, named))
                .containsExactly("server-changed web 127.0.0.1:9: tls verified ca ca.pem name web.example"
                        + " certificate pen.pem (was verified)");
    }

    @Test
    void whose_a_route_is_and_how_long_hellos_may_take_is_told() {
        var web = new ServiceBuilder(service("web", "127.0.0.1:80"));
        web.routing = new Routing.Routed(Duration.ofSeconds(5));
        var route = new ServiceBuilder(service("web:a", "127.0.0.1:80"));
        route.routing = new Route("web", List.of("a.example"), List.of());
        var before = new PenConfig(List.of(web.build(), route.build()), RelayKind.AUTO, 1);
        web.helloTimeout = Duration.ofMillis(1500);
        web.forwarding = Forwarding.DEFAULT.withForwarded(true);
        route.routing = new Route("web", List.of("a.example", "b.example"), List.of());
        route.follow(web);
        var events = new Events(Clock.systemUTC());
        ChangeEvents.tell(
                events, Origin.FILE, before, new PenConfig(List.of(web.build(), route.build()), RelayKind.AUTO, 1));
        assertThat(told(events))
                .containsExactly(
                        "command web null: changed: hello_timeout 1500 ms, what servers of HTTP are told",
                        "command web:a null: changed: whose route it is");
    }
}
