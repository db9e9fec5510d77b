package org.penlb.convert.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.config.AccessRules;
import org.penlb.config.ConfigException;
import org.penlb.config.ServiceConfig;
import org.penlb.convert.Converted;
import org.penlb.convert.Here;
import org.penlb.convert.LeftOut;

/** Proxies, their times, their clients and their mistakes. */
class HaProxyConverterTest extends HaProxyCase {
    @Test
    void the_least_that_there_is() {
        ServiceConfig service = service();
        assertThat(service.name()).isEqualTo("web");
        assertThat(service.listen()).hasToString("127.0.0.1:80");
        assertThat(addresses(service)).containsExactly("10.0.0.1:80", "10.0.0.2:80");
        assertThat(service.selection().flags()).hasToString("[ROUNDROBIN]");
        assertThat(service.connectionsMax()).isEqualTo(Here.CAPACITY);
        assertThat(service.blacklist()).as("HAProxy does not notice").isZero();
        assertThat(service.stream().idleTimeout()).isZero();
        assertThat(notes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "5000, PT5S",
        "5000ms, PT5S",
        "5s, PT5S",
        "2m, PT2M",
        "1h, PT1H",
        "1d, PT24H",
        "1500us, PT0.002S",
    })
    void times_are_milliseconds(String text, Duration expected) {
        assertThat(service("timeout connect " + text).stream().connectTimeout()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timeout client 30s;timeout server 30s|PT30S|",
                "timeout client 30s;timeout server 1m|PT30S|timeout client 30s",
                "timeout client 2m;timeout server 1m|PT1M|timeout client 2m",
                "timeout client 2m|PT2M|timeout client 2m",
                "timeout server 3m|PT3M|timeout server 3m",
                "timeout client 30s;timeout server 30s;timeout tunnel 1h|PT1H|",
                "timeout client 30s;timeout server 30s;timeout tunnel 0|PT30S|",
            })
    void idle_times(String lines, Duration expected, String noted) {
        String[] all = lines.split(";");
        assertThat(service(all).stream().idleTimeout()).isEqualTo(expected);
        if (noted == null) {
            assertThat(notes(all)).isEmpty();
        } else {
            assertThat(notes(all)).singleElement().asString().contains(": " + noted + ": carried over approximately");
        }
    }

    @Test
    void without_a_time_to_connect() {
        assertThat(convert("listen web\n bind :80\n" + SERVERS).leftOut())
                .hasToString(
                        "[f.cfg:1: listen web: carried over approximately: without timeout connect HAProxy waits for"
                                + " ever, and Pen for 5s]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reject if bad|deny 192.0.2.0 255.255.255.0",
                "reject if bad or worse|deny 192.0.2.0 255.255.255.0;deny 198.51.100.1 255.255.255.255",
                "reject if !bad|permit 192.0.2.0 255.255.255.0",
                "reject unless bad|permit 192.0.2.0 255.255.255.0",
                "reject unless bad or worse|permit 192.0.2.0 255.255.255.0;permit 198.51.100.1 255.255.255.255",
                "reject if bad worse|",
                "reject if bad { src 192.0.2.128/25 }|deny 192.0.2.128 255.255.255.128",
                "reject if LOCALHOST|deny 127.0.0.0 255.0.0.0;deny ::1/128",
                "reject if TRUE|deny 0.0.0.0 0.0.0.0;deny ::/0",
                "reject|deny 0.0.0.0 0.0.0.0;deny ::/0",
                "silent-drop if bad|deny 192.0.2.0 255.255.255.0",
                "accept if bad|",
            })
    void clients_that_come_in(String rule, String expected) {
        ServiceConfig service = service(
                "acl bad src 192.0.2.0/24",
                "acl worse src 198.51.100.1",
                "tcp-request connection " + rule.replace(" or ", " || "));
        assertThat(service.accessLists().getFirst().rules().stream().map(AccessRules::write))
                .containsExactly(expected == null ? new String[0] : expected.split(";"));
    }

