package org.penlb.config.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRule;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.ConfigException;
import org.penlb.config.CountryLookup;
import org.penlb.config.DatagramOptions;
import org.penlb.config.DnsOptions;
import org.penlb.config.FastClose;
import org.penlb.config.IpAddress;
import org.penlb.config.PenBuilder;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.config.StreamOptions;

class ChangesTest {
    private final ServerArguments arguments = new ServerArguments(name -> name.equals("http") ? 80 : -1);
    private final ServiceBuilder service = new ServiceBuilder("test", arguments.listener("8080"), 100);
    private final PenBuilder pen = new PenBuilder(service, arguments);
    private CommandParser parser = new CommandParser(arguments, service.listen(), false);

    private void carryOut(String line) {
        Command.Change change = parser.parseChange(line);
        if (change != null) {
            Changes.apply(change, pen);
        }
    }

    private ServiceConfig read(String... commands) {
        service.servers().add(arguments.server("10.0.0.1:80", service.listen()));
        service.servers().add(arguments.server("10.0.0.2:80", service.listen()));
        for (String command : commands) {
            carryOut(command);
        }
        return service.build();
    }

    @Test
    void reads_numbers() {
        ServiceConfig config = read(
                "blacklist 7",
                "timeout 2",
                "tracking 60",
                "idle_timeout 300",
                "clients_max 10",
                "conn_max 20",
                "pending_max 5",
                "idlers 3");
        assertThat(config.blacklist()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.stream().connectTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.tracking()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.stream().idleTimeout()).isEqualTo(Duration.ofSeconds(300));
        assertThat(config.clientsMax()).isEqualTo(10);
        assertThat(config.connectionsMax()).isEqualTo(20);
        assertThat(config.stream().pendingMax()).isEqualTo(5);
        assertThat(config.stream().idlers()).isEqualTo(3);
    }

    @Test
    void reads_what_is_about_datagrams() {
        service.protocol = Protocol.UDP;
        ServiceConfig config =
                read("session_timeout 7", "responses 2", "response_timeout 300", "resend", "receive_buffer 5000");
        assertThat(config.datagrams())
                .isEqualTo(new DatagramOptions(Duration.ofSeconds(7), 2, Duration.ofMillis(300), true, 5000));
    }

    @Test
    void reads_what_is_about_queries() {
        ServiceConfig config = read(
                "check_query example.com SOA", // before dns, which may stand anywhere
                "dns",
                "no rescue",
                "rescue_budget 20",
                "query_timeout 1500",
                "check_interval 0",
                "check_rise 4",
                "check_fall 5");
        assertThat(config.protocol()).isEqualTo(Protocol.DNS);
        assertThat(config.dns())
                .isEqualTo(new DnsOptions(
                        false,
                        20,
                        Duration.ofMillis(1500),
                        new DnsOptions.Check("example.com", "SOA", Duration.ZERO, 4, 5)));
        carryOut("rescue");
        assertThat(service.build().dns().rescue()).isTrue();
    }

    @Test
    void dns_is_balanced_by_unanswered_queries_unless_something_else_is_said() {
        assertThat(read("dns").selection()).isEqualTo(Selection.DEFAULT.with(Selection.Flag.LEAST, true));
        carryOut("no least");
        carryOut("dns"); // said again, as HUP does: nothing changes
        assertThat(service.build().selection()).isEqualTo(Selection.DEFAULT);
    }

    @Test
    void dns_leaves_a_selection_of_pens_as_it_is() {
        assertThat(read("roundrobin", "dns").selection().picker()).isNotEqualTo(Selection.Flag.LEAST);
        carryOut("no roundrobin");
        assertThat(service.build().selection().picker()).isEqualTo(Selection.Flag.LEAST);
    }

