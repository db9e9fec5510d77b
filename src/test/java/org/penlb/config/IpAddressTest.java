package org.penlb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @Test
    void holds_ipv4_in_its_mapped_form() {
        IpAddress address = IpAddress.parse("192.0.2.1");
        assertThat(address).isEqualTo(new IpAddress(0, 0xffff_c000_0201L));
        assertThat(address).isEqualTo(IpAddress.parse("::ffff:192.0.2.1"));
        assertThat(address).isEqualTo(IpAddress.v4(0xc0000201));
        assertThat(address.isV4()).isTrue();
        assertThat(address).hasToString("192.0.2.1");
    }

    @Test
    void holds_ipv6_as_it_is() {
        IpAddress address = IpAddress.parse("2001:db8::1:2");
        assertThat(address).isEqualTo(new IpAddress(0x20010db8_00000000L, 0x00000000_00010002L));
        assertThat(address.isV4()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"::", "::1", "::1.2.3.4", "1:0:0:0:0:ffff:102:304", "::fffe:1.2.3.4"})
    void is_not_ipv4_unless_it_is_mapped(String literal) {
        assertThat(IpAddress.parse(literal).isV4()).isFalse();
    }

    /** RFC 5952, section 4: lower case, no leading zeros, the longest run of zeros shortened, the first one of equals. */
    @ParameterizedTest
    @CsvSource({
        "0:0:0:0:0:0:0:0, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "1:0:0:0:0:0:0:0, 1::",
        "2001:DB8:0:0:8:800:200C:417A, 2001:db8::8:800:200c:417a",
        "2001:0db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255"
    })
    void writes_the_canonical_form_and_reads_it_back(String literal, String canonical) {
        IpAddress address = IpAddress.parse(literal);
        assertThat(address).hasToString(canonical);
        assertThat(IpAddress.parse(canonical)).isEqualTo(address);
        assertThat(IpAddress.of(address.toInetAddress())).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "example.org",
                "ip6-localhost",
                "0x7f.1",
                "0x7f000001",
                "256.1.1.1",
                "1.2.3.4.5",
                "1..2",
                "1.2.3.4.",
                " 1.2.3.4",
                "1.2.3.4 ",
                "1.2.3.4/8",
                "1.2.3.-1",
                "1.2.3.٤",
                ":::",
                "1:2:3:4:5:6:7",
                "::12345",
                "::1::",
                "::1/128",
                "fe80::1%nosuchinterface"
            })
    void rejects_what_is_not_a_literal_without_looking_it_up(String text) {
        assertThatThrownBy(() -> IpAddress.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage("\"" + text + "\" is not an IPv4 or IPv6 address");
    }

    /** Some systems read such a part as octal, Java as decimal: an access list must not depend on who reads it. */
    @ParameterizedTest
    @ValueSource(strings = {"010.0.0.1", "10.00.0.1", "10.0.0.01", "::ffff:10.0.0.010"})
    void rejects_a_part_with_a_leading_zero(String text) {
        assertThatThrownBy(() -> IpAddress.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage("\"" + text + "\" is not an IPv4 or IPv6 address");
    }

    /** The shorthand of inet_aton, which pen reads: 10.0.0.1, 0.0.1.44, 1.2.0.3. */
    @ParameterizedTest
    @ValueSource(strings = {"1.2.3", "10.1", "127.1", "1", "0", "300", "2130706433"})
    void an_ipv4_address_has_four_numbers(String text) {
        assertThatThrownBy(() -> IpAddress.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage("\"" + text + "\" is not an IPv4 or IPv6 address");
    }

    @Test
    void takes_four_or_sixteen_bytes_from_anywhere_in_an_array() throws UnknownHostException {
        byte[] bytes = {9, 9, 10, 0, (byte) 200, 1, 9};
        assertThat(IpAddress.of(bytes, 2, 4)).hasToString("10.0.200.1");
        byte[] v6 = InetAddress.ofLiteral("2001:db8::ff").getAddress();
        assertThat(IpAddress.of(v6, 0, 16)).hasToString("2001:db8::ff");
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};
        assertThat(IpAddress.of(mapped, 0, 16)).isEqualTo(IpAddress.parse("10.0.0.1"));
        assertThatThrownBy(() -> IpAddress.of(bytes, 0, 5)).hasMessage("length: 5 (expected: 4 or 16)");
        assertThat(IpAddress.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 1})))
                .hasToString("127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, true",
        "10.0.0.255, true",
        "223.255.255.255, true",
        "224.0.0.0, false",
        "239.255.255.255, false",
        "240.0.0.0, true",
        "255.255.255.254, true",
        "255.255.255.255, false",
        "::ffff:224.0.0.1, false",
        "::, true",
        "::1, true",
        "2001:db8::1, true",
        "feff::1, true",
        "ff00::, false",
        "ff02::fb, false",
        "ffff:ffff::, false"
    })
    void knows_what_is_not_one_hosts(String literal, boolean unicast) {
        assertThat(IpAddress.parse(literal).isUnicast()).isEqualTo(unicast);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true, false",
        "127.255.255.255, true, false",
        "::1, true, false",
        "0.0.0.0, false, true",
        "::, false, true",
        "126.255.255.255, false, false",
        "128.0.0.0, false, false",
        "::2, false, false",
        "1::1, false, false",
        "1::, false, false"
    })
    void knows_what_is_this_machines(String literal, boolean loopback, boolean unspecified) {
        assertThat(IpAddress.parse(literal).isLoopback()).isEqualTo(loopback);
        assertThat(IpAddress.parse(literal).isUnspecified()).isEqualTo(unspecified);
    }
}
