package org.penlb.logtools.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.IpAddress;

/** Addresses in a log, and the names that DNS keeps their names under. */
class LoggedAddressTest {
    private static @Nullable IpAddress parse(String text) {
        byte[] bytes = ("x" + text + "y").getBytes(StandardCharsets.UTF_8);
        return LoggedAddress.parse(bytes, 1, bytes.length - 1);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 1.2.0.192.in-addr.arpa.",
        "0.0.0.0, 0.0.0.0.in-addr.arpa.",
        "255.255.255.255, 255.255.255.255.in-addr.arpa.",
        "::ffff:192.0.2.1, 1.2.0.192.in-addr.arpa.",
        "::FFFF:c000:201, 1.2.0.192.in-addr.arpa.",
        "2001:db8::567:89ab, b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.",
        "::1, 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa.",
        "2001:0DB8:0000:0000:0000:0000:192.0.2.255,"
                + "f.f.2.0.0.0.0.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.",
    })
    void an_address_has_a_reverse_name(String address, String name) {
        IpAddress parsed = parse(address);
        assertThat(parsed).isNotNull();
        assertThat(ReverseName.of(parsed)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "host.example",
                "cafe",
                "12",
                "1.2.3",
                "1.2.3.4.",
                "1.2.3.4.5",
                ".1.2.3",
                "1..2.3",
                "1.2.3.256",
                "1.2.3.99999999999",
                "01.2.3.4",
                "1.2.3.04",
                "1.2.3.4:80",
                "[::1]",
                "::1%eth0",
                "fe80::1%1",
                ":::",
                "1::2::3",
                "::ffff:1.2.3.04",
                "1.2.3.4\u0660",
                "1:2:3:4:5:6:7:8:9",
                "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000",
            })
    void anything_else_is_none(String text) {
        assertThat(parse(text)).isNull();
    }
}
