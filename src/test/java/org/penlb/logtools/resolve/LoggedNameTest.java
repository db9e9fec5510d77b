package org.penlb.logtools.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may stand in a log, and what must not. */
class LoggedNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "host.example.com",
                "Host-1.EXAMPLE.com",
                "1-2-3-4.dyn.example",
                "_srv.my_host.example",
                "3com.com",
                "xn--bcher-kva.example",
                "a.0xyz",
                "1.2.3.4.dsl",
            })
    void names_of_hosts_are_taken(String name) {
        assertThat(LoggedName.taken(name)).isEqualTo(name);
        assertThat(LoggedName.taken(name + ".")).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "a..b",
                ".a",
                "a..",
                "-",
                "-a.example",
                "a-.example",
                "a b.example",
                "a\tb",
                "a\nb",
                "a\r",
                "a\0b",
                "\"a\"",
                "<script>alert(1)</script>.example",
                "a\u001b[31m.example",
                "b\u00fccher.example",
                "a\u0661.example",
                "10.0.0.1",
                "192.0.2.1.",
                "1",
                "host.1",
                "0x7f.1",
                "0x7f000001",
                "a.0x",
                "::1",
                "[::1]",
                "a/b",
                "a,b",
                "a\\b",
                "a%20b",
                "*.example",
            })
    void nothing_else_is_taken(String name) {
        assertThat(LoggedName.taken(name)).isNull();
    }

    @Test
    void a_name_is_as_long_as_dns_allows() {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, "a".repeat(61));
        assertThat(LoggedName.taken(longest)).hasSize(253);
        assertThat(LoggedName.taken(longest + "a")).isNull();
        assertThat(LoggedName.taken(label + "a.example")).isNull();
    }
}
