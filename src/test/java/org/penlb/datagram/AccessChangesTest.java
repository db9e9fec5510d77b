package org.penlb.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.penlb.balance.Balancer;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRule;
import org.penlb.config.Address;
import org.penlb.config.CountryLookup;
import org.penlb.config.IpAddress;
import org.penlb.config.ServerConfig;

/** Access lists apply to sessions that are open, too. Every client here is at 127.0.0.1. */
class AccessChangesTest extends SessionsCase {
    private static final AccessList DENIED =
            AccessList.EMPTY.with(AccessRule.host(false, IpAddress.parse("127.0.0.1")));
    private static final AccessList OTHERS_DENIED =
            AccessList.EMPTY.with(AccessRule.host(false, IpAddress.parse("10.0.0.1")));

    private Balancer balancer() {
        return Objects.requireNonNull(service).balancer();
    }

    private void change(AccessList clients, AccessList ofServer, @Nullable Server abuse) {
        List<Server> changed = servers.stream()
                .map(server ->
                        new Server(server.index(), Server.Role.REGULAR, server.config(), server.address(), ofServer))
                .toList();
        balancer().change(balancer().config(), new ServerTable(changed, null, abuse, clients, selection));
    }

    @Test
    void a_session_of_a_client_that_is_denied_now_ends_though_only_its_server_talks() throws IOException {
        start(1);
        send(1, "a");
        Got got = gotOne();
        change(DENIED, AccessList.EMPTY, null);
        later(50);
        assertThat(open()).isZero();
        assertThat(network.upstreams).isEmpty();
        answer(got, "A");
        assertThat(network.listening().sent).isEmpty();
        send(1, "b");
        assertThat(got()).isEmpty();
        assertThat(Objects.requireNonNull(service).clients().refused()).isEqualTo(1);
    }

    @Test
    void a_servers_own_list_ends_its_sessions() throws IOException {
        start(1);
        send(1, "a");
        change(AccessList.EMPTY, DENIED, null);
        later(50);
        assertThat(open()).isZero();
    }

    @Test
    void whoever_is_let_in_still_keeps_its_session() throws IOException {
        start(1);
        send(1, "a");
        Got got = gotOne();
        change(OTHERS_DENIED, OTHERS_DENIED, null);
        later(50);
        answer(got, "A");
        expectAnswer(1, "A");
        send(1, "b");
        assertThat(gotOne().port()).isSameAs(got.port());
        assertThat(open()).isEqualTo(1);
    }

    @Test
    void whoever_is_denied_goes_to_the_abuse_server_and_stays_there() throws IOException {
        start(1);
        send(1, "a");
        got();
        var abuse = new Server(
                0,
                Server.Role.ABUSE,
                new ServerConfig(new Address.Inet("10.0.0.9", 53)),
                new InetSocketAddress("10.0.0.9", 53),
                DENIED);
        change(DENIED, AccessList.EMPTY, abuse);
        later(50);
        assertThat(open()).isZero();
        send(1, "b");
        assertThat(gotOne().server()).isEqualTo(9);
        change(DENIED, OTHERS_DENIED, abuse);
        later(50);
        assertThat(open()).isEqualTo(1);
    }

    @Test
    void a_new_database_of_countries_changes_what_a_list_says() throws IOException {
        var moving = new Moving();
        countries = moving;
        start(1);
        change(AccessList.EMPTY.with(new AccessRule.Country(false, "SE")), AccessList.EMPTY, null);
        send(1, "a");
        later(50);
        assertThat(open()).isEqualTo(1);
        moving.country = "SE";
        moving.edition++;
        later(50);
        assertThat(open()).isZero();
    }

    /** Everybody is in one country, now here, now there. */
    private static final class Moving implements CountryLookup {
        private String country = "NO";
        private int edition;

        @Override
        public String country(IpAddress client) {
            return country;
        }

        @Override
        public int edition() {
            return edition;
        }
    }

    @Test
    void many_sessions_are_looked_at_a_little_at_a_time_until_all_that_are_denied_have_ended() throws IOException {
        places = 5000;
        start(1);
        for (int client = 1; client <= 5000; client++) {
            send(client, "a");
        }
        change(DENIED, AccessList.EMPTY, null);
        for (int tick = 0; tick < 5000 / 16 && open() > 0; tick++) {
            later(1);
        }
        assertThat(open()).isZero();
    }
}