    @Test
    void conditions_about_something_else_are_left_out() {
        assertThat(notes("acl sni req_ssl_sni -i a.example", "tcp-request connection reject if sni"))
                .containsExactly(
                        "f.cfg:6: acl sni req_ssl_sni -i a.example: not carried over: it has no effect on what is carried over",
                        "f.cfg:7: tcp-request connection reject if sni: left out: Pen's access lists know the"
                                + " client's address alone (src); these clients come in");
        assertThat(notes("acl bad src -f /etc/bad.lst")).hasSize(1);
        assertThat(notes("tcp-request connection track-sc0 src")).hasSize(1);
        assertThat(notes("tcp-request content reject if TRUE")).hasSize(1);
    }

    @Test
    void what_tells_servers_of_clients_has_something_near_it() {
        for (String line : List.of(
                "option forwardfor except 10.0.0.0/8",
                "option forwarded",
                "http-request set-header X-Forwarded-Proto https")) {
            assertThat(notes(line))
                    .containsExactly("f.cfg:6: " + line + ": not carried over: in mode tcp HAProxy does not look at it,"
                            + " either (nearest: forwardedFor, forwarded, trustedProxies)");
        }
    }

    @Test
    void sockets() {
        assertThat(service("option tcpka").stream().keepAlive()).isTrue();
        assertThat(service("option tcpka", "no option tcpka").stream().keepAlive())
                .isFalse();
        assertThat(service("backlog 77").stream().backlog()).isEqualTo(77);
        assertThat(Objects.requireNonNull(service("source 10.9.9.9").stream().source()))
                .hasToString("10.9.9.9");
        assertThat(service("source 0.0.0.0 usesrc clientip").stream().transparent())
                .isTrue();
        assertThat(notes("source 10.9.9.9 interface eth0")).hasSize(1);
        assertThat(service("maxconn 12").connectionsMax()).isEqualTo(12);
    }

    /** The limit of all is not that of each, which is the defaults'. */
    @Test
    void the_limit_of_the_process_is_named_beside_another() {
        Converted converted = convert("global\n maxconn 100\ndefaults\n mode tcp\n maxconn 300\n"
                + "listen a\n timeout connect 1s\n bind :80\n server b 10.0.0.1:80\n"
                + "listen b\n timeout connect 1s\n bind :81\n server b 10.0.0.1:80\n");
        assertThat(Objects.requireNonNull(converted.config()).services())
                .extracting(ServiceConfig::connectionsMax)
                .containsExactly(100, 100);
        assertThat(converted.leftOut())
                .extracting(LeftOut::toString)
                .containsExactly(
                        "f.cfg:2: maxconn 100: carried over approximately: it is the limit of each service by itself");
    }

    @Test
    void frontends_find_their_backends_and_defaults() {
        Converted converted = convert("""
                global
                    nbthread 3
                defaults one
                    mode http
                defaults two from one
                    mode tcp
                    timeout connect 2s
                frontend f
                    bind :80
                    use_backend b1 if { dst_port 81 }
                    use_backend b2
                    default_backend b1
                backend b1
                    server a 10.0.0.1:80
                backend b2
                    server a 10.0.0.2:80
                frontend h from one
                    bind :81
                    default_backend b1
                listen off
                    disabled
                    bind :82
                    server a 10.0.0.1:80
                resolvers names
                    nameserver a 10.0.0.1:53
                .if defined(X)
                listen maybe
                    bind :83
                .endif
                """);
        assertThat(Objects.requireNonNull(converted.config()).eventLoops()).isEqualTo(3);
        assertThat(converted.config().services()).hasSize(1);
        assertThat(addresses(converted.config().services().getFirst())).containsExactly("10.0.0.2:80");
        assertThat(converted.leftOut().stream().map(one -> one.place().line() + " " + one.directive()))
                .containsExactly(
                        "10 use_backend b1 if { dst_port 81 }",
                        "12 default_backend b1",
                        "13 backend b1",
                        "17 frontend h from one",
                        "20 listen off",
                        "24 resolvers names",
                        "26 .if defined(X)");
    }

