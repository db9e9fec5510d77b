package org.penlb.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.admin.Administration;
import org.penlb.balance.LatencyMarks;
import org.penlb.balance.Observation;
import org.penlb.balance.Server;
import org.penlb.config.CountryLookup;
import org.penlb.config.DnsOptions;
import org.penlb.config.PenBuilder;
import org.penlb.config.Protocol;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.events.Origin;
import org.penlb.service.DatagramCounters;
import org.penlb.service.Service;

/** Commands about datagrams, said to a running Pen. */
class DatagramCommandsTest {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path folder;

    @AfterEach
    void end() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    /** A Pen with two servers that nobody asks anything. */
    private final class Running {
        final Service service;
        private final CommandRunner commands;

        Running(Protocol protocol) {
            var arguments = new ServerArguments(_ -> -1);
            var builder = new ServiceBuilder("test", arguments.listener("127.0.0.1:0"), 100);
            builder.servers().add(arguments.server("127.0.0.1:9", builder.listen()));
            builder.servers().add(arguments.server("[::1]:9", builder.listen()));
            if (protocol == Protocol.DNS) {
                builder.balanceDns();
                // so seldom that no check has a say here; without checks nobody stays down for long
                builder.dns = builder.dns.withCheck(builder.dns.check().withInterval(Duration.ofMinutes(1)));
            }
            builder.protocol = protocol;
            var pen = new Administration(
                    vertx, new PenBuilder(builder, arguments).build(), arguments, _ -> {}, CountryLookup.NONE);
            commands = new CommandRunner(vertx, pen, () -> {});
            await(pen.start().compose(_ -> pen.serve()));
            service = pen.service(0);
        }

        String say(String line) {
            return await(commands.run(Origin.OPERATOR, line));
        }

        Server server(int index) {
            return service.balancer().table().servers().get(index);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"STREAM", "UDP"})
    void what_is_balanced_does_not_change_while_it_runs(Protocol protocol) {
        var pen = new Running(protocol);
        assertThat(pen.say("dns"))
                .isEqualTo("dns: this is a " + protocol
                        + " service while Pen runs (expected: dns in -O or the -F file when Pen starts)\n");
        assertThat(pen.service.config().protocol()).isEqualTo(protocol);
        assertThat(pen.say("mode")).isEqualTo("no hash no roundrobin no stubborn no weight no prio\n");
    }

    @Test
    void dns_may_be_said_again() {
        var pen = new Running(Protocol.DNS);
        assertThat(pen.say("mode")).isEqualTo("no hash no roundrobin no stubborn no weight no prio least\n");
        assertThat(pen.say("no least")).isEmpty();
        assertThat(pen.say("dns")).isEmpty();
        assertThat(pen.say("first")).isEmpty();
        assertThat(pen.say("mode")).isEqualTo("no hash no roundrobin no stubborn no weight no prio first\n");
    }

    @Test
    void settings_of_queries_are_shown_and_take_effect_at_once() {
        var pen = new Running(Protocol.DNS);
        assertThat(pen.say("check_query")).isEqualTo(". NS\n");
        assertThat(pen.say("check_query example.com SOA")).isEmpty();
        assertThat(pen.say("check_query")).isEqualTo("example.com SOA\n");
        assertThat(pen.say("query_timeout")).isEqualTo("5000\n");
        assertThat(pen.say("query_timeout 900")).isEqualTo("900\n");
        assertThat(pen.say("rescue_budget 25")).isEqualTo("25\n");
        assertThat(pen.say("no rescue")).isEmpty();
        assertThat(pen.say("check_interval 0")).isEqualTo("0\n");
        assertThat(pen.say("check_rise 4")).isEqualTo("4\n");
        assertThat(pen.say("check_fall 5")).isEqualTo("5\n");
        assertThat(pen.service.config().dns())
                .isEqualTo(new DnsOptions(
                        false,
                        25,
                        Duration.ofMillis(900),
                        new DnsOptions.Check("example.com", "SOA", Duration.ZERO, 4, 5)));
    }

