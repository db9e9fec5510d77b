package org.penlb.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.penlb.balance.Balancer;
import org.penlb.balance.ClientTable;
import org.penlb.balance.Observation;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.config.AccessList;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.CountryLookup;
import org.penlb.config.Selection;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;

class ServerConditionTest {
    private long now = Long.MAX_VALUE - 1; // a clock may start anywhere
    private Server server = new Server(
            0,
            Server.Role.REGULAR,
            new ServerConfig(new Address.Inet("192.0.2.1", 80)),
            new InetSocketAddress("192.0.2.1", 80),
            AccessList.EMPTY);
    private final Balancer balancer = new Balancer(
            config(),
            new ServerTable(List.of(server), null, null, AccessList.EMPTY, Selection.DEFAULT),
            new ClientTable(1, Duration.ZERO),
            () -> now,
            CountryLookup.NONE);

    private static ServiceConfig config() {
        var service = new ServiceBuilder("test", new Address.Inet("127.0.0.1", 0), 1);
        service.servers().add(new ServerConfig(new Address.Inet("192.0.2.1", 80)));
        service.blacklist = Duration.ofSeconds(30);
        return service.build();
    }

    private void expect(ServerState state, @Nullable String reason, long seconds, String text) {
        ServerCondition condition = ServerCondition.of(server, now);
        assertThat(condition.state()).isEqualTo(state);
        assertThat(condition.reason()).isEqualTo(reason);
        assertThat(condition.blacklistedSeconds()).isEqualTo(seconds);
        assertThat(condition.words()).isEqualTo(text);
        assertThat(condition.isAvailable()).isEqualTo(server.isAvailable(now));
    }

    @Test
    void a_server_is_up_without_a_reason_once_it_was_seen_to_be_well() {
        expect(ServerState.UNPROVEN, null, 0, "unproven");
        balancer.ejections().answered(server);
        expect(ServerState.UP, null, 0, "up");
    }

    @Test
    void a_failed_server_is_blacklisted_for_its_reason_until_the_last_second() {
        balancer.ejections().failed(server, "connection refused");
        expect(ServerState.BLACKLISTED, "connection refused", 30, "blacklisted");
        now += 1;
        expect(ServerState.BLACKLISTED, "connection refused", 30, "blacklisted");
        now += Duration.ofSeconds(29).toNanos();
        expect(ServerState.BLACKLISTED, "connection refused", 1, "blacklisted");
        now += Duration.ofSeconds(1).toNanos() - 1;
        expect(ServerState.UNPROVEN, null, 0, "unproven");
        balancer.ejections().answeredDatagram(server, now, now);
        expect(ServerState.UP, null, 0, "up");
    }

    @Test
    void the_operator_needs_no_reason() {
        balancer.ejections().failed(server, "connection refused");
        balancer.blacklist(server, Duration.ofSeconds(7));
        expect(ServerState.BLACKLISTED, "by the operator", 7, "blacklisted");
        balancer.blacklist(server, Duration.ZERO);
        expect(ServerState.UNPROVEN, null, 0, "unproven");
    }

    @Test
    void down_comes_before_blacklisted_and_draining_before_both() {
        balancer.ejections().failed(server, "connection refused");
        server.observe(new Observation.FoundDown("does not answer"), now);
        expect(ServerState.DOWN, "does not answer", 0, "down: does not answer");
        server = server.changed(server.config().withState(AdminState.DRAINING), server.address(), AccessList.EMPTY);
        expect(ServerState.DRAINING, null, 0, "draining");
    }
}
