package org.penlb.cli.cgi;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandKindTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "servers",
                " servers ",
                "status",
                "mode",
                "recent",
                "recent 60",
                "pid",
                "control",
                "counters",
                "cluster",
                "blacklist",
                "timeout",
                "tracking",
                "client_acl",
                "conn_max",
                "listen",
                "log",
                "web_stats",
                "explain 10.0.0.1",
                "connection 3",
                "socket 4",
                "certificates",
                "servers # all",
                "# nothing",
                "service web servers",
                "service web  recent 5"
            })
    void what_only_asks(String command) {
        assertThat(CommandKind.of(command)).isEqualTo(CommandKind.READS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server 0 max 5",
                "server 0 drain",
                "server add 10.0.0.1:80",
                "blacklist 5",
                "no acl 1",
                "acl 1 permit 10.0.0.1",
                "acl 1 cut",
                "roundrobin",
                "no roundrobin",
                "close 3",
                "listen 80",
                "log /tmp/x",
                "no log",
                "write",
                "write /tmp/x",
                "include /tmp/x",
                "plan /etc/passwd",
                "certificates reload",
                "web_stats /tmp/x",
                "debug 9",
                "dummy",
                "source",
                "source 10.0.0.1",
                "recent x",
                "servers all",
                "xyz",
                "SERVERS",
                "tarpit_acl",
                "dsr_if",
                "service web",
                "service web blacklist 5",
                "service web service mail drain",
                "tcp_fastclose up",
                "ssl_ciphers x",
                "pending_max 5",
                "epoll"
            })
    void what_changes_something_or_is_not_known(String command) {
        assertThat(CommandKind.of(command)).isEqualTo(CommandKind.CHANGES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "exit now", " exit # bye", "service web exit", "exit#"})
    void what_ends_the_pen(String command) {
        assertThat(CommandKind.of(command)).isEqualTo(CommandKind.ENDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "help me", "help# me", " help", "service web help"})
    void what_is_answered_here(String command) {
        assertThat(CommandKind.of(command)).isEqualTo(CommandKind.HELP);
    }

    @Property
    void anything_is_of_some_kind(@ForAll String command) {
        assertThat(CommandKind.of("service " + command)).isNotNull();
        assertThat(CommandKind.of(command)).isNotNull();
    }
}
