package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.penlb.config.AccessList;
import org.penlb.config.Address;
import org.penlb.config.CountryLookup;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceConfig;

/** What a service's servers did in all: it never falls, whoever comes and goes. */
class TotalsTest {
    private static final ServiceConfig CONFIG = Scene.config(Duration.ofSeconds(30));

    private long now = Long.MAX_VALUE - 1;
    private final Server first = server(0, 1);
    private final Server second = server(1, 2);
    private final Balancer balancer = new Balancer(
            CONFIG,
            table(List.of(first, second), null),
            new ClientTable(10, Duration.ZERO),
            () -> now,
            CountryLookup.NONE);

    private static Server server(int index, int last) {
        return new Server(index, Server.Role.REGULAR, config(last), at(last), AccessList.EMPTY);
    }

    private static ServerConfig config(int last) {
        return new ServerConfig(new Address.Inet("192.0.2." + last, 80));
    }

    private static SocketAddress at(int last) {
        return new InetSocketAddress(IpAddress.parse("192.0.2." + last).toInetAddress(), 80);
    }

    private static ServerTable table(List<Server> servers, @Nullable Server emergency) {
        return new ServerTable(servers, emergency, null, AccessList.EMPTY, Selection.DEFAULT);
    }

    private void changeTo(Server... servers) {
        balancer.change(CONFIG, table(List.of(servers), null));
    }

    /** One of everything. */
    private static void work(Server server) {
        server.transferred(3, 5);
        server.connected();
        server.connecting().record(1000);
        server.countFailure();
        server.queries().sent();
        server.queries().answered(2000);
        server.queries().timedOut();
        server.queries().rescued();
    }

    private void expect(int times) {
        ServerTotals totals = balancer.tally().all();
        assertThat(totals.sent()).isEqualTo(3L * times);
        assertThat(totals.received()).isEqualTo(5L * times);
        assertThat(List.of(
                        totals.connects(),
                        totals.failures(),
                        totals.queries(),
                        totals.answers(),
                        totals.timeouts(),
                        totals.rescues(),
                        totals.connecting().count(),
                        totals.answering().count()))
                .containsOnly((long) times);
    }

    @Test
    void adds_up_all_servers() {
        expect(0);
        work(first);
        work(second);
        expect(2);
    }

    @Test
    void the_last_resorts_count() {
        var emergency = new Server(0, Server.Role.EMERGENCY, config(9), at(9), AccessList.EMPTY);
        balancer.change(Scene.config(Duration.ZERO), table(List.of(first), emergency));
        work(emergency);
        expect(1);
        changeTo(first);
        expect(1);
    }

    @Test
    void what_a_server_did_that_left_remains() {
        work(first);
        work(second);
        changeTo(first);
        expect(2);
        now += DepartedServers.GRACE_NANOS;
        expect(2);
        changeTo(first, server(1, 2));
        expect(2);
    }

    @Test
    void connections_that_go_on_after_their_server_left_count_on() {
        assertThat(second.tryConnect(0)).isTrue();
        changeTo(first);
        now += 3 * DepartedServers.GRACE_NANOS;
        expect(0);
        work(second);
        expect(1);
        second.disconnected();
        expect(1);
        work(second); // too late: only its sum is kept by now
        expect(1);
    }

    @Test
    void a_configuration_that_changes_loses_and_doubles_nothing() {
        work(first);
        Server heavier = first.changed(first.config().withWeight(7), first.address(), AccessList.EMPTY);
        changeTo(heavier, second);
        work(first);
        work(heavier);
        expect(3);
        now += DepartedServers.GRACE_NANOS;
        expect(3);
    }

    @Test
    void a_new_address_starts_anew_and_the_totals_go_on() {
        work(first);
        first.noteFailure("refused", now);
        Server moved = first.changed(config(9), at(9), AccessList.EMPTY);
        changeTo(moved, second);
        expect(1);
        assertThat(moved.served()).isZero();
        assertThat(moved.failures()).isZero();
        assertThat(moved.lastFailure()).isNull();
        assertThat(moved.connecting().snapshot()).isEqualTo(Latencies.NONE);
        assertThat(moved.queries().answers()).isZero();
        assertThat(moved.sent()).as("bytes count on").isEqualTo(3);
        work(moved);
        expect(2);
        now += DepartedServers.GRACE_NANOS;
        expect(2);
    }

    /** A farm that is changed each second for weeks keeps no more of its past than the last minute. */
    @Test
    void those_that_left_are_not_kept_one_by_one_for_ever() {
        var departed = new DepartedServers();
        ServerTable empty = table(List.of(), null);
        for (int i = 0; i < 10_000; i++) {
            Server server = server(0, 1);
            work(server);
            departed.left(table(List.of(server), null), empty, now);
            now += Duration.ofSeconds(1).toNanos();
        }
        assertThat(departed.totals(now).connects()).isEqualTo(10_000);
        assertThat(departed.kept()).isLessThanOrEqualTo(60);
    }

    @Test
    void what_a_server_served_and_failed_is_told_whatever_the_protocol() {
        work(first);
        assertThat(first.served()).as("a connection and an answer").isEqualTo(2);
        assertThat(first.failures()).as("a connection and a time-out").isEqualTo(2);
    }

    @Test
    void knows_why_and_when_a_server_failed_last() {
        balancer.ejections().failed(first, "connection refused");
        now += 7;
        balancer.ejections().failed(first, "timed out");
        assertThat(first.lastFailure()).isEqualTo(new Failure(now, "timed out"));
        assertThat(first.health().exclusion(now)).extracting(Exclusion::reason).isEqualTo("timed out");
        balancer.blacklist(first, Duration.ofSeconds(1));
        assertThat(first.health().exclusion(now)).isEqualTo(new Exclusion(now, now + 1_000_000_000, null));
        assertThat(second.lastFailure()).isNull();
    }

    @Test
    void a_server_is_back_with_the_first_datagram_after_its_blacklisting_and_not_before() {
        balancer.ejections().failed(first, "does not answer");
        assertThat(balancer.ejections().answeredDatagram(first, now - 1, now))
                .as("a late answer")
                .isFalse();
        now += Duration.ofSeconds(30).toNanos();
        assertThat(balancer.ejections().answeredDatagram(first, now, now)).isTrue();
        assertThat(balancer.ejections().answeredDatagram(first, now, now)).isFalse();
        assertThat(balancer.ejections().answeredDatagram(second, now, now)).isFalse();
    }
}