    @Test
    void settings_of_sessions_are_shown_and_take_effect_at_once() {
        var pen = new Running(Protocol.UDP);
        assertThat(pen.say("session_timeout")).isEqualTo("30\n");
        assertThat(pen.say("session_timeout 5")).isEqualTo("5\n");
        assertThat(pen.say("responses 1")).isEqualTo("1\n");
        assertThat(pen.say("response_timeout 200")).isEqualTo("200\n");
        assertThat(pen.service.config().datagrams().sessionTimeout()).hasSeconds(5);
        assertThat(pen.service.config().datagrams().responses()).isEqualTo(1);
        assertThat(pen.service.config().datagrams().responseTimeout()).hasMillis(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    STREAM | session_timeout 5 | session_timeout: has no effect on a TCP service (expected: -U)
                    STREAM | no rescue         | no rescue: has no effect on a TCP service (expected: dns)
                    UDP    | http              | http: has no effect on a UDP service (expected: a TCP service)
                    UDP    | log /tmp/x        | log: has no effect on a UDP service (expected: a TCP service)
                    DNS    | idlers 3          | idlers: has no effect on a DNS service (expected: a TCP service)
                    DNS    | server 1 address 224.0.0.1 | server "224.0.0.1:9": 224.0.0.1 is a multicast or broadcast address (expected: the address of one host)
                    DNS    | server 2 address 224.0.0.01:53 | host: "224.0.0.01" is not an IPv4 address (expected: four numbers, such as 192.0.2.1)
                    UDP    | listen 224.0.0.01:0 | listener "224.0.0.01:0": host: "224.0.0.01" is not an IPv4 address (expected: four numbers, such as 192.0.2.1)
                    UDP    | listen /tmp/x     | listener "/tmp/x": a UDP service has no Unix sockets (expected: host:port)
                    """)
    void what_does_not_fit_changes_nothing(Protocol protocol, String command, String reply) {
        var pen = new Running(protocol);
        var before = pen.service.config();
        assertThat(pen.say(command)).isEqualTo(reply + "\n");
        assertThat(pen.service.config()).isEqualTo(before);
    }

    @Test
    void more_sessions_than_files_are_refused() {
        assertThat(new Running(Protocol.UDP).say("conn_max 2000000000"))
                .matches("conn_max 2000000000: the limit of \\d+ files allows \\d+ sessions\n");
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void what_is_written_is_read_again(Protocol protocol) throws IOException {
        var pen = new Running(protocol);
        Path file = folder.resolve("pen.cfg");
        Path again = folder.resolve("again.cfg");
        pen.say("least");
        assertThat(pen.say("write " + file)).isEmpty();
        pen.say("no least");
        pen.say("first");
        assertThat(pen.say("include " + file)).isEmpty();
        pen.say("write " + again);
        assertThat(again).hasSameTextualContentAs(file);
        assertThat(Files.readString(file)).contains("\nleast\n", "\nno first\n");
    }

    @Test
    void a_server_that_is_down_says_why_beside_pens_own_words() {
        var pen = new Running(Protocol.DNS);
        String well = pen.say("servers");
        assertThat(well).isEqualTo("""
                        0 addr 127.0.0.1 port 9 conn 0 max 0 hard 0 weight 0 prio 0 sx 0 rx 0
                        1 addr ::1 port 9 conn 0 max 0 hard 0 weight 0 prio 0 sx 0 rx 0
                        """);
        pen.server(1).observe(new Observation.FoundDown("no answer to <. NS>"), System.nanoTime());
        assertThat(pen.say("servers")).isEqualTo(well.stripTrailing() + " down: no answer to <. NS>\n");
        assertThat(pen.say("status")).contains("<td>down: no answer to &lt;. NS&gt;</td>");
        assertThat(await(StatusText.of(pen.service)))
                .contains("server 0 127.0.0.1:9 unproven,", "server 1 [::1]:9 down: no answer to <. NS>,");
        assertThat(pen.say("explain 10.0.0.1")).contains("-> server 0");
        pen.say("server 1 drain");
        assertThat(pen.say("counters")).endsWith(" state draining\n");
    }

    @Test
    void counters_of_a_dns_service() {
        var pen = new Running(Protocol.DNS);
        DatagramCounters datagrams = pen.service.datagrams();
        datagrams.received(10);
        datagrams.sent(7);
        datagrams.dropped(2);
        datagrams.malformed();
        datagrams.formerr();
        datagrams.formerr();
        datagrams.refused();
        datagrams.unexpectedAnswer();
        Server server = pen.server(0);
        for (int i = 0; i < 9; i++) {
            server.queries().sent();
        }
        server.queries().answered(TimeUnit.MICROSECONDS.toNanos(100));
        server.queries().answered(TimeUnit.SECONDS.toNanos(60));
        server.queries().timedOut();
        server.queries().rescued();
        server.transferred(300, 400);
        pen.server(1).observe(new Observation.FoundDown("no answer"), System.nanoTime());
        assertThat(pen.say("counters")).isEqualTo("""
                        connections open 0 accepted 0 refused 0
                        datagrams received 10 sent 7 dropped 2 refused 1 unexpected 1
                        queries malformed 1 formerr 2 unanswered 0
                        0 addr 127.0.0.1 port 9 conn 0 queries 9 answers 2 timeouts 1 rescues 1 p50 112 p90 >8388608 p99 >8388608 sx 300 rx 400 state unproven
                        1 addr ::1 port 9 conn 0 queries 0 answers 0 timeouts 0 rescues 0 p50 0 p90 0 p99 0 sx 0 rx 0 state down: no answer
                        """);
        assertThat(pen.say("status"))
                .contains("<h2>Datagrams</h2>", "<td>10</td>\n<td>7</td>\n<td>2</td>\n<td>1</td>\n<td>2</td>");
    }

    @Test
    void latencies_are_those_of_late() {
        var pen = new Running(Protocol.DNS);
        Server server = pen.server(0);
        server.queries().answered(TimeUnit.SECONDS.toNanos(4));
        new LatencyMarks().tick(pen.service.balancer().table().all(), System.nanoTime() - TimeUnit.SECONDS.toNanos(15));
        server.queries().answered(TimeUnit.MICROSECONDS.toNanos(100));
        assertThat(pen.say("counters")).contains(" p50 112 p90 112 p99 112 ");
    }

    @Test
    void counters_of_a_udp_service() {
        var pen = new Running(Protocol.UDP);
        DatagramCounters datagrams = pen.service.datagrams();
        datagrams.sessionOpened();
        datagrams.sessionOpened();
        datagrams.sessionOpened();
        datagrams.sessionEnded();
        datagrams.sessionEvicted();
        pen.say("server 1 remove");
        pen.say("server 0 blacklist 1000");
        assertThat(pen.say("counters")).isEqualTo("""
                        datagrams received 0 sent 0 dropped 0 refused 0 unexpected 0
                        sessions open 2 opened 3 evicted 1
                        0 addr 127.0.0.1 port 9 conn 0 queries 0 answers 0 timeouts 0 rescues 0 p50 0 p90 0 p99 0 sx 0 rx 0 state blacklisted
                        """);
        assertThat(await(StatusText.of(pen.service)))
                .contains("test: 0 datagrams received, 0 sent, 0 dropped, 2 sessions open, 3 opened");
    }

    @Test
    void what_was_lost_for_a_known_reason_is_told_by_all_reports_once_there_is_any() {
        for (Protocol protocol : new Protocol[] {Protocol.UDP, Protocol.DNS}) {
            var pen = new Running(protocol);
            DatagramCounters datagrams = pen.service.datagrams();
            assertThat(pen.say("counters")).doesNotContain("lost");
            datagrams.dropped(2);
            datagrams.overflowed(13_447);
            datagrams.shed(5);
            datagrams.looped();
            assertThat(pen.say("counters")).contains(" dropped 13455 ", "\nlost overflowed 13447 shed 5 looped 1\n");
            assertThat(pen.say("status")).contains("<td>0</td>\n<td>13447</td>\n<td>5</td>\n<td>1</td>\n</tr>");
            assertThat(await(StatusText.of(pen.service)))
                    .contains("13455 dropped")
                    .contains(
                            "test: of the dropped ones 13447 found a receive buffer full, 5 were shed, 1 were in a loop");
        }
    }

    @Test
    void counters_of_a_tcp_service() {
        var pen = new Running(Protocol.STREAM);
        assertThat(pen.say("counters")).isEqualTo("""
                        connections open 0 accepted 0 refused 0
                        0 addr 127.0.0.1 port 9 conn 0 sx 0 rx 0 state unproven
                        1 addr ::1 port 9 conn 0 sx 0 rx 0 state unproven
                        """);
        assertThat(pen.say("status")).doesNotContain("Datagrams");
    }

    @Test
    void help_names_them() {
        assertThat(Help.TEXT)
                .contains(
                        "counters",
                        "dns",
                        "session_timeout",
                        "responses",
                        "response_timeout",
                        "receive_buffer",
                        "rescue_budget",
                        "query_timeout",
                        "check_query",
                        "check_interval",
                        "check_rise",
                        "check_fall",
                        "first",
                        "least");
    }
}