    @ParameterizedTest
    @CsvSource({
        "roundrobin,ROUNDROBIN",
        "hash,HASH",
        "weight,WEIGHT",
        "prio,PRIO",
        "stubborn,STUBBORN",
        "first,FIRST",
        "least,LEAST"
    })
    void turns_selections_on_and_off(String command, Selection.Flag flag) {
        assertThat(read(command).selection().has(flag)).isTrue();
        assertThat(read("no " + command).selection().has(flag)).isFalse();
    }

    @Test
    void turns_stream_options_on_and_off() {
        StreamOptions on = read("keepalive", "no tcp_nodelay", "source 10.0.0.7", "tcp_fastclose both").stream();
        assertThat(on.keepAlive()).isTrue();
        assertThat(on.noDelay()).isFalse();
        assertThat(on.source()).isEqualTo(IpAddress.parse("10.0.0.7"));
        assertThat(on.fastClose()).isEqualTo(FastClose.BOTH);
        StreamOptions off = read("no keepalive", "tcp_nodelay", "tcp_fastclose off").stream();
        assertThat(off.keepAlive()).isFalse();
        assertThat(off.noDelay()).isTrue();
        assertThat(off.fastClose()).isEqualTo(FastClose.OFF);
    }

    @Test
    void builds_access_lists_entry_by_entry() {
        ServiceConfig config = read(
                "acl 1 permit 10.0.0.0 255.0.0.0",
                "acl 1 permit fd00::/8",
                "acl 2 deny 192.168.1.1",
                "acl 3 deny ::1",
                "no acl 3",
                "client_acl 1");
        AccessList list = config.accessLists().get(config.clientAcl());
        assertThat(list.permits(IpAddress.parse("10.1.2.3"), CountryLookup.NONE))
                .isTrue();
        assertThat(list.permits(IpAddress.parse("fd12::1"), CountryLookup.NONE)).isTrue();
        assertThat(list.permits(IpAddress.parse("11.0.0.1"), CountryLookup.NONE))
                .isFalse();
        assertThat(config.accessLists().get(2).permits(IpAddress.parse("192.168.1.1"), CountryLookup.NONE))
                .isFalse();
        assertThat(config.accessLists().get(2).permits(IpAddress.parse("192.168.1.2"), CountryLookup.NONE))
                .isTrue();
        assertThat(config.accessLists().get(3)).isEqualTo(AccessList.EMPTY);
    }

    @Test
    void takes_rules_about_countries_if_somebody_can_look_them_up() {
        parser = new CommandParser(arguments, service.listen(), true);
        assertThat(read("acl 1 permit country SE", "acl 1 deny country no")
                        .accessLists()
                        .get(1)
                        .rules())
                .containsExactly(new AccessRule.Country(true, "SE"), new AccessRule.Country(false, "NO"));
    }

