package org.penlb.config.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRule;
import org.penlb.config.AccessToken;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.ConfigException;
import org.penlb.config.ControlConfig;
import org.penlb.config.DebugConfig;
import org.penlb.config.IpAddress;
import org.penlb.config.PenConfig;
import org.penlb.config.Protocol;
import org.penlb.config.RelayKind;
import org.penlb.config.Route;
import org.penlb.config.Routing;
import org.penlb.config.Selection;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.config.WebConfig;
import org.penlb.config.tls.TlsBuilder;
import org.penlb.config.tls.TlsConfig;

class MergeTest {
    private static void asItIs(ServiceBuilder unchanged) {}

    private static ServerConfig server(String name) {
        return new ServerConfig(new Address.Inet(name, 80));
    }

    private static ServiceConfig service(
            String name, int port, Consumer<ServiceBuilder> change, ServerConfig... servers) {
        var builder = new ServiceBuilder(name, new Address.Inet("127.0.0.1", port), 100);
        builder.servers().addAll(Arrays.asList(servers));
        change.accept(builder);
        return builder.build();
    }

    private static PenConfig pen(ServiceConfig... services) {
        return new PenConfig(List.of(services), RelayKind.AUTO, 1);
    }

    private static PenConfig of(Consumer<ServiceBuilder> change, ServerConfig... servers) {
        return pen(service("web", 8080, change, servers));
    }

    private static List<String> merged(List<String> base, List<String> wanted, List<String> running) {
        return ServerPlaces.merge(servers(base), servers(wanted), servers(running)).stream()
                .map(server -> server.state() == AdminState.REMOVED ? "-" : ((Address.Inet) server.address()).host())
                .toList();
    }

    private static List<ServerConfig> servers(List<String> names) {
        return names.stream()
                .map(name -> name.equals("-") ? ServerConfig.NONE : server(name))
                .toList();
    }

    @Test
    void a_server_that_goes_on_keeps_its_number() {
        List<String> ab = List.of("a", "b");
        assertThat(merged(ab, List.of("b", "a"), ab)).containsExactly("a", "b");
        assertThat(merged(ab, List.of("b"), ab)).containsExactly("-", "b");
        assertThat(merged(ab, List.of("a"), ab)).containsExactly("a");
    }

    @Test
    void a_new_server_takes_its_place_in_the_file_or_a_gap_or_the_end() {
        List<String> ab = List.of("a", "b");
        assertThat(merged(ab, List.of("a", "c"), ab)).containsExactly("a", "c");
        assertThat(merged(ab, List.of("c", "a", "b"), ab)).containsExactly("a", "b", "c");
        assertThat(merged(ab, List.of("c", "d"), ab)).containsExactly("c", "d");
        List<String> gap = List.of("a", "-", "b");
        assertThat(merged(ab, List.of("a", "b", "c"), gap)).containsExactly("a", "c", "b");
    }

    @Test
    void a_server_that_is_there_twice_is_two_servers() {
        assertThat(merged(List.of("a", "a"), List.of("a", "a", "a"), List.of("a", "a")))
                .containsExactly("a", "a", "a");
        assertThat(merged(List.of("a", "a"), List.of("a"), List.of("a", "a"))).containsExactly("a");
    }

    @Test
    void what_commands_did_stays() {
        List<String> ab = List.of("a", "b");
        assertThat(merged(ab, List.of("a", "b", "c"), List.of("a", "b", "x")))
                .as("x was added by a command")
                .containsExactly("a", "b", "x", "c");
        assertThat(merged(ab, List.of("a", "b", "c"), List.of("-", "b")))
                .as("a was removed by a command")
                .containsExactly("c", "b");
    }

    @Test
    void a_server_is_merged_setting_by_setting() {
        ServerConfig base = server("a").withWeight(1);
        ServerConfig drained = base.withState(AdminState.DRAINING);
        PenConfig wanted = of(MergeTest::asItIs, base.withWeight(5));
        ServiceConfig merged = Merge.of(of(MergeTest::asItIs, base), wanted, of(MergeTest::asItIs, drained))
                .config()
                .services()
                .getFirst();
        assertThat(merged.servers()).containsExactly(drained.withWeight(5));
    }

    @Test
    void a_service_is_merged_setting_by_setting() {
        ServerConfig a = server("a");
        PenConfig base = of(MergeTest::asItIs, a);
        PenConfig wanted = of(
                service -> {
                    service.connectTimeout = Duration.ofSeconds(1);
                    service.selection = service.selection.with(Selection.Flag.HASH, true);
                    service.connectionsMax = 10;
                },
                a);
        PenConfig running = of(
                service -> {
                    service.idleTimeout = Duration.ofSeconds(60);
                    service.blacklist = Duration.ofSeconds(7);
                    service.clientsMax = 5000;
                },
                a);
        assertThat(Merge.of(base, wanted, running).config())
                .isEqualTo(of(
                        service -> {
                            service.connectTimeout = Duration.ofSeconds(1);
                            service.selection = service.selection.with(Selection.Flag.HASH, true);
                            service.connectionsMax = 10;
                            service.idleTimeout = Duration.ofSeconds(60);
                            service.blacklist = Duration.ofSeconds(7);
                            service.clientsMax = 5000;
                        },
                        a));
    }

    @Test
    void each_access_list_is_one_thing() {
        AccessList deny = AccessList.EMPTY.with(AccessRule.v6(false, IpAddress.parse("2001:db8::"), 32));
        AccessList permit = AccessList.EMPTY.with(AccessRule.v6(true, IpAddress.parse("2001:db8::"), 32));
        PenConfig merged = Merge.of(
                        of(MergeTest::asItIs, server("a")),
                        of(service -> service.accessLists().set(1, deny), server("a")),
                        of(service -> service.accessLists().set(2, permit), server("a")))
                .config();
        assertThat(merged.services().getFirst().accessLists()).startsWith(AccessList.EMPTY, deny, permit);
    }

