package org.penlb.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of replies, pen's and ours, and what is none. */
class RepliesTest {
    private static Counts counts(String reply) {
        var counts = new Counts();
        reply.lines().forEach(counts::read);
        return counts;
    }

    @Test
    void a_server_of_pens() {
        assertThat(ToldServer.of(
                        "3 addr 10.1.1.10 port 8984 conn 1 max 2 hard 3 weight 4 prio 5 sx 94498898 rx 6249894741"))
                .isEqualTo(new ToldServer(
                        3,
                        "10.1.1.10",
                        8984,
                        Map.of(
                                "conn",
                                1L,
                                "max",
                                2L,
                                "hard",
                                3L,
                                "weight",
                                4L,
                                "prio",
                                5L,
                                "sx",
                                94498898L,
                                "rx",
                                6249894741L),
                        ""));
    }

    @Test
    void a_server_of_ours_says_how_it_is() {
        ToldServer down = ToldServer.of("0 addr ::1 port 80 conn 0 sx 1 rx 2 down: connection refused");
        assertThat(down).isNotNull();
        assertThat(down.rest()).isEqualTo("down: connection refused");
        assertThat(down.number("rx")).isEqualTo(2);
        assertThat(down.number("max")).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "0",
                "0 addr",
                "0 addr x",
                "-1 addr x port 1 conn 1",
                "99999999999 addr x port 1 conn 1",
                "9999999999999999999999 addr x port 1",
                "0 addr x port 65536 conn 1",
                "do_cmd: ignoring command starting with 'servers'",
                "<html>",
            })
    void no_server(String line) {
        assertThat(ToldServer.of(line)).isNull();
    }

    @Test
    void a_service_with_its_name() {
        assertThat(ToldService.of("service web protocol tcp listen /run/pen socket servers 3"))
                .isEqualTo(new ToldService("web", "tcp", "/run/pen socket"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "do_cmd: ignoring command starting with 'services'",
                "service two words protocol tcp listen 0.0.0.0:80 servers 3",
                "service web open 6 accepted 200",
                "service a\u001b protocol tcp listen 0.0.0.0:80 servers 3",
            })
    void no_service(String line) {
        assertThat(ToldService.of(line)).isNull();
    }

    @Test
    void what_came_in_is_counted_as_the_service_counts_it() {
        assertThat(counts("connections open 3 accepted 17 refused 0").arrivals())
                .isEqualTo(new Arrivals(Arrivals.Kind.CONNECTIONS, 17));
        assertThat(counts("datagrams received 9 sent 9\nsessions open 1 opened 5 evicted 0")
                        .arrivals())
                .isEqualTo(new Arrivals(Arrivals.Kind.SESSIONS, 5));
        Counts dns = counts("""
                connections open 0 accepted 1 refused 0
                datagrams received 9 sent 9
                queries malformed 0 formerr 0 unanswered 0
                0 addr 10.0.0.1 port 53 conn 0 queries 3 answers 3 p50 90 p99 >60000000 sx 1 rx 2 state up
                1 addr 10.0.0.2 port 53 conn 0 queries 4 answers 4 p50 90 p99 100 sx 1 rx 2 state up
                """);
        assertThat(dns.arrivals()).isEqualTo(new Arrivals(Arrivals.Kind.QUERIES, 7));
        assertThat(dns.servers().getFirst().number("p99")).isEqualTo(60_000_000);
        assertThat(counts("<html>\n1 2 3\n\nx y z").arrivals()).isEqualTo(Arrivals.UNKNOWN);
    }

    @Test
    void failed_servers_are_in_the_first_table_of_the_status_page() {
        var page = new FailedServers();
        """
        <table bgcolor="#c0c0c0">
        <tr>
        <td bgcolor="#80f080">server</td>
        <td bgcolor="#80f080">address</td>
        <td bgcolor="#80f080">status</td>
        </tr>
        <tr>
        <td>0</td>
        <td>127.0.0.1</td>
        <td>1796050742</td>
        <td>22</td>
        </tr>
        <tr>
        <td>1</td>
        <td>127.0.0.1</td>
        <td>0</td>
        <td>80</td>
        </tr>
        </table>
        <tr>
        <td>1</td>
        <td>127.0.0.1</td>
        <td>17</td>
        </tr>
        """.lines().forEach(page::read);
        assertThat(page.isRead()).isTrue();
        assertThat(page.failed()).containsExactly(0);
    }

    @Test
    void without_a_file_there_is_no_status_page() {
        var page = new FailedServers();
        page.read("Unable to create webstats");
        assertThat(page.isRead()).isFalse();
    }
}
