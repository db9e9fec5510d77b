package org.penlb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration's records say what is wrong with them when they are made. */
class RecordsTest {
    private static final Address WWW = new Address.Inet("www1", 80);

    private static ServiceBuilder builder(String name, int port) {
        var service = new ServiceBuilder(name, new Address.Inet("0.0.0.0", port), 100);
        service.servers().add(new ServerConfig(WWW));
        return service;
    }

    private static ServiceConfig service(Consumer<ServiceBuilder> change) {
        ServiceBuilder builder = builder("web", 80);
        change.accept(builder);
        return builder.build();
    }

    private static void rejected(ThrowingCallable how, String message) {
        assertThatThrownBy(how).isInstanceOf(ConfigException.class).hasMessage(message);
    }

    static final List<Arguments> WRONG_SERVICES = List.of(
            wrong(service -> service.servers().clear(), "servers: none is named (expected: at least one server)"),
            wrong(service -> service.accessLists().removeLast(), "access lists: 9 are not 10"),
            wrong(service -> service.clientAcl = 10, "client_acl: 10 is not within 0 to 9"),
            wrong(service -> service.clientAcl = -1, "client_acl: -1 is not within 0 to 9"),
            wrong(service -> service.clientsMax = 0, "clients_max: 0 is not 1 or more"),
            wrong(service -> service.connectionsMax = 0, "conn_max: 0 is not 1 or more"),
            wrong(service -> service.tracking = Duration.ofSeconds(-1), "tracking: -1 is not 0 seconds or more"),
            wrong(service -> service.blacklist = Duration.ofSeconds(-2), "blacklist: -2 is not 0 seconds or more"),
            wrong(service -> service.connectTimeout = Duration.ZERO, "timeout: 0 is not 1 second or more"),
            wrong(service -> service.idleTimeout = Duration.ofSeconds(-3), "idle_timeout: -3 is not 0 seconds or more"),
            wrong(service -> service.backlog = 0, "backlog: 0 is not 1 or more"),
            wrong(service -> service.multiAccept = 0, "multi_accept: 0 is not 1 or more"),
            wrong(service -> service.pendingMax = 0, "pending_max: 0 is not 1 or more"),
            wrong(service -> service.idlers = -1, "idlers: -1 is not 0 or more"));

