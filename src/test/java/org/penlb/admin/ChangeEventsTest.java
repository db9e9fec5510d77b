package org.penlb.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.config.Address;
import org.penlb.config.CountryLookup;
import org.penlb.config.PenBuilder;
import org.penlb.config.PenConfig;
import org.penlb.config.RelayKind;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.config.command.Command;
import org.penlb.config.command.NumberSetting;
import org.penlb.control.CommandRunner;
import org.penlb.events.ConfigEvent;
import org.penlb.events.Events;
import org.penlb.events.NotableEvent;
import org.penlb.events.Origin;
import org.penlb.events.ServerEvent;
import org.penlb.testing.Ports;

/** What operators are told of what operators did. */
@Timeout(60)
class ChangeEventsTest {
    private final Vertx vertx = Vertx.vertx();
    private final ServerArguments arguments = new ServerArguments(_ -> -1);
    private final Administration pen = new Administration(
            vertx,
            new PenConfig(List.of(service("web", "127.0.0.1:0", 2)), RelayKind.AUTO, 1),
            arguments,
            _ -> {},
            CountryLookup.NONE);
    private final CommandRunner commands = new CommandRunner(vertx, pen, () -> {});
    private long seen;

    @TempDir
    private Path folder;

    private ServiceConfig service(String name, String listen, int servers) {
        var builder = new ServiceBuilder(name, arguments.listener(listen), 100);
        for (int i = 1; i <= servers; i++) {
            builder.servers().add(arguments.server("127.0.0." + i + ":9", builder.listen()));
        }
        return builder.build();
    }

