package org.penlb.cli.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.cli.penctl.ControlPort;
import org.penlb.cli.penctl.FakePen;
import org.penlb.config.ServerArguments;

@Timeout(60)
class PollerTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Poller.Wish FIRST = new Poller.Wish(0, 10);
    private static final Poller.Wish SECOND = new Poller.Wish(1, 10);

    private final AtomicLong clock = new AtomicLong(-5);
    private final List<AutoCloseable> pens = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable pen : pens) {
            pen.close();
        }
    }

    private Poller poller(FakePen pen, boolean withStatus, @Nullable String service) {
        pens.add(pen);
        var address = new ServerArguments(_ -> -1).destination(pen.address());
        return new Poller(new ControlPort(address, LIMIT, LIMIT), withStatus, service, clock::get);
    }

    private Poller poller(ScriptedPen pen) {
        return poller(pen.pen(), false, null);
    }

    private void pass(int seconds) {
        clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void debians_pen_is_asked_what_it_knows() throws NoAnswer {
        ScriptedPen pen = ScriptedPen.debians();
        Poller poller = poller(pen);
        Round first = poller.ask(FIRST);
        assertThat(first.pen()).isEqualTo(new PenInfo("4711", List.of()));
        assertThat(first.rates().servers()).hasSize(2);
        assertThat(first.rates().servers().getFirst().server().state()).isEqualTo(ServerReading.UNTOLD);
        assertThat(pen.pen().seen()).containsExactly("services", "pid", "mode", "servers", "recent 100000000");

        pen.replies.put("servers", "0 addr 10.0.0.1 port 80 conn 2 sx 300 rx 2000\n");
        pass(2);
        Round second = poller.ask(FIRST);
        assertThat(second.rates().to()).isEqualTo(100);
        assertThat(second.rates().from()).isEqualTo(500);
        assertThat(second.rates().arrivals()).isEqualTo(1);
        assertThat(second.mode()).startsWith("no hash");
        assertThat(pen.pen().seen()).hasSize(7).endsWith("servers", "recent 10");
    }

    @Test
    void a_service_of_a_pen_that_has_none_is_not_there() {
        assertThatThrownBy(
                        () -> poller(ScriptedPen.debians().pen(), false, "web").ask(FIRST))
                .isInstanceOf(NoAnswer.class)
                .hasMessage("service \"web\": this pen has no services (expected: --service for ours)");
    }

    @Test
    void debians_pen_tells_failed_servers_in_its_status_page() throws NoAnswer {
        ScriptedPen pen = ScriptedPen.debians();
        pen.replies.put(
                "status", "<table>\n<tr>\n<td>1</td>\n<td>10.0.0.2</td>\n<td>1796050742</td>\n</tr>\n</table>\n");
        Round round = poller(pen.pen(), true, null).ask(FIRST);
        assertThat(round.rates().servers().stream().map(rate -> rate.server().state()))
                .containsExactly("up", "failed");
    }

    @Test
    void ours_tells_states_latencies_and_services() throws NoAnswer {
        ScriptedPen pen = ScriptedPen.ours();
        Poller poller = poller(pen);
        Round web = poller.ask(FIRST);
        assertThat(web.service()).isEqualTo(new ToldService("web", "tcp", "0.0.0.0:80"));
        assertThat(web.rates().servers().getFirst().server().state()).isEqualTo("blacklisted");
        pass(1);
        Round names = poller.ask(SECOND);
        assertThat(names.mode()).isEqualTo("no hash no roundrobin least");
        assertThat(names.rates().kind()).isEqualTo(Arrivals.Kind.QUERIES);
        assertThat(names.rates().to()).isEqualTo(Rates.UNKNOWN);
        ServerReading server = names.rates().servers().getFirst().server();
        assertThat(server.state()).isEqualTo("down: no answer");
        assertThat(server.p99()).isEqualTo(1500);
        assertThat(poller.ask(new Poller.Wish(2, 0)).service()).isEqualTo(web.service());
    }

    @Test
    void a_service_can_be_named() throws NoAnswer {
        assertThat(poller(ScriptedPen.ours().pen(), false, "names").ask(FIRST).service())
                .isEqualTo(new ToldService("names", "dns", "0.0.0.0:53"));
        Poller wrong = poller(ScriptedPen.ours().pen(), false, "mail");
        assertThatThrownBy(() -> wrong.ask(FIRST))
                .isInstanceOf(NoAnswer.class)
                .hasMessage("service \"mail\" is not there (expected: one of its 2, such as web)");
    }

    @Test
    void after_a_silence_the_pen_is_met_again() throws NoAnswer {
        ScriptedPen pen = ScriptedPen.debians();
        Poller poller = poller(pen);
        poller.ask(FIRST);
        String servers = String.valueOf(pen.replies.put("servers", ""));
        assertThatThrownBy(() -> poller.ask(FIRST))
                .isInstanceOf(NoAnswer.class)
                .hasMessageEndingWith(
                        ": no servers in the reply (expected: a pen, whose control_acl lets this machine in)");
        pen.replies.put("servers", servers);
        pen.replies.put("pid", "4712\n");
        pass(10);
        assertThat(poller.ask(FIRST).pen().pid()).isEqualTo("4712");
    }

    @Test
    void who_takes_long_to_tell_clients_is_asked_for_them_less_often() throws NoAnswer {
        FakePen pen = FakePen.talking((client, command) -> {
            if (command.startsWith("recent")) {
                pass(1);
                FakePen.write(client, "192.0.2.1 connects 3 sx 10 rx 10\n");
            } else {
                FakePen.write(client, "0 addr 10.0.0.1" + ScriptedPen.DEBIANS_SERVER);
            }
        });
        Poller poller = poller(pen, false, null);
        for (int second = 0; second < 11; second++) {
            assertThat(poller.ask(FIRST).clients().count()).isEqualTo(1);
            pass(1);
        }
        assertThat(pen.seen().stream().filter(command -> command.startsWith("recent")))
                .containsExactly("recent 100000000", "recent 10");
    }

    @Test
    void a_reply_without_end_is_broken_off() {
        byte[] much = new byte[1 << 16];
        java.util.Arrays.fill(much, (byte) '7');
        FakePen pen = FakePen.talking((client, _) -> {
            for (int i = 0; i < 1600; i++) {
                client.write(java.nio.ByteBuffer.wrap(much));
            }
        });
        Poller poller = poller(pen, false, null);
        assertThatThrownBy(() -> poller.ask(FIRST))
                .isInstanceOf(NoAnswer.class)
                .hasMessageEndingWith(": the reply is longer than 16 MiB");
    }

    @Test
    void too_many_clients_are_a_note_and_the_rest_is_shown() throws NoAnswer {
        String line = "192.0.2.1 connects 3 sx 10 rx 10\n";
        ScriptedPen pen = ScriptedPen.debians();
        pen.replies.put("recent 100000000", line.repeat((17 << 20) / line.length()));
        Round round = poller(pen).ask(FIRST);
        assertThat(round.notes()).containsExactly("clients: the reply is longer than 16 MiB");
        assertThat(round.clients().byBytes()).hasSize(1);
    }

    @Test
    void very_many_servers_are_cut() throws NoAnswer {
        ScriptedPen pen = ScriptedPen.debians();
        var servers = new StringBuilder();
        for (int i = 0; i < Poller.MOST_SERVERS + 5; i++) {
            servers.append(i).append(" addr 10.0.0.1").append(ScriptedPen.DEBIANS_SERVER);
        }
        pen.replies.put("servers", servers.toString());
        Round round = poller(pen).ask(FIRST);
        assertThat(round.rates().servers()).hasSize(Poller.MOST_SERVERS);
        assertThat(round.notes()).containsExactly("only the first 10000 servers");
    }
}
