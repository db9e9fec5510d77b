package org.penlb.convert.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.AdminState;
import org.penlb.config.ProxyProtocol;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceConfig;
import org.penlb.convert.Converted;

/** Servers, their backups, and how they are chosen. */
class HaProxyServersTest extends HaProxyCase {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.3:81|10.0.0.3:81",
                "10.0.0.3|10.0.0.3:80",
                "10.0.0.3:+100|10.0.0.3:180",
                "[2001:db8::1]:81|[2001:db8::1]:81",
                "2001:db8::1:81|[2001:db8::1]:81",
                "www.example.com:81|www.example.com:81",
                "unix@/run/a.sock|/run/a.sock",
                "/run/a.sock|/run/a.sock",
            })
    void addresses_of_servers(String address, String expected) {
        assertThat(addresses(service("server c " + address)).getLast()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fd@3",
                "0.0.0.0:80",
                "*:80",
            })
    void servers_that_are_left_out(String server) {
        assertThat(addresses(service("server c " + server))).hasSize(2);
        assertThat(notes("server c " + server))
                .singleElement()
                .asString()
                .startsWith("f.cfg:6: server c " + server + ": left out: ")
                .endsWith("left out: Pen's servers have a host and a port, or a path");
    }

    @Test
    void headers_for_servers() {
        ServiceConfig service = service(
                "server c 10.0.0.3:80 send-proxy",
                "server d 10.0.0.4:80 send-proxy-v2",
                "default-server send-proxy send-proxy-v2-ssl",
                "server e 10.0.0.5:80",
                "server f 10.0.0.6:80 no-send-proxy-v2",
                "server g 10.0.0.7:80 no-send-proxy no-send-proxy-v2");
        assertThat(service.servers())
                .extracting(ServerConfig::proxyProtocol)
                .containsExactly(
                        ProxyProtocol.NONE,
                        ProxyProtocol.NONE,
                        ProxyProtocol.V1,
                        ProxyProtocol.V2,
                        ProxyProtocol.V2,
                        ProxyProtocol.V1,
                        ProxyProtocol.NONE);
    }

    @Test
    void limits_and_states_of_servers() {
        ServiceConfig service = service(
                "default-server maxconn 7 disabled", "server c 10.0.0.3:80 enabled", "server d 10.0.0.4:80 maxconn 9");
        assertThat(service.servers()).extracting(ServerConfig::max).containsExactly(0, 0, 7, 9);
        assertThat(service.servers())
                .extracting(ServerConfig::state)
                .containsExactly(AdminState.UP, AdminState.UP, AdminState.UP, AdminState.DRAINING);
    }

    @Test
    void checks_become_the_time_that_a_server_is_left_alone() {
        assertThat(service("server c 10.0.0.3:80 check").blacklist()).isEqualTo(Duration.ofSeconds(4));
        assertThat(service("server c 10.0.0.3:80 check inter 5000 rise 3 fall 2")
                        .blacklist())
                .isEqualTo(Duration.ofSeconds(15));
        assertThat(service("default-server check inter 3s", "server c 10.0.0.3:80 no-check")
                        .blacklist())
                .isZero();
    }

    @Test
    void one_backup_is_the_emergency_server() {
        ServiceConfig service = service("server c 10.0.0.3:80 backup", "server d 10.0.0.4:80 backup");
        assertThat(addresses(service)).hasSize(2);
        assertThat(Objects.requireNonNull(service.emergency()).address()).hasToString("10.0.0.3:80");
        assertThat(notes("server c 10.0.0.3:80 backup", "server d 10.0.0.4:80 backup"))
                .containsExactly("f.cfg:7: server d 10.0.0.4:80 backup: left out: Pen has one emergency server,"
                        + " and the first backup is it");
    }

    @Test
    void a_server_and_its_backups_stand_in_order() {
        Converted converted = convert(
                LISTEN + " server a 10.0.0.1:80\n server b 10.0.0.2:80 backup\n server c" + " 10.0.0.3:80 backup");
        ServiceConfig service =
                Objects.requireNonNull(converted.config()).services().getFirst();
        assertThat(service.selection().flags()).hasToString("[FIRST]");
        assertThat(addresses(service)).hasSize(3);
        assertThat(service.emergency()).isNull();
        assertThat(converted.leftOut()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "balance roundrobin||ROUNDROBIN|0",
                "balance static-rr||ROUNDROBIN|0",
                "balance leastconn||LEAST|0",
                "balance source||UNTRACKED|1",
                "balance source|weight 2|UNTRACKED|1",
                "balance first||FIRST|0",
                "balance roundrobin|weight 2|UNTRACKED WEIGHT|1",
                "balance leastconn|weight 2|UNTRACKED WEIGHT|1",
                "balance random||LEAST|1",
                "balance random(4)||LEAST|1",
                "balance rdp-cookie||ROUNDROBIN|1",
            })
    void ways_to_choose(String balance, String parameters, String flags, int noted) {
        String third = "server c 10.0.0.3:80 " + (parameters == null ? "" : parameters);
        ServiceConfig service = service(balance, third);
        assertThat(service.selection().flags()).extracting(Enum::name).containsExactlyInAnyOrder(flags.split(" "));
        assertThat(service.servers())
                .extracting(ServerConfig::weight)
                .containsExactly(flags.contains("WEIGHT") ? new Integer[] {1, 1, 2} : new Integer[] {1, 1, 1});
        assertThat(notes(balance, third)).hasSize(noted);
    }

    @ParameterizedTest
    @CsvSource({"roundrobin, ''", "leastconn, WEIGHT", "source, HASH", "first, PRIO"})
    void known_clients_come_back(String algorithm, String flags) {
        ServiceConfig service =
                service("balance " + algorithm, "stick-table type ip size 10k expire 30m", "stick on src");
        assertThat(service.selection().tracked()).isTrue();
        assertThat(service.selection().flags())
                .extracting(Enum::name)
                .isEqualTo(flags.isEmpty() ? List.of() : List.of(flags));
        assertThat(service.clientsMax()).isEqualTo(10_240);
        assertThat(service.tracking()).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void tables_of_something_else_are_left_out() {
        assertThat(notes("stick-table type string len 32 size 1m", "stick on src"))
                .hasSize(2);
        assertThat(notes("stick-table type ip size 1m store conn_cur")).hasSize(1);
        assertThat(notes("stick-table type ip size 1m", "stick on src if TRUE")).hasSize(2);
        assertThat(service("stick-table type ip size 1m", "stick on dst")
                        .selection()
                        .tracked())
                .isFalse();
    }
}