    @Test
    void the_table_of_clients_does_not_shrink() {
        PenConfig merged = Merge.of(
                        of(service -> service.clientsMax = 100, server("a")),
                        of(service -> service.clientsMax = 10, server("a")),
                        of(service -> service.clientsMax = 100, server("a")))
                .config();
        assertThat(merged.services().getFirst().clientsMax()).isEqualTo(100);
    }

    @Test
    void services_come_go_and_are_renamed() {
        ServiceConfig web = service("web", 80, MergeTest::asItIs, server("a"));
        ServiceConfig app = service("app", 81, MergeTest::asItIs, server("a"));
        ServiceConfig mail = service("mail", 25, MergeTest::asItIs, server("a"));
        ServiceConfig site = service("site", 80, MergeTest::asItIs, server("a"));
        Merge.Result result = Merge.of(pen(web, app), pen(mail, site), pen(web, app));
        assertThat(result.services()).containsExactly(new Merge.Service(mail, null), new Merge.Service(site, "web"));
        assertThat(result.config()).isEqualTo(pen(mail, site));
    }

    @Test
    void a_service_that_took_anothers_place_is_not_that_one() {
        ServiceConfig web = service("web", 80, MergeTest::asItIs, server("a"));
        ServiceConfig app = service("app", 81, MergeTest::asItIs, server("b"));
        ServiceConfig moved = service("web", 81, MergeTest::asItIs, server("a"));
        ServiceConfig other = service("other", 80, MergeTest::asItIs, server("b"));
        assertThat(Merge.of(pen(web, app), pen(moved, other), pen(web, app)).services())
                .containsExactly(new Merge.Service(moved, "web"), new Merge.Service(other, null));
    }

    @Test
    void a_token_is_changed_while_it_runs_and_a_listener_of_the_page_is_not() {
        var listen = new Address.Inet("127.0.0.1", 8880);
        PenConfig before = web(new WebConfig(listen, null));
        PenConfig token = web(new WebConfig(listen, new AccessToken("0123456789abcdef")));
        assertThat(Merge.of(before, token, before).config()).isEqualTo(token);
        PenConfig moved = web(new WebConfig(new Address.Inet("127.0.0.1", 8881), null));
        assertThatThrownBy(() -> Merge.of(before, moved, before))
                .isInstanceOf(ConfigException.class)
                .hasMessage("web.listen: 127.0.0.1:8881 takes a restart (expected while Pen runs: 127.0.0.1:8880)");
    }

    @Test
    void certificates_of_the_page_are_changed_while_it_runs_and_whether_it_speaks_tls_is_not() {
        var listen = new Address.Inet("127.0.0.1", 8880);
        PenConfig before = web(new WebConfig(listen, null, tls("a")));
        PenConfig other = web(new WebConfig(listen, null, tls("b")));
        assertThat(Merge.of(before, other, before).config()).isEqualTo(other);
        PenConfig plain = web(new WebConfig(listen, null));
        assertThatThrownBy(() -> Merge.of(before, plain, before))
                .isInstanceOf(ConfigException.class)
                .hasMessage("web.tls: not there takes a restart (expected while Pen runs: TLS)");
        assertThatThrownBy(() -> Merge.of(plain, before, plain))
                .isInstanceOf(ConfigException.class)
                .hasMessage("web.tls: TLS takes a restart (expected while Pen runs: none)");
    }

    private static TlsConfig tls(String folder) {
        var tls = new TlsBuilder();
        tls.directory = Path.of(folder);
        return tls.build();
    }

    private static PenConfig web(WebConfig web) {
        return new PenConfig(
                List.of(service("web", 80, MergeTest::asItIs, server("a"))),
                RelayKind.AUTO,
                1,
                ControlConfig.NONE,
                web,
                DebugConfig.NONE,
                null,
                null);
    }

    @Test
    void what_it_balances_does_not_change() {
        PenConfig before = of(MergeTest::asItIs, server("a"));
        PenConfig udp = of(service -> service.protocol = Protocol.UDP, server("a"));
        assertThatThrownBy(() -> Merge.of(before, udp, before))
                .isInstanceOf(ConfigException.class)
                .hasMessage("service \"web\": what is a TCP service cannot become a UDP service while Pen runs"
                        + " (expected: another name, or a restart)");
    }

    private static ServiceConfig[] routed(String name, int weight) {
        ServiceConfig listening = service(
                name, 443, web -> web.routing = new Routing.Routed(Routing.USUAL_HELLO_TIMEOUT), server("others"));
        ServerConfig weighed = server("a").withWeight(weight);
        ServiceConfig a = service(
                name + ":a", 443, route -> route.routing = new Route(name, List.of("a.example"), List.of()), weighed);
        ServiceConfig b = service(
                name + ":b",
                443,
                route -> route.routing = new Route(name, List.of("b.example"), List.of()),
                server("b"));
        return new ServiceConfig[] {listening, a, b};
    }

    @Test
    void routes_of_a_renamed_service_go_on_as_what_they_are() {
        PenConfig running = pen(routed("web", 7)); // as a command has it
        Merge.Result result = Merge.of(pen(routed("web", 0)), pen(routed("site", 0)), running);
        assertThat(result.services())
                .extracting(service -> service.config().name() + " " + service.runsAs())
                .containsExactly("site web", "site:a web:a", "site:b web:b");
        assertThat(result.config().services().get(1).servers().getFirst().weight())
                .isEqualTo(7);
    }
}