    @BeforeEach
    void start() {
        await(pen.start().compose(_ -> pen.serve()));
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private List<String> told(Events events) {
        List<String> told = events.recent().after(seen, 100).stream()
                .map(event -> event.kind().word() + " " + event.service() + " " + event.server() + ": " + event.text())
                .toList();
        seen = events.recent().last();
        return told;
    }

    /** What a command makes known. */
    private List<String> toldBy(String command) {
        seen = pen.events().recent().last();
        await(commands.run(Origin.OPERATOR, command));
        return told(pen.events());
    }

    @Test
    void a_service_opens_and_closes() {
        Address bound = Address.of(pen.listeners().getFirst().boundAddress());
        assertThat(told(pen.events())).containsExactly("service-opened web null: clients come in at " + bound);
        await(pen.drain());
        assertThat(told(pen.events()))
                .containsExactly("service-closed web null: no more clients come in: Pen is ending");
    }

    @Test
    void what_is_asked_or_changes_nothing_is_no_event() {
        assertThat(toldBy("servers")).isEmpty();
        assertThat(toldBy("blacklist 30")).isEmpty();
        assertThat(toldBy("server 7 weight 3")).isEmpty();
        assertThat(toldBy("nonsense")).isEmpty();
    }

    @Test
    void servers_are_told_of_one_by_one() {
        assertThat(toldBy("server 0 weight 3")).containsExactly("server-changed web 127.0.0.1:9: weight 3 (was 0)");
        assertThat(toldBy("server 0 weight 5 prio 2 max 7 hard 8"))
                .containsExactly(
                        "server-changed web 127.0.0.1:9: weight 5 (was 3), prio 2 (was 0), max 7 (was 0), hard 8 (was 0)");
        assertThat(toldBy("server 1 drain")).containsExactly("server-changed web 127.0.0.2:9: draining");
        assertThat(toldBy("server 1 up")).containsExactly("server-changed web 127.0.0.2:9: takes clients");
        assertThat(toldBy("server 1 address 127.0.0.7 port 8"))
                .containsExactly("server-changed web 127.0.0.7:8: address 127.0.0.7:8 (was 127.0.0.2:9)");
        assertThat(toldBy("server add 127.0.0.3:9")).containsExactly("server-changed web 127.0.0.3:9: added");
        assertThat(toldBy("server 2 remove")).containsExactly("server-changed web 127.0.0.3:9: removed");
    }

    @Test
    void orders_to_leave_a_server_alone_are_told() {
        assertThat(toldBy("server 0 blacklist 30"))
                .containsExactly("server-changed web 127.0.0.1:9: left alone for 30 s by the operator");
        assertThat(toldBy("server 0 blacklist 0"))
                .containsExactly("server-changed web 127.0.0.1:9: the operator ends its blacklisting");
    }

    @Test
    void settings_are_told_with_their_values() {
        assertThat(toldBy("blacklist 7")).containsExactly("command web null: changed: blacklist 7 s");
        assertThat(toldBy("roundrobin")).containsExactly("command web null: changed: selection roundrobin");
        assertThat(toldBy("no roundrobin")).containsExactly("command web null: changed: selection tracking");
        assertThat(toldBy("timeout 3")).containsExactly("command web null: changed: how connections are made");
        assertThat(toldBy("acl 1 permit 10.0.0.1")).containsExactly("command web null: changed: access lists");
    }

    @Test
    void a_listener_that_moves_is_told() {
        int port = Ports.free();
        assertThat(toldBy("listen 127.0.0.1:" + port))
                .containsExactly(
                        "service-opened web null: clients come in at 127.0.0.1:" + port + ", no longer at 127.0.0.1:0");
    }

    @Test
    void a_file_that_is_read_again_is_told_and_so_is_one_that_cannot_be() throws IOException {
        Path file = Files.writeString(folder.resolve("pen.cfg"), "server 0 weight 3\nblacklist 7\n");
        assertThat(toldBy("include " + file))
                .containsExactly(
                        "server-changed web 127.0.0.1:9: weight 3 (was 0)",
                        "command web null: changed: blacklist 7 s",
                        "reloaded web null: " + file + " is applied");
        Files.writeString(file, "server 0 weight 4\nblacklist x\n");
        assertThat(toldBy("include " + file))
                .singleElement()
                .satisfies(told -> assertThat(told)
                        .startsWith("reload-refused web null: ")
                        .contains("blacklist")
                        .contains(":2:"));
    }

    @Test
    void of_many_servers_only_the_number_is_told() {
        String many = IntStream.rangeClosed(0, ChangeEvents.MOST_SERVERS)
                .mapToObj(i -> "127.0.1." + i + ":9")
                .collect(Collectors.joining(" "));
        PenConfig before = pen.config();
        var builder = new PenBuilder(before, 0, arguments);
        for (String address : many.split(" ")) {
            builder.service()
                    .servers()
                    .add(arguments.server(address, builder.service().listen()));
        }
        var events = new Events(Clock.systemUTC());
        seen = 0;
        ChangeEvents.tell(events, Origin.FILE, before, builder.build());
        assertThat(told(events))
                .containsExactly(
                        "server-changed web null: " + (ChangeEvents.MOST_SERVERS + 1) + " servers are changed");
    }

    @Test
    void services_that_come_and_go_are_told() {
        var events = new Events(Clock.systemUTC());
        var web = service("web", "127.0.0.1:80", 1);
        var mail = service("mail", "127.0.0.1:25", 1);
        var ldap = service("ldap", "127.0.0.1:389", 1);
        seen = 0;
        ChangeEvents.tell(
                events,
                Origin.FILE,
                new PenConfig(List.of(web, mail), RelayKind.AUTO, 1),
                new PenConfig(List.of(ldap, web), RelayKind.AUTO, 1));
        assertThat(told(events))
                .containsExactly(
                        "service-opened ldap null: clients come in at 127.0.0.1:389",
                        "service-closed mail null: no more clients come in at 127.0.0.1:25");
    }

    @Test
    void a_change_knows_who_asked_for_it() throws IOException {
        List<Origin> origins = new ArrayList<>();
        var subscription = pen.events().subscribe(event -> origins.add(originOf(event)));
        await(commands.run(Origin.OPERATOR, "server 0 weight 3"));
        await(commands.runButExit(Origin.PAGE, "web", "server 0 weight 4"));
        await(commands.run(Origin.PEER, "web", _ -> new Command.SetNumber(NumberSetting.BLACKLIST, 7)));
        Path file = Files.writeString(folder.resolve("pen.cfg"), "server 0 weight 5\n");
        await(commands.run(Origin.OPERATOR, "include " + file));
        await(pen.reloads().commandFiles().include(Files.writeString(file, "server 0 weight 6\n")));
        subscription.close();
        await(commands.run(Origin.OPERATOR, "server 0 weight 7"));
        assertThat(origins)
                .containsExactly(
                        Origin.OPERATOR, Origin.PAGE, Origin.PEER, Origin.FILE, Origin.FILE, Origin.FILE, Origin.FILE);
    }

    private static Origin originOf(NotableEvent event) {
        return switch (event) {
            case ServerEvent.Changed changed -> changed.origin();
            case ConfigEvent config -> config.origin();
            default -> throw new AssertionError("not a change: " + event);
        };
    }
}
