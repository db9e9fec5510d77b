package org.penlb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerArgumentsTest {
    private final ServerArguments arguments = new ServerArguments(name -> name.equals("smtp") ? 25 : -1);
    private final Address listener = new Address.Inet("0.0.0.0", 8080);

    @ParameterizedTest
    @CsvSource({
        "8080, 0.0.0.0:8080",
        "smtp, 0.0.0.0:25",
        ":80, 0.0.0.0:80",
        "127.0.0.1:80, 127.0.0.1:80",
        "localhost:smtp, localhost:25",
        ":::10000, [::]:10000",
        "[::]:10000, [::]:10000",
        "[::1]:80, [::1]:80",
        "::1:80, [::1]:80",
        "/run/pen.sock, /run/pen.sock",
        "unix:/run/pen.sock, /run/pen.sock"
    })
    void reads_listeners(String text, String address) {
        assertThat(arguments.listener(text)).hasToString(address);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:80, 127.0.0.1:80",
        "localhost:smtp, localhost:25",
        "[::1]:80, [::1]:80",
        "::1:80, [::1]:80",
        "/run/pen.ctl, /run/pen.ctl",
        "unix:/run/pen.ctl, /run/pen.ctl"
    })
    void reads_destinations(String text, String address) {
        assertThat(arguments.destination(text)).hasToString(address);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    80     | the host or the port is missing (expected: host:port or /path/to/socket)
                    :80    | the host or the port is missing (expected: host:port or /path/to/socket)
                    www1   | the host or the port is missing (expected: host:port or /path/to/socket)
                    ''     | the host or the port is missing (expected: host:port or /path/to/socket)
                    www1:x | port: "x" is not a number from 0 to 65535 or the name of a service
                    """)
    void names_what_is_wrong_with_a_destination(String text, String message) {
        assertThatThrownBy(() -> arguments.destination(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage("address \"" + text + "\": " + message);
    }

    @ParameterizedTest
    @CsvSource({
        "www1, www1:8080, 0, 0, 0, 0",
        "www1:80, www1:80, 0, 0, 0, 0",
        "www1:smtp, www1:25, 0, 0, 0, 0",
        "www1:80:10, www1:80, 10, 0, 0, 0",
        "www1:80:10:12:3:4, www1:80, 10, 12, 3, 4",
        "www1::10, www1:8080, 10, 0, 0, 0",
        "www1:80:::3, www1:80, 0, 0, 3, 0",
        "www1:80:0:0:0:-1, www1:80, 0, 0, 0, -1",
        "[::1], [::1]:8080, 0, 0, 0, 0",
        "[::1]:80:10, [::1]:80, 10, 0, 0, 0",
        "/run/a.sock, /run/a.sock, 0, 0, 0, 0",
        "/run/a.sock:0:1:2:3:4, /run/a.sock, 1, 2, 3, 4",
        "unix:/run/a.sock, /run/a.sock, 0, 0, 0, 0",
        "unix:/run/a.sock:0:1:2:3:4, /run/a.sock, 1, 2, 3, 4",
        "unix:80, unix:80, 0, 0, 0, 0"
    })
    void reads_servers(String text, String address, int max, int hard, int weight, int prio) {
        ServerConfig server = arguments.server(text, listener);
        assertThat(server.address()).hasToString(address);
        assertThat(server).isEqualTo(new ServerConfig(server.address(), max, hard, weight, prio, 0, AdminState.UP));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    x              | listener "x": port: "x" is not a number from 0 to 65535 or the name of a service
                    ''             | listener "": port: "" is not a number from 0 to 65535 or the name of a service
                    70000          | listener "70000": port: "70000" is not a number from 0 to 65535
                    -1             | listener "-1": port: "-1" is not a number from 0 to 65535 or the name of a service
                    [::1:80        | listener "[::1:80": "[::1" is not an IPv4 or IPv6 address
                    """)
    void names_what_is_wrong_with_a_listener(String text, String message) {
        assertThatThrownBy(() -> arguments.listener(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a:b:c          | server "a:b:c": port: "b" is not a number from 0 to 65535 or the name of a service
                    a:99999        | server "a:99999": port: "99999" is not a number from 0 to 65535
                    a:80:many      | server "a:80:many": soft: "many" is not a number of at least 0
                    a:80:1:-2      | server "a:80:1:-2": hard: "-2" is not a number of at least 0
                    a:80:1:2:x     | server "a:80:1:2:x": weight: "x" is not a number of at least 0
                    a:1:2:3:4:5:6  | server "a:1:2:3:4:5:6": has 7 parts (expected: host[:port[:soft[:hard[:weight[:prio]]]]], with IPv6 as [address])
                    [::1           | server "[::1": "[::1" has no closing bracket (expected: host[:port[:soft[:hard[:weight[:prio]]]]], with IPv6 as [address])
                    :80            | server ":80": the host is missing (expected: host[:port[:soft[:hard[:weight[:prio]]]]], with IPv6 as [address])
                    """)
    void names_what_is_wrong_with_a_server(String text, String message) {
        assertThatThrownBy(() -> arguments.server(text, listener))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }
}
