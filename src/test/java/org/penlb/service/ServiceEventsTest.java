package org.penlb.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.penlb.balance.Server;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;
import org.penlb.events.RecentEvent;
import org.penlb.listen.QuietDatagrams;

/** What a service tells of its servers, once and not for each client that it concerns. */
class ServiceEventsTest {
    private final Service service = QuietDatagrams.service(2, Protocol.DNS, Selection.DEFAULT);
    private final Server server = service.balancer().table().servers().getFirst();

    private List<String> told() {
        return service.events().recent().after(0, 100).stream()
                .map(event -> event.kind().word() + " " + event.service() + " " + event.server() + " " + event.text())
                .toList();
    }

    @Test
    void a_server_that_fails_a_thousand_clients_is_one_event() {
        for (int i = 0; i < 1000; i++) {
            service.reports().unreachable(server, "connection refused");
        }
        assertThat(told()).containsExactly("server-failed test 10.0.0.0:53 connection refused; left alone for 30 s");
        assertThat(server.failures()).isEqualTo(1000);
    }

    @Test
    void a_server_that_answers_again_is_one_event() {
        service.reports().answered(server);
        assertThat(told()).isEmpty();
        service.reports().failed(server, "timed out");
        service.reports().answered(server);
        service.reports().answered(server);
        assertThat(told())
                .containsExactly(
                        "server-failed test 10.0.0.0:53 timed out; left alone for 30 s",
                        "server-back test 10.0.0.0:53 answers again");
    }

    @Test
    void a_server_that_answers_datagrams_again_is_one_event() {
        service.balancer().blacklist(server, Duration.ofSeconds(10));
        long later = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        long soon = later - TimeUnit.SECONDS.toNanos(15);
        service.reports().answeredDatagram(server, soon, soon);
        assertThat(told()).as("left alone still").isEmpty();
        service.reports().answeredDatagram(server, later, later);
        service.reports().answeredDatagram(server, later, later);
        assertThat(told()).containsExactly("server-back test 10.0.0.0:53 answers again");
    }

    /** Connections were on their way when the operator spoke. */
    @Test
    void what_the_operator_ordered_is_neither_cut_short_nor_ended_by_traffic_nor_is_that_told() {
        service.balancer().blacklist(server, Duration.ofHours(1));
        service.reports().unreachable(server, "connection refused");
        service.reports().answered(server);
        service.reports().answeredDatagram(server, System.nanoTime(), System.nanoTime());
        long soon = System.nanoTime() + TimeUnit.MINUTES.toNanos(59);
        assertThat(server.isBlacklisted(soon)).isTrue();
        assertThat(told()).isEmpty();
    }

    @Test
    void several_event_loops_that_find_a_server_down_tell_once() {
        service.reports().wentDown(server, "does not answer");
        service.reports().wentDown(server, "connection refused");
        service.reports().cameUp(server);
        service.reports().cameUp(server);
        service.reports().isNotChecked(server);
        assertThat(told())
                .containsExactly(
                        "server-down test 10.0.0.0:53 does not answer", "server-up test 10.0.0.0:53 is well again");
    }

    @Test
    void health_checks_tell_why() {
        service.reports().wentDown(server, "answers SERVFAIL");
        assertThat(server.downReason()).isEqualTo("answers SERVFAIL");
        assertThat(server.lastFailure()).extracting(failure -> failure.reason()).isEqualTo("answers SERVFAIL");
        service.reports().cameUp(server);
        assertThat(server.downReason()).isNull();
        service.reports().wentDown(server, "does not answer");
        service.reports().isNotChecked(server);
        assertThat(server.downReason()).isNull();
        assertThat(told())
                .containsExactly(
                        "server-down test 10.0.0.0:53 answers SERVFAIL",
                        "server-up test 10.0.0.0:53 is well again",
                        "server-down test 10.0.0.0:53 does not answer",
                        "server-up test 10.0.0.0:53 is not checked any more");
    }

    @Test
    void clients_that_move_are_told_of_as_failovers() {
        service.reports().moved(server, service.balancer().table().servers().getLast(), "connection refused");
        assertThat(service.events().recent().latest(1))
                .singleElement()
                .satisfies(event -> assertThat(event.kind()).isEqualTo(RecentEvent.Kind.FAILOVER));
    }

    @Test
    void errors_are_whatever_went_wrong() {
        server.countFailure();
        server.queries().timedOut();
        service.datagrams().unanswered();
        service.datagrams().refused();
        service.clients().countRefused();
        service.clients().countServerReset();
        assertThat(service.totals().errors()).isEqualTo(6);
    }

    /** Sessions count a refused client in both places. */
    @Test
    void a_refused_datagram_is_one_error() {
        Service udp = QuietDatagrams.service(1, Protocol.UDP, Selection.DEFAULT);
        udp.datagrams().refused();
        udp.clients().countRefused();
        assertThat(udp.totals().errors()).isEqualTo(1);
    }
}
