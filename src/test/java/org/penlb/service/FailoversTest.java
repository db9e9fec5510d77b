package org.penlb.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.balance.Server;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;
import org.penlb.events.EventText;
import org.penlb.events.ServerEvent;
import org.penlb.listen.QuietDatagrams;

class FailoversTest {
    private final List<String> told = new ArrayList<>();
    private final Failovers failovers = new Failovers((from, to, clients, reason) ->
            told.add(from + ": " + EventText.of(new ServerEvent.ClientsMoved("test", from, to, clients, reason))));
    private final List<Server> servers = QuietDatagrams.service(3, Protocol.UDP, Selection.DEFAULT)
            .balancer()
            .table()
            .servers();
    private long now = Long.MAX_VALUE - 5;

    private void moved(int from, int to, String reason) {
        failovers.moved(servers.get(from), servers.get(to), reason, now);
    }

    private void later() {
        now += Failovers.PAUSE_NANOS;
        failovers.tick(now);
    }

    private void expect(String... lines) {
        assertThat(told).containsExactly(lines);
        told.clear();
    }

    @Test
    void tells_of_the_first_client_at_once() {
        moved(0, 1, "refused");
        expect("10.0.0.0:53: refused: a client goes on with server 10.0.0.1:53");
    }

    @Test
    void tells_of_those_that_follow_by_their_number() {
        for (int i = 0; i < 1000; i++) {
            moved(0, 1, i < 999 ? "refused" : "timed out");
        }
        told.clear();
        now += Failovers.PAUSE_NANOS - 1;
        failovers.tick(now);
        expect();
        now++;
        failovers.tick(now);
        expect("10.0.0.0:53: timed out: 999 more clients go on with other servers");
        moved(0, 2, "refused");
        expect();
        later();
        expect("10.0.0.0:53: refused: 1 more client goes on with other servers");
    }

    @Test
    void starts_anew_after_a_quiet_time() {
        moved(0, 1, "refused");
        later();
        told.clear();
        moved(0, 1, "refused");
        expect("10.0.0.0:53: refused: a client goes on with server 10.0.0.1:53");
    }

    @Test
    void each_server_is_told_of_by_itself() {
        moved(0, 2, "refused");
        moved(1, 2, "refused");
        assertThat(told).hasSize(2);
    }
}