    @Test
    void changes_servers_and_adds_one() {
        ServiceConfig config = read(
                "server 1 max 5 hard 6 weight 7 prio -8 acl 9",
                "server 0 address 10.9.9.9 port 81",
                "server 2 address [::1]:90 weight 3");
        assertThat(config.servers())
                .containsExactly(
                        new ServerConfig(new Address.Inet("10.9.9.9", 81)),
                        new ServerConfig(new Address.Inet("10.0.0.2", 80), 5, 6, 7, -8, 9, AdminState.UP),
                        new ServerConfig(new Address.Inet("::1", 90), 0, 0, 3, 0, 0, AdminState.UP));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "# all of it",
                "epoll",
                "kqueue",
                "poll",
                "select",
                "abort_on_error",
                "no abort_on_error",
                "block",
                "no block",
                "delayed_forward",
                "no delayed_forward"
            })
    void accepts_what_has_no_effect(String command) {
        ServiceConfig before = read();
        carryOut(command);
        assertThat(service.build()).isEqualTo(before);
    }

    @Test
    void ignores_a_comment_behind_a_command() {
        assertThat(read("blacklist 9 # seconds").blacklist()).isEqualTo(Duration.ofSeconds(9));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    frobnicate                    | "frobnicate" is not a command that Pen knows
                    no frobnicate                 | "no frobnicate" is not a command that Pen knows
                    servers                       | "servers" does not configure anything (expected: a command that does; this one is for the control port)
                    dsr_if eth0                   | "dsr_if eth0": this command is not there yet
                    blacklist                     | "blacklist" does not configure anything (expected: a command that does; this one is for the control port)
                    blacklist soon                | blacklist: "soon" is not a number of at least 0
                    blacklist -1                  | blacklist: "-1" is not a number of at least 0
                    timeout 0                     | timeout: "0" is not a number of at least 1
                    blacklist 1 2                 | "blacklist 1 2" goes on too long (unexpected: 2)
                    acl 10 permit 1.2.3.4         | access list: "10" is not a number from 0 to 9
                    acl 1                         | "acl 1" ends too early (expected: permit or deny)
                    acl 1 allow 1.2.3.4           | "allow" is not permit or deny
                    acl 1 permit                  | "acl 1 permit" ends too early (expected: an address)
                    acl 1 permit 1.2.3.400        | "1.2.3.400" is not an IPv4 or IPv6 address
                    acl 1 permit 1.2.3.4 ::1      | "::1" is not an IPv4 address
                    acl 1 permit ::1/129          | prefix length: "129" is not a number from 0 to 128
                    acl 1 permit country SE       | acl 1 permit country SE: no GeoIP database (expected: --geoip FILE)
                    server 65536 max 1            | server: "65536" is not a number from 0 to 65535
                    server 2 max 1                | server 2 is not there (expected: an address first, for a new one)
                    server 2                      | "server 2" ends too early (expected: acl, address, port, max, hard, blacklist, weight, prio, drain, up, remove)
                    server 0 colour red           | "colour" is not acl, address, port, max, hard, blacklist, weight, prio, drain, up, remove
                    server 0 max                  | "server 0 max" ends too early (expected: a number)
                    server 0 acl 12               | acl: "12" is not a number from 0 to 9
                    server x                      | server: "x" is not a number from 0 to 65535
                    tcp_fastclose left            | "left" is not up, down, both or off
                    dns 1                         | "dns 1" goes on too long (unexpected: 1)
                    no dns                        | "no dns" is not a command that Pen knows
                    session_timeout 0             | session_timeout: "0" is not a number of at least 1
                    responses -1                  | responses: "-1" is not a number from 0 to 1000000
                    response_timeout 0            | response_timeout: "0" is not a number of at least 1
                    rescue_budget 101             | rescue_budget: "101" is not a number from 0 to 100
                    query_timeout 0               | query_timeout: "0" is not a number of at least 1
                    check_interval -1             | check_interval: "-1" is not a number of at least 0
                    check_rise 0                  | check_rise: "0" is not a number of at least 1
                    check_fall 0                  | check_fall: "0" is not a number of at least 1
                    check_query                   | "check_query" does not configure anything (expected: a command that does; this one is for the control port)
                    check_query .                 | "check_query ." ends too early (expected: a record type, such as NS)
                    check_query . NS IN           | "check_query . NS IN" goes on too long (unexpected: IN)
                    no check_query                | "no check_query" is not a command that Pen knows
                    counters                      | "counters" does not configure anything (expected: a command that does; this one is for the control port)
                    source localhost              | "localhost" is not an IPv4 or IPv6 address
                    """)
    void names_what_is_wrong_and_changes_nothing(String command, String message) {
        ServiceConfig before = read();
        assertThatThrownBy(() -> carryOut(command))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
        assertThat(service.build()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"include a\0b", "write a\0b", "web_stats a\0b", "listen /a\0b", "server add /a\0b"})
    void a_name_that_no_file_can_have_is_the_users_mistake(String line) {
        assertThatThrownBy(() -> parser.parse(line))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is not the name of a file (Nul character not allowed)");
    }
}
