package org.penlb.cluster.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.balance.Balancer;
import org.penlb.balance.ClientTable;
import org.penlb.balance.HybridClock;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.balance.SharedClients;
import org.penlb.config.AccessList;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.CountryLookup;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;

/** Servers as instances call them, and as they are counted here: some are configured elsewhere only. */
class SharedServiceTest {
    private static final String ONE = "192.0.2.1:80";
    private static final String TWO = "192.0.2.2:80";

    private final ServiceConfig config = config();
    private final ClientTable table = new ClientTable(20_000, Duration.ZERO);
    private final Balancer balancer = new Balancer(config, servers(1), table, () -> 0, CountryLookup.NONE);
    private final HybridClock clock = new HybridClock(() -> 1_795_000_000_000L, Duration.ofMinutes(1), 1);
    private final SharedClients clients = balancer.share(clock);
    private final SharedService service = new SharedService(balancer, clients);

    private static ServiceConfig config() {
        var builder = new ServiceBuilder("web", new Address.Inet("127.0.0.1", 0), 100);
        builder.servers().add(new ServerConfig(new Address.Inet("192.0.2.1", 80)));
        return builder.build();
    }

    /** Servers 192.0.2.1 and following. */
    private static ServerTable servers(int count) {
        List<Server> servers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            servers.add(PlainServer.at(i, new ServerConfig(new Address.Inet("192.0.2." + (i + 1), 80))));
        }
        return new ServerTable(servers, null, null, AccessList.EMPTY, Selection.DEFAULT);
    }

    private void learned(int client, String server) {
        assertThat(service.learned(new Assignment("web", IpAddress.v4(client), server, clock.next())))
                .isTrue();
    }

    /** The server of a client, as instances call it; "nobody" if it is not to be told. */
    private String serverOf(int client) {
        var found = new ArrayList<String>();
        clients.scan(0, Integer.MAX_VALUE, 0, Long.MAX_VALUE, (_, low, server, _) -> {
            if ((int) low == client) {
                String name = service.nameOf(server);
                found.add(name == null ? "nobody" : name);
            }
        });
        return String.join(",", found);
    }

    /** The server that a client gets when it comes. */
    private String visit(int client) {
        try (var lease = balancer.choose(IpAddress.v4(client)).next()) {
            return lease == null ? "nobody" : lease.server().toString();
        }
    }

    @Test
    void a_server_that_is_here_is_known_by_its_address() {
        learned(1, ONE);
        assertThat(serverOf(1)).isEqualTo(ONE);
        assertThat(visit(1)).isEqualTo(ONE);
    }

    @Test
    void a_server_that_is_elsewhere_is_told_and_not_chosen() {
        learned(1, TWO);
        learned(2, "192.0.2.3:80");
        assertThat(serverOf(1)).isEqualTo(TWO);
        assertThat(serverOf(2)).isEqualTo("192.0.2.3:80");
        assertThat(visit(1)).isEqualTo(ONE);
    }

    @Test
    void clients_of_a_server_that_comes_are_its_own() {
        for (int i = 0; i < 12_000; i++) {
            learned(i, i % 2 == 0 ? TWO : "192.0.2.9:80");
        }
        balancer.change(config, servers(2));
        service.follow();
        assertThat(serverOf(0)).isEqualTo(TWO);
        assertThat(visit(0)).isEqualTo(TWO);
        assertThat(visit(11_998)).isEqualTo(TWO);
        assertThat(serverOf(11_999)).isEqualTo("192.0.2.9:80");
        learned(20_000, TWO);
        assertThat(visit(20_000)).isEqualTo(TWO);
    }

    @Test
    void a_server_that_comes_is_seen_before_the_next_client_is_learned() {
        learned(1, TWO);
        balancer.change(config, servers(2));
        learned(2, TWO);
        assertThat(visit(1)).isEqualTo(TWO);
        assertThat(visit(2)).isEqualTo(TWO);
    }

    @Test
    void a_server_that_was_removed_is_not_told_and_not_taken_for_the_one_that_was_there() {
        learned(1, ONE);
        var removed = new ServerConfig(new Address.Inet("192.0.2.1", 80)).withState(AdminState.REMOVED);
        List<Server> left =
                List.of(PlainServer.at(0, removed), servers(2).servers().get(1));
        balancer.change(config, new ServerTable(left, null, null, AccessList.EMPTY, Selection.DEFAULT));
        service.follow();
        assertThat(serverOf(1)).isEqualTo("nobody");
        learned(2, ONE);
        assertThat(serverOf(2)).as("elsewhere it is there").isEqualTo(ONE);
        assertThat(visit(2)).isEqualTo(TWO);
    }

    @Test
    void of_more_servers_elsewhere_than_are_kept_clients_are_not_told() {
        for (int i = 0; i <= 4_096; i++) {
            learned(i, "s" + i + ":80");
        }
        assertThat(serverOf(4_095)).isEqualTo("s4095:80");
        assertThat(serverOf(4_096)).isEqualTo("nobody");
        assertThat(visit(4_096)).isEqualTo(ONE);
        assertThat(service.nameOf(-1)).isNull();
        assertThat(service.nameOf(1)).isNull();
    }
}
