package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.penlb.config.AccessList;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.CountryLookup;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceConfig;

/** What operators do to servers, and what they are told would happen to a client. */
class AdministrationTest {
    private static final IpAddress CLIENT = IpAddress.parse("10.0.0.1");
    private static final ServiceConfig CONFIG = Scene.config(Duration.ofSeconds(30));
    private static final long NOW = 1_000_000_000_000L;

    private static SocketAddress at(int last) {
        return new InetSocketAddress(IpAddress.parse("192.0.2." + last).toInetAddress(), 80);
    }

    private static ServerConfig config(int last) {
        return new ServerConfig(new Address.Inet("192.0.2." + last, 80));
    }

    private static Server server(int index, ServerConfig config) {
        return new Server(index, Server.Role.REGULAR, config, at(index + 1), AccessList.EMPTY);
    }

    private static Balancer balancer(Selection selection, List<Server> servers, @Nullable Server emergency) {
        return new Balancer(
                CONFIG,
                new ServerTable(servers, emergency, null, AccessList.EMPTY, selection),
                new ClientTable(100, Duration.ZERO),
                () -> NOW,
                CountryLookup.NONE);
    }

    @Example
    void counters_go_on_when_the_configuration_changes() {
        Server before = server(0, config(1));
        assertThat(before.tryConnect(0)).isTrue();
        before.transferred(3, 4);
        Server after = before.changed(before.config().withWeight(7), at(9), AccessList.EMPTY);
        assertThat(after.connections()).isEqualTo(1);
        assertThat(after.sent()).isEqualTo(3);
        before.disconnected();
        before.transferred(10, 10);
        assertThat(after.connections()).isZero();
        assertThat(after.received()).isEqualTo(14);
    }

    @Example
    void what_an_old_address_did_is_not_held_against_a_new_one() {
        Server before = server(0, config(1));
        before.observe(new Observation.Failed("refused", 1000), NOW);
        Server same = before.changed(before.config().withMax(3), before.address(), AccessList.EMPTY);
        Server moved = before.changed(config(9), at(9), AccessList.EMPTY);
        assertThat(same.isBlacklisted(NOW)).isTrue();
        assertThat(moved.isBlacklisted(NOW)).isFalse();
        assertThat(before.isBlacklisted(NOW)).isTrue();
        before.observe(new Observation.Failed("refused", 2000), NOW); // a dial to the old address that was on its way
        assertThat(moved.isBlacklisted(NOW)).isFalse();
    }

    @Example
    void a_stubborn_client_leaves_a_server_that_is_drained() {
        List<Server> servers = List.of(server(0, config(1)), server(1, config(2)));
        Balancer balancer = balancer(new Selection(EnumSet.of(Selection.Flag.STUBBORN)), servers, null);
        try (Lease lease = balancer.choose(CLIENT).next()) {
            assertThat(lease).isNotNull();
        }
        Server drained = servers.get(0).changed(config(1).withState(AdminState.DRAINING), at(1), AccessList.EMPTY);
        balancer.change(
                CONFIG,
                new ServerTable(
                        List.of(drained, servers.get(1)),
                        null,
                        null,
                        AccessList.EMPTY,
                        balancer.table().selection()));
        Lease lease = Objects.requireNonNull(balancer.choose(CLIENT).next());
        assertThat(lease.server().index()).isEqualTo(1);
    }

    /** Whatever the state, whoever is named gets the client, and being named changes nothing. */
    @Property
    void an_explanation_names_who_would_get_the_client(
            @ForAll List<Selection.Flag> flags,
            @ForAll @Size(max = 5) List<@IntRange(min = 0, max = 5) Integer> states,
            @ForAll @IntRange(min = 0, max = 3) int visits,
            @ForAll boolean withEmergency) {
        List<Server> servers = new ArrayList<>();
        for (int state : states) {
            int index = servers.size();
            ServerConfig config = config(index + 1).withWeight(index % 3).withPrio(-index % 2);
            Server made = server(
                    index,
                    switch (state) {
                        case 1 -> config.withState(AdminState.DRAINING);
                        case 2 -> config.withState(AdminState.REMOVED);
                        case 3 -> config.withMax(1);
                        default -> config;
                    });
            if (state == 4) {
                made.observe(new Observation.Failed("refused", 5_000_000_000L), NOW);
            }
            servers.add(made);
        }
        var emergency = new Server(0, Server.Role.EMERGENCY, config(200), at(200), AccessList.EMPTY);
        var selection = new Selection(flags.isEmpty() ? EnumSet.noneOf(Selection.Flag.class) : EnumSet.copyOf(flags));
        Balancer balancer = balancer(selection, servers, withEmergency ? emergency : null);
        for (int i = 0; i < visits; i++) {
            balancer.choose(CLIENT).next(); // which stays
        }
        Explanation first = balancer.explain(CLIENT);
        Explanation again = balancer.explain(CLIENT);
        assertThat(again).isEqualTo(first);
        Lease lease = balancer.choose(CLIENT).next();
        assertThat(lease == null ? null : lease.server()).isSameAs(first.server());
        assertThat(first.rules()).isNotEmpty();
    }
}
