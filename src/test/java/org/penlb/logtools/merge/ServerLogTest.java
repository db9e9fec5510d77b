package org.penlb.logtools.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.ConfigException;

class ServerLogTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.1:access.log, 10.0.0.1, access.log",
        "10.0.0.1:/var/log/a:b.log, 10.0.0.1, /var/log/a:b.log",
        "[::1]:access.log, ::1, access.log",
        "[2001:db8::1]:a:b, 2001:db8::1, a:b",
        "::1:access.log, ::1, access.log",
        "2001:db8::1:/var/log/access.log, 2001:db8::1, /var/log/access.log",
        "::ffff:10.0.0.1:access.log, ::ffff:10.0.0.1, access.log",
        "www.example.com:access.log, www.example.com, access.log",
        "www:10, www, 10",
        "/run/web.sock:access.log, /run/web.sock, access.log",
        "10.0.0.1:-, 10.0.0.1, -",
    })
    void server_and_file_are_told_apart(String argument, String server, String file) {
        assertThat(ServerLog.parse(argument)).isEqualTo(new ServerLog(server, file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "access.log",
                ":access.log",
                "10.0.0.1:",
                "[::1]access.log",
                "[::1]",
                "[::1]:",
                "[x]:y",
                "a\"b:c",
                "a b:c",
                "a\033b:c"
            })
    void what_is_neither_is_refused(String argument) {
        assertThatThrownBy(() -> ServerLog.parse(argument)).isInstanceOf(ConfigException.class);
    }

    @Test
    void a_server_has_one_number_whatever_it_is_called() {
        var names = new LoggedServers();
        int one = names.add("2001:DB8:0::1");
        assertThat(names.add("2001:db8::1")).isEqualTo(one);
        assertThat(names.add("10.0.0.1")).isNotEqualTo(one);
        assertThat(find(names, "2001:db8::1")).isEqualTo(one);
        assertThat(find(names, "10.0.0.2")).isEqualTo(LoggedServers.UNKNOWN);
        assertThat(find(names, "localhost")).isEqualTo(LoggedServers.UNKNOWN);
        int local = names.add("localhost");
        assertThat(find(names, "localhost")).isEqualTo(local);
        assertThat(find(names, "127.0.0.1")).isEqualTo(local);
    }

    private static int find(LoggedServers names, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        return names.find(bytes, 0, bytes.length);
    }
}