    /** The usual way to send each name of TLS to servers of its own. */
    @Test
    void a_backend_that_an_expression_names_is_left_out() {
        String front = """
                listen f
                    mode tcp
                    bind :443
                    use_backend %[req_ssl_sni,lower,map(/etc/haproxy/names)]
                    use_backend bk_%[src] if { src 10.0.0.0/8 }
                """;
        String back = "backend b\n mode tcp\n server a 10.0.0.1:443\n";
        Converted converted = convert(front + "    default_backend b\n" + back);
        List<ServiceConfig> services =
                Objects.requireNonNull(converted.config()).services();
        assertThat(services).hasSize(1);
        assertThat(addresses(services.getFirst())).containsExactly("10.0.0.1:443");
        assertThat(converted.leftOut().stream().map(one -> one.place().line() + " " + one.reason()))
                .startsWith(
                        "4 Pen does not choose servers by an expression",
                        "5 Pen does not choose servers by an expression");
        assertThat(convert(front + back).config()).isNull();
        assertThatThrownBy(() -> convert(front + "    default_backend c\n" + back))
                .hasMessageContaining("no such backend: \"c\"");
    }

    @Test
    void a_backend_that_the_defaults_name_is_left_out() {
        assertThat(convert("""
                defaults
                    mode tcp
                    default_backend b
                frontend f
                    mode http
                    bind :80
                backend b
                    server s 10.0.0.1:80
                backend c
                    server s 10.0.0.1:80
                """).leftOut())
                .extracting(LeftOut::toString)
                .contains(
                        "f.cfg:7: backend b: left out: no frontend that is carried over sends clients to it",
                        "f.cfg:9: backend c: not carried over: no frontend that is carried over sends clients to it");
    }

    @Test
    void nothing_at_all() {
        assertThat(convert("").config()).isNull();
        assertThat(convert("listen a\n mode http\n bind :80\n server b 10.0.0.1:80")
                        .config())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "maxconn 1|1: \"maxconn\" before any section (expected: global, defaults, frontend, backend or listen)",
                "frontend|1: \"frontend\" ends too early (expected: the name of the frontend)",
                "listen a :80|1: \"listen a :80\" goes on too long (expected: the address on a line with bind)",
                "listen a; bind|2: \"bind\" ends too early (expected: an address and a port)",
                "listen a; bind :x; server b 10.0.0.1:80|2: port: \"x\" is not a number from 1 to 65535",
                "listen a; bind 127.0.0.1; server b 10.0.0.1:80|2: \"bind 127.0.0.1\": the port is missing (expected:"
                        + " address:port)",
                "listen a; bind :9-8; server b 10.0.0.1:80|2: port: the range 9-8 ends before it begins",
                "listen a; mode udp|2: mode: \"udp\" is not tcp or http",
                "listen a; server b|2: \"server b\" ends too early (expected: the address of the server)",
                "listen a; server b 10.0.0.1:80 weight 999|2: weight: \"999\" is not a number from 0 to 256",
                "listen a; server b 10.0.0.1:80 weight|2: \"server b 10.0.0.1:80 weight\" ends too early (expected: a"
                        + " number)",
                "listen a; bind :80; server b [::g]:80|3: \"::g\" is not an IPv4 or IPv6 address",
                "listen a; timeout client soon|2: timeout client: \"soon\" is not a time of at most 24 days, such as 5s"
                        + " (ms without a unit)",
                "listen a; timeout client 99d|2: timeout client: \"99d\" is not a time of at most 24 days, such as 5s"
                        + " (ms without a unit)",
                "frontend a; bind :80; default_backend b|3: no such backend: \"b\"",
                "frontend a from b|1: no such defaults section: \"b\"",
                "listen a; acl x src 10.0.0.0/33|2: \"10.0.0.0/33\" is not a network (expected: address/length, length 0"
                        + " to 32)",
                "listen a; tcp-request connection reject if x|2: no such acl: \"x\"",
                "listen a; tcp-request connection reject when x|2: \"when\" is not if or unless",
                "listen a; tcp-request connection reject if { src 10.0.0.1|2: \"tcp-request connection reject if { src"
                        + " 10.0.0.1\": { without a condition and } behind it",
                "listen a; listen a|2: the name of \"listen a\" is there twice",
                "global; maxconn many|2: maxconn: \"many\" is not a number of at least 1",
                ".if 1; listen a|1: .if without .endif",
                ".endif|1: \".endif\" without .if",
                "listen a; bind :80; server b 10.0.0.1:80; stick on src; stick-table type ip expire 1m|5: stick-table: the"
                        + " size is missing (expected: size N)",
            })
    void mistakes_have_their_line(String lines, String message) {
        assertThatThrownBy(() -> convert(lines.replace("; ", "\n ")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("f.cfg:" + message);
    }
}
