package org.penlb.convert.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.ProxyAccept;
import org.penlb.config.ServiceConfig;

/** Where clients come in: bind lines. */
class HaProxyListenersTest extends HaProxyCase {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*:80|0.0.0.0:80",
                ":80|0.0.0.0:80",
                "0.0.0.0:80|0.0.0.0:80",
                ":::80|[::]:80",
                "[::]:80 v4v6|[::]:80",
                "[::1]:80|[::1]:80",
                "ipv4@:80|0.0.0.0:80",
                "ipv6@:80|[::]:80",
                "ipv4@127.0.0.1:80|127.0.0.1:80",
                "localhost:80|localhost:80",
                "127.0.0.1:80,127.0.0.1:81|127.0.0.1:80;127.0.0.1:81",
                "127.0.0.1:80-82|127.0.0.1:80;127.0.0.1:81;127.0.0.1:82",
                "/run/pen.sock|/run/pen.sock",
                "unix@/run/pen.sock|/run/pen.sock",
                "*:80,:::80 v6only|[::]:80",
            })
    void listeners_of_all_kinds(String bind, String expected) {
        assertThat(listeners(bind)).containsExactly(expected.split(";"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fd@3", "abns@x", "sockpair@3", "quic4@:443", "127.0.0.1:1-1000", ":81 ssl"})
    void listeners_that_are_left_out(String bind) {
        assertThat(services(LISTEN + SERVERS + " bind " + bind)).hasSize(1);
        assertThat(notes("bind " + bind))
                .singleElement()
                .asString()
                .startsWith("f.cfg:6: bind " + bind + ": left out: ");
    }

    @Test
    void several_listeners_are_several_services() {
        List<ServiceConfig> services =
                services(LISTEN + SERVERS + " bind :81 name other maxconn 7 backlog 9\n bind :82");
        assertThat(services).extracting(ServiceConfig::name).containsExactly("web", "other", "web-2");
        assertThat(services.get(1).connectionsMax()).isEqualTo(7);
        assertThat(services.get(1).stream().backlog()).isEqualTo(9);
    }

    @Test
    void headers_of_proxies_are_taken_from_everybody() {
        List<ServiceConfig> services =
                services(LISTEN + SERVERS + " bind :81 accept-proxy\n bind /run/pen.sock accept-proxy");
        assertThat(services)
                .extracting(service -> service.listener().proxyAccept())
                .containsExactly(ProxyAccept.NOBODY, ProxyAccept.EVERYBODY, new ProxyAccept(List.of(), true));
        assertThat(notes("bind :81 accept-proxy"))
                .containsExactly("f.cfg:6: bind :81 accept-proxy: carried over approximately: whoever comes has to send"
                        + " a PROXY header; name the proxies in proxyProtocol.accept");
    }

    @Test
    void only_ipv6_stays_so() {
        assertThat(services("listen web\n" + SERVERS + " bind [::]:80 v6only\n bind [::]:81 v4v6\n bind [::]:82"))
                .extracting(service -> service.listener().v6only())
                .containsExactly(true, false, false);
        assertThat(notes("bind [::]:81 v6only")).isEmpty();
    }

    @Test
    void of_two_spellings_of_an_address_the_second_is_left_out() {
        assertThat(listeners("[::1]:80,[0:0:0:0:0:0:0:1]:80")).containsExactly("[::1]:80");
        assertThat(notes("bind localhost:81\n bind LocalHost:81"))
                .containsExactly("f.cfg:7: bind LocalHost:81: left out: the service of f.cfg:6 listens at the same"
                        + " address, and each address is one service's alone");
    }
}
