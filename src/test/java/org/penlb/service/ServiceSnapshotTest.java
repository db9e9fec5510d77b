package org.penlb.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.penlb.balance.LatencyMarks;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.balance.ServerTotals;
import org.penlb.config.AccessList;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.CountryLookup;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;

/** What is told of a service was so at one moment, and stays as it was told. */
class ServiceSnapshotTest {
    private static final InetSocketAddress AT = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 80);

    private final ServerConfig config = new ServerConfig(new Address.Inet("www", 80));
    private final Server first = server(0, Server.Role.REGULAR, config.withMax(7));
    private final Server removed = server(1, Server.Role.REGULAR, config.withState(AdminState.REMOVED));
    private final Server draining = server(2, Server.Role.REGULAR, config.withState(AdminState.DRAINING));
    private final Server emergency = server(0, Server.Role.EMERGENCY, config);
    private final Server abuse = server(0, Server.Role.ABUSE, config);

    private static Server server(int index, Server.Role role, ServerConfig config) {
        return new Server(index, role, config, AT, AccessList.EMPTY);
    }

    private Service service(Protocol protocol) {
        var arguments = new ServerArguments(_ -> -1);
        var builder = new ServiceBuilder("web", arguments.listener("127.0.0.1:80"), 100);
        builder.protocol = protocol;
        builder.servers().add(config);
        ServiceConfig built = builder.build();
        var table = new ServerTable(
                List.of(first, removed, draining), emergency, abuse, AccessList.EMPTY, Selection.DEFAULT);
        return new Service(built, table, CountryLookup.NONE);
    }

    @Test
    void those_that_are_removed_are_not_there_and_the_last_resorts_come_last() {
        ServiceSnapshot snapshot = ServiceSnapshot.of(service(Protocol.STREAM));
        assertThat(snapshot.servers())
                .extracting(ServerSnapshot::role, ServerSnapshot::index)
                .containsExactly(
                        tuple(Server.Role.REGULAR, 0),
                        tuple(Server.Role.REGULAR, 2),
                        tuple(Server.Role.EMERGENCY, 0),
                        tuple(Server.Role.ABUSE, 0));
        assertThat(snapshot.regular()).extracting(ServerSnapshot::index).containsExactly(0, 2);
        assertThat(snapshot.servers().get(0).config().max()).isEqualTo(7);
        assertThat(snapshot.servers().get(0).host()).isEqualTo("192.0.2.1");
        assertThat(snapshot.servers().get(0).port()).isEqualTo(80);
        assertThat(snapshot.condition()).isEqualTo(ServiceCondition.DEGRADED);
    }

    @Test
    void latencies_of_late_are_told_from_those_since_the_start() {
        for (Protocol protocol : List.of(Protocol.STREAM, Protocol.DNS)) {
            Service service = service(protocol);
            for (Server server : List.of(first, emergency)) {
                server.connecting().record(TimeUnit.SECONDS.toNanos(4));
                server.queries().answered(TimeUnit.SECONDS.toNanos(4));
            }
            new LatencyMarks().tick(service.balancer().table().all(), System.nanoTime() - TimeUnit.SECONDS.toNanos(15));
            for (Server server : List.of(first, emergency)) {
                server.connecting().record(TimeUnit.MILLISECONDS.toNanos(1));
                server.queries().answered(TimeUnit.MILLISECONDS.toNanos(1));
            }
            ServiceSnapshot snapshot = ServiceSnapshot.of(service);
            assertThat(snapshot.recentLatencies().count()).isEqualTo(2);
            assertThat(snapshot.recentLatencies().percentile(100)).isLessThan(2000);
            assertThat(snapshot.latencies().percentile(99)).isGreaterThan(4_000_000);
            ServerSnapshot server = snapshot.servers().getFirst();
            assertThat(server.recentLatencies().count()).isEqualTo(1);
            assertThat(server.recentLatencies().percentile(100)).isLessThan(2000);
            assertThat(server.latencies().percentile(99)).isGreaterThan(4_000_000);
        }
    }

    @Test
    void the_numbers_are_those_of_the_moment() {
        Service service = service(Protocol.STREAM);
        first.transferred(3, 5);
        first.connected();
        first.connecting().record(1000);
        removed.transferred(10, 20);
        service.clients().countAccepted();
        ServiceSnapshot snapshot = ServiceSnapshot.of(service);
        first.transferred(100, 100);
        service.clients().countAccepted();
        first.countFailure();
        assertThat(snapshot.accepted()).isEqualTo(1);
        ServerSnapshot server = snapshot.servers().getFirst();
        assertThat(server.totals().sent()).isEqualTo(3);
        assertThat(server.totals().received()).isEqualTo(5);
        assertThat(server.served()).isEqualTo(1);
        assertThat(server.failures()).isZero();
        assertThat(server.latencies().count()).isEqualTo(1);
        assertThat(snapshot.latencies()).isEqualTo(server.latencies());
        ServerTotals all = snapshot.totals().servers();
        assertThat(all.sent()).as("a removed server's bytes count").isEqualTo(13);
        assertThat(ServiceSnapshot.of(service).servers().getFirst().failures()).isEqualTo(1);
    }

    @Test
    void latencies_are_those_of_answers_where_there_are_datagrams() {
        Service service = service(Protocol.DNS);
        first.connecting().record(1000);
        first.queries().sent();
        first.queries().answered(2000);
        first.queries().answered(2000);
        first.queries().timedOut();
        ServerSnapshot server = ServiceSnapshot.of(service).servers().getFirst();
        assertThat(server.latencies().count()).isEqualTo(2);
        assertThat(server.served()).isEqualTo(2);
        assertThat(server.failures()).isEqualTo(1);
    }

    @Test
    void a_failure_is_told_with_the_time_of_day() {
        Service service = service(Protocol.STREAM);
        assertThat(ServiceSnapshot.of(service).servers().getFirst().lastFailure())
                .isNull();
        first.noteFailure(
                "connection refused",
                service.balancer().now() - Duration.ofMinutes(5).toNanos());
        ServerSnapshot.LastFailure last = Objects.requireNonNull(
                ServiceSnapshot.of(service).servers().getFirst().lastFailure());
        assertThat(last.reason()).isEqualTo("connection refused");
        assertThat(last.at()).isCloseTo(Instant.now().minus(Duration.ofMinutes(5)), within(60, ChronoUnit.SECONDS));
    }

    @Test
    void of_a_blacklisting_pens_page_tells_the_end_and_draining_hides_nothing() {
        Service service = service(Protocol.STREAM);
        service.balancer().blacklist(draining, Duration.ofSeconds(1000));
        ServiceSnapshot snapshot = ServiceSnapshot.of(service);
        ServerSnapshot server = snapshot.servers().get(1);
        assertThat(server.condition().state()).isEqualTo(ServerState.DRAINING);
        assertThat(server.condition().blacklistedSeconds()).isZero();
        assertThat(server.condition().isBlacklisted()).isTrue();
        assertThat(server.blacklistedUntil(snapshot.at()) - snapshot.at().getEpochSecond())
                .isBetween(900L, 1000L);
        assertThat(snapshot.servers().getFirst().blacklistedUntil(snapshot.at()))
                .isZero();
    }

    @Test
    void a_unix_socket_has_pens_port() {
        var unix = new Server(
                0,
                Server.Role.REGULAR,
                new ServerConfig(new Address.Unix("/run/app.sock")),
                UnixDomainSocketAddress.of("/run/app.sock"),
                AccessList.EMPTY);
        ServerSnapshot server = ServerSnapshot.of(unix, service(Protocol.STREAM), unix.totals(), 0, Instant.EPOCH);
        assertThat(server.port()).isEqualTo(1);
        assertThat(server.host()).isEqualTo("/run/app.sock");
    }

    @Test
    void one_server_alone_is_told_as_among_all() {
        Service service = service(Protocol.STREAM);
        first.connected();
        ServerSnapshot alone = ServiceSnapshot.ofServer(service, 0);
        assertThat(alone).isEqualTo(ServiceSnapshot.of(service).servers().getFirst());
    }
}
