package org.penlb.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.config.Address;

class HostsTest {
    private static Hosts of(String host, String address) {
        return Hosts.of(new Address.Inet(host, 80), new InetSocketAddress(InetAddress.ofLiteral(address), 80));
    }

    @Test
    void loopback_is_called_by_its_own_names_only() {
        Hosts hosts = of("localhost", "127.0.0.1");
        hosts.learn();
        assertThat(hosts.isOurs("localhost")).isTrue();
        assertThat(hosts.isOurs("127.0.0.1")).isTrue();
        assertThat(hosts.isOurs("[::1]")).isTrue();
        assertThat(hosts.isOurs("10.0.0.1")).isFalse();
        assertThat(hosts.isOurs("evil.example")).isFalse();
    }

    @Test
    void elsewhere_addresses_and_names_that_are_known_are_ours() {
        Hosts hosts = of("pen.example", "192.0.2.1");
        assertThat(hosts.isOurs("PEN.example")).isTrue();
        assertThat(hosts.isOurs("192.0.2.1")).isTrue();
        assertThat(hosts.isOurs("[2001:db8::1]")).isTrue();
        assertThat(hosts.isOurs("evil.example")).isFalse();
        hosts.learn();
        assertThat(namesOfTheMachine()).allMatch(hosts::isOurs);
        assertThat(hosts.isOurs("evil.example")).isFalse();
    }

    /** One, or none if it does not lead to an address. */
    private static List<String> namesOfTheMachine() {
        try {
            return List.of(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException _) {
            return List.of();
        }
    }

    @Test
    void to_a_unix_socket_any_name_leads() {
        Hosts hosts = Hosts.of(new Address.Unix("/run/web.sock"), UnixDomainSocketAddress.of("/run/web.sock"));
        assertThat(hosts.isOurs("status.example.com")).isTrue();
    }
}