    private static Arguments wrong(Consumer<ServiceBuilder> change, String message) {
        return Arguments.of(Named.of(message, change), message);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("WRONG_SERVICES")
    void a_service_names_the_value_and_what_was_expected(Consumer<ServiceBuilder> change, String message) {
        rejected(() -> service(change), message);
    }

    @Test
    void a_service_without_servers_has_an_emergency_server_or_answers_itself() {
        assertThatCode(() -> service(service -> {
                    service.servers().clear();
                    service.emergency = new ServerConfig(WWW);
                }))
                .doesNotThrowAnyException();
        assertThatCode(() -> service(service -> {
                    service.servers().clear();
                    service.dummy = true;
                }))
                .doesNotThrowAnyException();
    }

    @Test
    void a_service_does_not_change_with_its_builder() {
        ServiceBuilder builder = builder("web", 80);
        ServiceConfig service = builder.build();
        builder.servers().add(new ServerConfig(WWW));
        builder.accessLists().set(0, AccessList.EMPTY.with(AccessRule.host(false, IpAddress.UNIX)));
        assertThat(service.servers()).hasSize(1);
        assertThat(service.accessLists().getFirst()).isEqualTo(AccessList.EMPTY);
    }

    @Test
    void a_server_names_the_value_and_what_was_expected() {
        var server = new ServerConfig(WWW);
        rejected(() -> server.withMax(-1), "max: -1 is not 0 or more");
        rejected(() -> server.withHard(-1), "hard: -1 is not 0 or more");
        rejected(() -> server.withWeight(-1), "weight: -1 is not 0 or more");
        rejected(() -> server.withAcl(-1), "acl: -1 is not within 0 to 9");
        rejected(() -> server.withAcl(10), "acl: 10 is not within 0 to 9");
    }

    @Test
    void a_server_changes_one_value_at_a_time() {
        var other = new Address.Inet("www2", 81);
        assertThat(new ServerConfig(WWW)
                        .withMax(1)
                        .withHard(2)
                        .withWeight(3)
                        .withPrio(-4)
                        .withAcl(5)
                        .withState(AdminState.DRAINING)
                        .withAddress(other))
                .isEqualTo(new ServerConfig(other, 1, 2, 3, -4, 5, AdminState.DRAINING));
    }

    @Test
    void services_differ_in_name_and_listener() {
        ServiceConfig web = builder("web", 80).build();
        rejected(() -> new PenConfig(List.of(), RelayKind.AUTO, 1), "services: none (expected: at least one)");
        rejected(() -> new PenConfig(List.of(web), RelayKind.AUTO, 0), "event loops: 0 is not 1 or more");
        rejected(
                () -> new PenConfig(List.of(web, builder("web", 81).build()), RelayKind.AUTO, 1),
                "services: the name \"web\" is there twice");
        rejected(
                () -> new PenConfig(List.of(web, builder("app", 80).build()), RelayKind.AUTO, 1),
                "services: the listener 0.0.0.0:80 is there twice");
        var six = new ServiceBuilder("six", new Address.Inet("::1", 80), 100);
        var long6 = new ServiceBuilder("long", new Address.Inet("0:0:0:0:0:0:0:1", 80), 100);
        List.of(six, long6).forEach(each -> each.servers().add(new ServerConfig(new Address.Inet("10.0.0.1", 80))));
        rejected(
                () -> new PenConfig(List.of(six.build(), long6.build()), RelayKind.AUTO, 1),
                "services: the listener [0:0:0:0:0:0:0:1]:80 is there twice");
    }

    @Test
    void rules_about_countries_need_a_database() {
        ServiceBuilder builder = builder("web", 80);
        builder.accessLists().set(7, AccessList.EMPTY.with(new AccessRule.Country(false, "SE")));
        List<ServiceConfig> services = List.of(builder("app", 81).build(), builder.build());
        rejected(
                () -> new PenConfig(services, RelayKind.AUTO, 1),
                "service \"web\": acl 7 deny country SE: no GeoIP database (expected: --geoip FILE)");
        assertThatCode(() -> new PenConfig(
                        services,
                        RelayKind.AUTO,
                        1,
                        ControlConfig.NONE,
                        WebConfig.NONE,
                        DebugConfig.NONE,
                        Path.of("countries.mmdb"),
                        null))
                .doesNotThrowAnyException();
    }

    @Test
    void several_services_may_leave_their_port_to_the_system() {
        assertThatCode(() -> new PenConfig(
                        List.of(builder("web", 0).build(), builder("app", 0).build()), RelayKind.AUTO, 1))
                .doesNotThrowAnyException();
    }

    @Test
    void an_error_inside_is_told_with_its_place() {
        var inner = new ConfigException("port: 70000 is not within 0 to 65535");
        assertThat(new ConfigException("server \"x\"", inner))
                .hasMessage("server \"x\": port: 70000 is not within 0 to 65535")
                .hasCause(inner);
    }

    @Test
    void a_selection_is_tracked_unless_it_takes_turns_or_does_not_remember() {
        assertThat(Selection.DEFAULT.tracked()).isTrue();
        assertThat(Selection.DEFAULT.with(Selection.Flag.HASH, true).tracked()).isTrue();
        assertThat(Selection.DEFAULT.with(Selection.Flag.ROUNDROBIN, true).tracked())
                .isFalse();
        assertThat(Selection.DEFAULT.with(Selection.Flag.UNTRACKED, true).tracked())
                .isFalse();
        assertThat(Selection.DEFAULT.with(Selection.Flag.FIRST, true).tracked()).isFalse();
        assertThat(Selection.DEFAULT.with(Selection.Flag.LEAST, true).tracked()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Selection.Flag.class,
            names = {"STUBBORN", "LEAST"},
            mode = EnumSource.Mode.EXCLUDE)
    void a_selection_is_least_unless_another_flag_chooses(Selection.Flag other) {
        Selection least = Selection.DEFAULT.with(Selection.Flag.LEAST, true).with(Selection.Flag.STUBBORN, true);
        assertThat(least.picker()).isEqualTo(Selection.Flag.LEAST);
        assertThat(least.with(other, true).picker()).isNotEqualTo(Selection.Flag.LEAST);
    }

    @Test
    void a_selection_that_is_not_least_is_tracked_as_without_it() {
        Selection both = Selection.DEFAULT.with(Selection.Flag.LEAST, true).with(Selection.Flag.HASH, true);
        assertThat(both.tracked()).isTrue();
    }

    @Test
    void a_selection_turns_flags_on_and_off() {
        Selection both = Selection.DEFAULT
                .with(Selection.Flag.PRIO, true)
                .with(Selection.Flag.STUBBORN, true)
                .with(Selection.Flag.STUBBORN, true);
        assertThat(both.flags()).isEqualTo(Set.of(Selection.Flag.PRIO, Selection.Flag.STUBBORN));
        assertThat(both.with(Selection.Flag.PRIO, false).flags()).isEqualTo(Set.of(Selection.Flag.STUBBORN));
        assertThat(both.with(Selection.Flag.HASH, false)).isEqualTo(both);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "UP", "DOWN", "BOTH"})
    void fast_close_looks_at_one_side_or_the_other(FastClose fastClose) {
        assertThat(fastClose.onServerClose()).isEqualTo(fastClose == FastClose.UP || fastClose == FastClose.BOTH);
        assertThat(fastClose.onClientClose()).isEqualTo(fastClose == FastClose.DOWN || fastClose == FastClose.BOTH);
    }
}
