package org.penlb.cli.penctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.config.command.FlagSetting;
import org.penlb.config.command.NumberSetting;
import org.penlb.config.command.Topic;

class CommandsTest {
    private static List<String> words(String line) {
        return line.isEmpty() ? List.of() : Arrays.asList(line.split(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    acl                          | LIST
                    acl 0                        | permit deny cut
                    acl 0 permit                 | country IP
                    acl 0 permit country         | COUNTRY MASK cut
                    acl 0 permit 10.0.0.0        | MASK cut
                    acl 0 permit 10.0.0.0 x      |
                    acl x                        |
                    blacklist                    | SEC
                    servers                      |
                    cluster                      |
                    counters                     |
                    check_query                  | NAME
                    check_query .                | TYPE
                    check_rise                   | N
                    response_timeout             | N
                    server                       | SERVER add
                    server 1                     | acl address blacklist hard max port prio weight drain up remove
                    server 1 max                 | VALUE
                    server 1 max 5               | acl address blacklist hard max port prio weight
                    server 1 max 5 hard 6 weight | VALUE
                    server 1 drain               |
                    server add                   | ADDRESS
                    server add a:1 b:2           | ADDRESS
                    tcp_fastclose                | up down both off
                    no acl                       | LIST
                    service web tcp_fastclose    | up down both off
                    service web server 1 drain   |
                    xyz                          |
                    """)
    void what_can_come_next(String line, String next) {
        assertThat(Commands.next(words(line))).containsExactlyElementsOf(words(next == null ? "" : next));
    }

    @Test
    void begins_with_every_command_of_pen() {
        assertThat(Commands.next(List.of()))
                .contains("abort_on_error", "acl", "mode", "no", "prio", "recent", "server", "servers", "write")
                .contains("explain", "service", "help", "quit");
        assertThat(Commands.next(List.of("service", "web"))).isEqualTo(Commands.next(List.of()));
        assertThat(Commands.next(List.of("no")))
                .contains("hash", "prio", "acl", "log", "rescue", "least")
                .doesNotContain("pid", "epoll");
    }

    @Test
    void help_is_about_the_words_it_is_asked_for() {
        assertThat(Commands.help(List.of("server")))
                .containsExactly(
                        "server SERVER * acl|address|blacklist|hard|max|port|prio|weight VALUE",
                        "server SERVER drain|up|remove",
                        "server add * ADDRESS");
        assertThat(Commands.help(List.of("tcp_nodelay"))).containsExactly("keepalive|tcp_nodelay|transparent");
        assertThat(Commands.help(List.of("xyz"))).isEmpty();
        assertThat(Commands.help(List.of())).contains("pid").hasSizeGreaterThan(50);
    }

    /** The table is a list of its own, but for the ways to choose a server: penctl starts without the parser. */
    @Test
    void every_setting_and_topic_is_completed() {
        List<String> all = Stream.of(FlagSetting.values(), NumberSetting.values(), Topic.values())
                .flatMap(Stream::of)
                .map(Object::toString)
                .toList();
        assertThat(Commands.next(List.of())).containsAll(all);
        assertThat(Commands.next(List.of("no")))
                .containsAll(Stream.of(FlagSetting.values())
                        .map(FlagSetting::toString)
                        .toList());
    }
}
