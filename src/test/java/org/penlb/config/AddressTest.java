package org.penlb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @CsvSource({"www1, 80, www1:80", "10.0.0.1, 0, 10.0.0.1:0", "::1, 65535, [::1]:65535"})
    void writes_host_and_port(String host, int port, String text) {
        assertThat(new Address.Inet(host, port)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void needs_a_host(String host) {
        assertThatThrownBy(() -> new Address.Inet(host, 80))
                .isInstanceOf(ConfigException.class)
                .hasMessage("host: \"\" is not a name or an address");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65536, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void needs_a_port_of_sixteen_bits(int port) {
        assertThatThrownBy(() -> new Address.Inet("www1", port))
                .isInstanceOf(ConfigException.class)
                .hasMessage("port: " + port + " is not within 0 to 65535");
    }

    @Test
    void a_socket_path_is_as_long_as_the_kernel_can_hold() {
        String longest = "/" + "x".repeat(Address.Unix.MAX_PATH - 1);
        assertThat(new Address.Unix(longest)).hasToString(longest);
        assertThatThrownBy(() -> new Address.Unix(longest + "x"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("socket path \"" + longest + "x\": 108 bytes are not within 1 to 107");
        assertThatThrownBy(() -> new Address.Unix("/" + "ä".repeat(54))).hasMessageContaining("109 bytes");
        assertThatThrownBy(() -> new Address.Unix("")).hasMessage("socket path \"\": 0 bytes are not within 1 to 107");
    }

    @Test
    void of_a_socket_is_what_the_operator_would_write() throws UnknownHostException {
        assertThat(Address.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 80)))
                .isEqualTo(new Address.Inet("127.0.0.1", 80));
        assertThat(Address.of(new InetSocketAddress(InetAddress.ofLiteral("::1"), 80)))
                .isEqualTo(new Address.Inet("::1", 80));
        byte[] linkLocal = InetAddress.ofLiteral("fe80::1").getAddress();
        assertThat(Address.of(new InetSocketAddress(Inet6Address.getByAddress(null, linkLocal, 7), 80)))
                .hasToString("[fe80::1%7]:80");
        assertThat(Address.of(UnixDomainSocketAddress.of("/run/pen.sock")))
                .isEqualTo(new Address.Unix("/run/pen.sock"));
    }

    @ParameterizedTest
    @CsvSource({
        "0:0:0:0:0:0:0:1, [::1]:80",
        "::ffff:10.0.0.1, 10.0.0.1:80",
        "FE80:0::1%2, [fe80::1%2]:80",
        "FE80::1%Eth0, [fe80::1%Eth0]:80",
        "WWW1, www1:80",
        "10.0.0.1, 10.0.0.1:80"
    })
    void has_one_plain_spelling(String host, String plain) {
        assertThat(new Address.Inet(host, 80).plain()).hasToString(plain);
    }

    @Test
    void of_a_socket_with_a_path_there_is_one_spelling() {
        assertThat(new Address.Unix("/run/Pen.sock").plain()).isEqualTo(new Address.Unix("/run/Pen.sock"));
    }
}
