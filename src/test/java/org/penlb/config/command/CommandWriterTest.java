package org.penlb.config.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.ListenerOptions;
import org.penlb.config.PenBuilder;
import org.penlb.config.Protocol;
import org.penlb.config.ProxyAccept;
import org.penlb.config.ProxyProtocol;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;

/** A configuration as commands. That they read back is a property of its own. */
class CommandWriterTest {
    private static final List<String> SESSIONS = List.of("response_timeout 1000", "responses 0", "session_timeout 30");
    private static final List<String> QUERIES = List.of(
            "dns",
            "check_query . NS",
            "rescue",
            "check_fall 3",
            "check_interval 1000",
            "check_rise 2",
            "query_timeout 5000",
            "rescue_budget 10");

    private static List<String> written(Protocol protocol) {
        var arguments = new ServerArguments(_ -> -1);
        var service = new ServiceBuilder("ns", arguments.listener("127.0.0.1:53"), 100);
        service.servers().add(arguments.server("10.0.0.1", service.listen()));
        service.protocol = protocol;
        return CommandWriter.write(new PenBuilder(service, arguments), 100)
                .lines()
                .toList();
    }

    @Test
    void what_has_no_command_stands_in_comments() {
        var arguments = new ServerArguments(_ -> -1);
        var service = new ServiceBuilder("web", arguments.listener("[::]:80"), 100);
        service.servers().add(arguments.server("10.0.0.1", service.listen()));
        service.servers().add(arguments.server("10.0.0.2", service.listen()).withProxyProtocol(ProxyProtocol.V2));
        service.listener = new ListenerOptions(true, ProxyAccept.EVERYBODY);
        assertThat(CommandWriter.write(new PenBuilder(service, arguments), 100).lines())
                .startsWith(
                        "# Configuration of web, which listens on [::]:80",
                        "# leaves IPv4 to others, v6only of a configuration file",
                        "# takes PROXY headers, proxyProtocol of a configuration file",
                        "# server 1 gets PROXY headers, proxyProtocol of a configuration file: v2");
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void says_what_is_about_its_protocol_and_nothing_about_others(Protocol protocol) {
        List<String> lines = written(protocol);
        assertThat(lines).contains("no hash", "no first", "timeout 5");
        if (protocol == Protocol.DNS) {
            assertThat(lines).containsSubsequence(QUERIES);
        } else {
            assertThat(lines).doesNotContainAnyElementsOf(QUERIES);
        }
        if (protocol == Protocol.UDP) {
            assertThat(lines).containsSubsequence(SESSIONS).contains("# balances UDP, option -U");
        } else {
            assertThat(lines).doesNotContainAnyElementsOf(SESSIONS).doesNotContain("# balances UDP, option -U");
        }
    }
}
