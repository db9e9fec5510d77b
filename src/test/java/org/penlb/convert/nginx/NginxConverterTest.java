package org.penlb.convert.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRules;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.ConfigException;
import org.penlb.config.FastClose;
import org.penlb.config.Protocol;
import org.penlb.config.ProxyAccept;
import org.penlb.config.ProxyProtocol;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceConfig;
import org.penlb.convert.Converted;
import org.penlb.convert.Here;
import org.penlb.convert.LeftOut;

/** What each directive of nginx's stream module becomes. */
class NginxConverterTest {
    private static Converted convert(String text) {
        return NginxConverter.convert("f.conf", text, Here.surroundings());
    }

    private static Converted stream(String text) {
        return convert("stream {\n" + text + "\n}");
    }

    private static List<ServiceConfig> services(String text) {
        return Objects.requireNonNull(stream(text).config()).services();
    }

    private static String server(String directives) {
        return "server { listen 80; proxy_pass 10.0.0.1:80; " + directives + " }";
    }

    private static String upstream(String directives) {
        return "upstream web { server 10.0.0.1:80; server 10.0.0.2:80; " + directives
                + " } server { listen 80; proxy_pass web; }";
    }

    private static ServiceConfig service(String text) {
        List<ServiceConfig> services = services(text);
        assertThat(services).hasSize(1);
        return services.getFirst();
    }

    private static List<String> notes(String text) {
        return stream(text).leftOut().stream().map(LeftOut::toString).toList();
    }

    private static List<String> rules(ServiceConfig service) {
        return service.accessLists().getFirst().rules().stream()
                .map(AccessRules::write)
                .toList();
    }

