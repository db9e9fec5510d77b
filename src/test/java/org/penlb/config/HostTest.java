package org.penlb.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "www.example.org", "www.example.org.", "_sip._tcp.a", "1a", "10.0.0.1.a", "a-b.c_d"})
    void names(String text) {
        assertThat(Host.isName(text)).isTrue();
        assertThat(Host.address(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "::", "::1", "2001:db8::1", "::ffff:10.0.0.1"})
    void addresses(String text) {
        assertThat(Host.isName(text)).isFalse();
        assertThat(Host.address(text)).isEqualTo(IpAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a..b",
                ".a",
                "a:80",
                "a b",
                "-a",
                "a-",
                "10.1",
                "1.2.3.4.5",
                "a.0x1f",
                "10.0.0.256",
                ":::"
            })
    void neither(String text) {
        assertThat(Host.isName(text)).isFalse();
        assertThat(Host.address(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {63, 64})
    void a_label_has_63_characters_at_most(int length) {
        assertThat(Host.isName("a".repeat(length) + ".example")).isEqualTo(length == 63);
    }

    @ParameterizedTest
    @ValueSource(ints = {126, 127})
    void a_name_has_253_characters_at_most(int labels) {
        assertThat(Host.isName("a.".repeat(labels) + "b")).isEqualTo(labels == 126);
        assertThat(Host.isName("a.".repeat(labels) + "b.")).isEqualTo(labels == 126);
    }
}