    @Test
    void nginx_has_defaults_of_its_own() {
        ServiceConfig service = service(server(""));
        assertThat(service.name()).isEqualTo("tcp-80");
        assertThat(service.listen()).hasToString("0.0.0.0:80");
        assertThat(service.stream().connectTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(service.stream().idleTimeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(service.stream().fastClose()).isEqualTo(FastClose.BOTH);
        assertThat(service.stream().noDelay()).isTrue();
        assertThat(service.blacklist())
                .as("a single server is never left alone")
                .isZero();
        assertThat(service.connectionsMax()).isEqualTo(Here.CAPACITY);
        assertThat(notes(server(""))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "5, PT5S",
        "5s, PT5S",
        "500ms, PT0.5S",
        "1h30m, PT1H30M",
        "'\"1h 30m\"', PT1H30M",
        "1d, PT24H",
        "1w, PT168H",
    })
    void times_are_seconds(String text, Duration expected) {
        assertThat(service(server("proxy_timeout " + text + ";")).stream().idleTimeout())
                .isEqualTo(expected);
    }

    @Test
    void what_is_said_for_all_counts_unless_a_server_says_otherwise() {
        List<ServiceConfig> services = services("server { listen 80; proxy_pass 10.0.0.1:80; }"
                + " server { listen 81; proxy_pass 10.0.0.1:80; proxy_connect_timeout 3s; tcp_nodelay on; allow all; }"
                + " proxy_connect_timeout 2s; tcp_nodelay off; deny 10.0.0.0/8;");
        assertThat(services)
                .extracting(service -> service.stream().connectTimeout().toSeconds())
                .containsExactly(2L, 3L);
        assertThat(services).extracting(service -> service.stream().noDelay()).containsExactly(false, true);
        assertThat(rules(services.getFirst())).containsExactly("deny 10.0.0.0 255.0.0.0");
        assertThat(services.getLast().accessLists().getFirst()).isEqualTo(AccessList.EMPTY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "80|0.0.0.0:80",
                "*:80|0.0.0.0:80",
                "127.0.0.1:80|127.0.0.1:80",
                "localhost:80|localhost:80",
                "[::1]:80|[::1]:80",
                "[::]:80 ipv6only=off|[::]:80",
                "80; listen [::]:80|[::]:80",
                "80-82|0.0.0.0:80 0.0.0.0:81 0.0.0.0:82",
                "unix:/run/pen.sock|/run/pen.sock",
                "80 reuseport bind|0.0.0.0:80",
            })
    void listeners(String listen, String expected) {
        String text = "server { listen " + listen + "; proxy_pass 10.0.0.1:80; }";
        assertThat(services(text))
                .extracting(service -> service.listen().toString())
                .containsExactly(expected.split(" "));
        assertThat(notes(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "81 ssl|there is no certificate for it",
                "1-1000|each port is a service of Pen, and these are more than 64",
                "unix:/run/a.sock udp|Pen has no datagrams over Unix sockets",
            })
    void listeners_that_are_left_out(String listen, String reason) {
        String text = server("listen " + listen + ";");
        assertThat(service(text).listen()).hasToString("0.0.0.0:80");
        assertThat(notes(text)).containsExactly("f.conf:2: listen " + listen + ": left out: " + reason);
    }

    @Test
    void headers_of_proxies_are_taken_from_everybody_and_sent() {
        String text = "server { listen 80 proxy_protocol; proxy_protocol on; proxy_pass 10.0.0.1:80; }";
        assertThat(service(text).listener().proxyAccept()).isEqualTo(ProxyAccept.EVERYBODY);
        assertThat(service(text).servers())
                .extracting(ServerConfig::proxyProtocol)
                .containsExactly(ProxyProtocol.V1);
        assertThat(notes(text))
                .containsExactly("f.conf:2: listen 80 proxy_protocol: carried over approximately: whoever comes has to"
                        + " send a PROXY header; name the proxies in proxyProtocol.accept");
        assertThat(notes("server { listen 80 udp; proxy_protocol on; proxy_pass 10.0.0.1:80; }"))
                .singleElement()
                .asString()
                .startsWith("f.conf:2: proxy_protocol on: not carried over");
    }

    @Test
    void only_ipv6_stays_so() {
        String text = "server { listen [::]:80; listen [::]:81 ipv6only=off; listen [::]:82 udp;"
                + " proxy_pass 10.0.0.1:80; }";
        assertThat(services(text))
                .extracting(service -> service.listener().v6only())
                .containsExactly(true, false, true);
        assertThat(notes(text)).isEmpty();
    }

    @Test
    void sockets() {
        ServiceConfig service = service("server { listen 80 backlog=77 so_keepalive=on; proxy_pass [::1]:81;"
                + " proxy_bind 10.9.9.9; proxy_half_close on; }");
        assertThat(service.stream().backlog()).isEqualTo(77);
        assertThat(service.stream().keepAlive()).isTrue();
        assertThat(service.stream().fastClose()).isEqualTo(FastClose.OFF);
        assertThat(Objects.requireNonNull(service.stream().source())).hasToString("10.9.9.9");
        assertThat(service.servers())
                .extracting(server -> server.address().toString())
                .containsExactly("[::1]:81");
        assertThat(service(server("proxy_bind $remote_addr transparent;")).stream()
                        .transparent())
                .isTrue();
        assertThat(notes(server("proxy_bind $server_addr;"))).hasSize(1);
        assertThat(notes(server("proxy_bind 10.9.9.9:99;"))).hasSize(1);
        assertThat(service(server("proxy_bind off;")).stream().source()).isNull();
    }

    @Test
    void datagrams() {
        ServiceConfig service =
                service("server { listen 54 udp; proxy_pass 10.0.0.1:53; proxy_timeout 20s; proxy_responses 1; }");
        assertThat(service.name()).isEqualTo("udp-54");
        assertThat(service.protocol()).isEqualTo(Protocol.UDP);
        assertThat(service.datagrams().sessionTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(service.datagrams().responses()).isEqualTo(1);
        assertThat(service.datagrams().responseTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(service.selection().spreadsDatagrams())
                .as("a session stays where it is")
                .isFalse();
        assertThat(service.selection().tracked()).isFalse();
    }

    @Test
    void datagrams_at_port_53_are_dns_which_answers_over_tcp_too() {
        ServiceConfig service = service("server { listen 53 udp; proxy_pass 10.0.0.1:53; proxy_timeout 2s; }");
        assertThat(service.protocol()).isEqualTo(Protocol.DNS);
        assertThat(service.dns().queryTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(services("server { listen 53; proxy_pass 10.0.0.1:53; }"
                        + " server { listen 53 udp; listen [::]:53 udp; proxy_pass 10.0.0.1:53; }"))
                .extracting(ServiceConfig::name)
                .containsExactly("dns-53");
        assertThat(services("server { listen 53; proxy_pass 10.0.0.2:53; }"
                        + " server { listen 53 udp; proxy_pass 10.0.0.1:53; }"))
                .as("TCP is another matter")
                .extracting(ServiceConfig::protocol)
                .containsExactly(Protocol.STREAM, Protocol.UDP);
        assertThat(services("server { listen 53; proxy_pass 10.0.0.1:53; deny all; }"
                        + " server { listen 53 udp; proxy_pass 10.0.0.1:53; }"))
                .extracting(ServiceConfig::protocol)
                .containsExactly(Protocol.STREAM, Protocol.UDP);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server { listen 192.0.2.1:53 udp; %1$s } server { listen 53; %1$s }|udp-53 192.0.2.1, tcp-53 0.0.0.0",
                "server { listen [::]:53 udp; %1$s } server { listen 53; %1$s }|dns-53 ::, tcp-53 0.0.0.0",
                "server { listen [::]:53 udp; listen 53 udp; %1$s } server { listen 53; %1$s }|dns-53 ::",
                "server { listen [::]:53 udp ipv6only=off; %1$s } server { listen 53; %1$s }|dns-53 ::",
                "server { listen 53 udp; %1$s } server { listen 192.0.2.1:53; %1$s }|dns-53 0.0.0.0",
                "server { listen 53 udp; %1$s } server { listen [::]:53 ipv6only=off; %1$s }|udp-53 0.0.0.0, tcp-53 ::",
                "server { listen 192.0.2.1:53 udp; %1$s } server { listen 192.0.2.1:53; %1$s }|dns-53 192.0.2.1"
            })
    void what_a_dns_service_does_not_reach_over_tcp_stays_a_service(String text, String expected) {
        assertThat(services(text.replace("%1$s", "proxy_pass 10.0.0.1:53;")))
                .extracting(one -> one.name() + " " + ((Address.Inet) one.listen()).host())
                .containsExactly(expected.split(", "));
    }

    @Test
    void the_same_port_for_connections_and_datagrams() {
        assertThat(services("server { listen 54 udp; listen 54; proxy_pass 10.0.0.1:53; }"))
                .extracting(ServiceConfig::name)
                .containsExactly("udp-54", "tcp-54");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|ROUNDROBIN|0",
                "server 10.0.0.3:80 weight=5;|UNTRACKED WEIGHT|1",
                "least_conn;|LEAST|0",
                "least_conn; server 10.0.0.3:80 weight=5;|UNTRACKED WEIGHT|1",
                "hash $remote_addr;|UNTRACKED|1",
                "hash $binary_remote_addr consistent;|UNTRACKED|1",
                "hash $remote_port;|ROUNDROBIN|1",
                "random;|ROUNDROBIN|1",
                "random two;|LEAST|1",
                "zone web 64k;|ROUNDROBIN|0",
            })
    void ways_to_choose(String directives, String flags, int noted) {
        String text = upstream(directives == null ? "" : directives);
        assertThat(service(text).selection().flags())
                .extracting(Enum::name)
                .containsExactlyInAnyOrder(flags.split(" "));
        assertThat(notes(text)).hasSize(noted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server 10.0.0.3:80;|10|0",
                "server 10.0.0.3:80 fail_timeout=30s;|30|1",
                "server 10.0.0.3:80 max_fails=3;|10|1",
                "server 10.0.0.3:80 max_fails=0;|10|1",
                "server 10.0.0.3:80 down fail_timeout=30s;|10|0",
            })
    void how_long_a_server_is_left_alone(String server, int seconds, int noted) {
        assertThat(service(upstream(server)).blacklist().toSeconds()).isEqualTo(seconds);
        assertThat(notes(upstream(server))).hasSize(noted);
    }

    @Test
    void limits_states_and_backups() {
        ServiceConfig service = service(upstream(
                "zone z 64k; server 10.0.0.3:80 max_conns=7; server 10.0.0.4:80 down; server 10.0.0.5:80 backup;"));
        assertThat(service.servers()).extracting(ServerConfig::max).containsExactly(0, 0, 7, 0);
        assertThat(service.servers().getLast().state()).isEqualTo(AdminState.DRAINING);
        assertThat(Objects.requireNonNull(service.emergency()).address()).hasToString("10.0.0.5:80");
    }

    @Test
    void failover_can_be_off() {
        assertThat(service(upstream("") + " proxy_next_upstream off;")
                        .selection()
                        .flags())
                .extracting(Enum::name)
                .contains("STUBBORN");
    }

    @Test
    void clients_that_come_in() {
        assertThat(rules(service(server("deny 192.0.2.1; allow 192.0.2.0/24; allow 2001:db8::/32; deny all;"))))
                .containsExactly(
                        "deny 192.0.2.1 255.255.255.255", "permit 192.0.2.0 255.255.255.0", "permit 2001:db8::/32");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "proxy_pass $name;|proxy_pass $name",
                "return hello;|return hello",
            })
    void servers_that_are_left_out(String directives, String noted) {
        Converted converted = stream("server { listen 80; " + directives + " }");
        assertThat(converted.config()).isNull();
        assertThat(converted.leftOut())
                .singleElement()
                .extracting(LeftOut::directive)
                .isEqualTo(noted);
    }

    @Test
    void all_else_is_listed() {
        assertThat(convert("""
                user nobody;
                events { worker_connections 10; }
                include x.conf;
                http { server { } }
                worker_processes 3;
                stream {
                    map $a $b { default 1; }
                    limit_conn_zone $binary_remote_addr zone=a:1m;
                    unheard_of yes;
                    upstream unused { server 10.0.0.1:1; }
                    server { listen 80; proxy_pass 10.0.0.1:80; limit_conn a 1; }
                }
                """).leftOut().stream().map(one -> one.place().line() + " " + one.directive()))
                .containsExactly(
                        "1 user nobody",
                        "2 worker_connections 10",
                        "3 include x.conf",
                        "4 http {}",
                        "7 map $a $b {}",
                        "8 limit_conn_zone $binary_remote_addr zone=a:1m",
                        "9 unheard_of yes",
                        "10 upstream unused {}",
                        "11 limit_conn a 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "server { proxy_pass 10.0.0.1:80; }|no \"listen\" is defined for server",
                "server { listen 80; }|no \"proxy_pass\" in this server",
                "server { listen 80; proxy_pass nobody; }|no port in \"nobody\" (expected: host:port)",
                "server { listen 0; proxy_pass 10.0.0.1:80; }|port in \"0\": \"0\" is not a number from 1 to 65535",
                "server { listen 80-70; proxy_pass 10.0.0.1:80; }|invalid port range in \"80-70\"",
                "server { listen 80 fast; proxy_pass 10.0.0.1:80; }|invalid parameter \"fast\" of \"listen\"",
                "server { listen 80; proxy_pass 10.0.0.1:80; proxy_pass 10.0.0.2:80; }|\"proxy_pass\" directive is"
                        + " duplicate",
                "server { listen 80; proxy_pass 10.0.0.1:80; proxy_timeout soon; }|proxy_timeout: \"soon\" is not a time,"
                        + " such as 30s or 1h30m",
                "server { listen 80; proxy_pass 10.0.0.1:80; tcp_nodelay maybe; }|tcp_nodelay: \"maybe\" is not on or off",
                "server { listen 80; proxy_pass 10.0.0.1:80; allow 10.0.0.0/99; }|allow: \"10.0.0.0/99\" is not a network"
                        + " (expected: address/length, length 0 to 32)",
                "upstream a { }|no servers are inside upstream \"a\"",
                "upstream a { server 10.0.0.1:80 weight=0; }|weight: \"0\" is not a number from 1 to 1000000",
                "upstream a { server 10.0.0.1:80 fast; }|invalid parameter \"fast\" of \"server\"",
                "upstream a { server 10.0.0.1:80; } upstream a { server 10.0.0.1:80; }|duplicate upstream \"a\"",
                "server;|directive \"server\" has no opening \"{\"",
            })
    void mistakes_have_their_line(String text, String message) {
        assertThatThrownBy(() -> stream(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage("f.conf:2: " + message);
    }
}
