package org.penlb.dnsfront;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.penlb.balance.Observation;
import org.penlb.listen.FakeDatagrams;

/** The network changes under sockets towards servers; and even if it does not, they are opened anew. */
class ChangedNetworkTest extends QueryPipelineCase {
    private static final InetAddress ELSEWHERE = InetAddress.ofLiteral("10.9.0.9");
    private static final String MOVED = "network-changed 10.0.0.0:53 the way to it starts at 10.9.0.9 now,"
            + " no longer at 10.9.0.1; its sockets are opened anew";

    private int seconds;

    private void nextSecond() {
        front().tickSecond(System.nanoTime() + TimeUnit.SECONDS.toNanos(++seconds));
    }

    private void routeMoves() {
        network.source = ELSEWHERE;
    }

    @Test
    void what_cannot_be_sent_from_an_address_that_is_gone_leaves_from_the_new_one() throws IOException {
        start(1);
        ask(7, "name");
        Asked lost = askedOne();
        routeMoves();
        lost.port().cannotSend();
        Asked again = askedOne();
        assertThat(again.port().localAddress().getAddress()).isEqualTo(ELSEWHERE);
        reply(again, 0);
        expectAnswer(7, "name", 0);
        assertThat(servers.getFirst().downReason())
                .as("it is no fault of the server's")
                .isNull();
        assertThat(events()).containsExactly(MOVED);
        nextSecond();
        assertThat(network.upstreams)
                .as("the old ones are closed")
                .allMatch(port -> port.localAddress().getAddress().equals(ELSEWHERE));
        expectNothingLeft();
    }

    @Test
    void a_route_that_moves_is_found_within_a_second_and_what_waits_goes_on() throws IOException {
        start(2);
        ask(1, "name");
        ask(2, "name");
        List<Asked> lost = asked();
        routeMoves();
        nextSecond();
        List<Asked> again = asked();
        assertThat(again).extracting(Asked::server).containsExactlyInAnyOrder(0, 1);
        again.forEach(asked -> reply(asked, 0));
        assertThat(answers()).hasSize(2);
        lost.forEach(asked -> reply(asked, 0));
        assertThat(answers()).isEmpty();
        assertThat(events()).hasSize(2).contains(MOVED);
        expectNothingLeft();
    }

    @Test
    void silence_that_comes_of_a_route_that_moved_takes_nobody_out() throws IOException {
        start(1);
        for (int id = 0; id < 5; id++) {
            ask(id, "name");
        }
        assertThat(asked()).hasSize(5);
        routeMoves();
        later(700);
        assertThat(servers.getFirst().downReason()).isNull();
        assertThat(asked())
                .hasSize(5)
                .allMatch(asked -> asked.port().localAddress().getAddress().equals(ELSEWHERE));
        assertThat(events()).containsExactly(MOVED);
    }

    @Test
    void without_another_way_the_server_is_down_and_back_by_new_sockets() throws IOException {
        start(1);
        ask(7, "name");
        Asked lost = askedOne();
        var server = (InetSocketAddress) servers.getFirst().address();
        network.unroutable.add(server);
        lost.port().cannotSend();
        assertThat(servers.getFirst().downReason()).isEqualTo("no route to host");
        network.unroutable.remove(server);
        routeMoves();
        nextSecond();
        servers.getFirst().observe(Observation.Plain.FOUND_WELL, System.nanoTime());
        ask(8, "name");
        assertThat(asked())
                .isNotEmpty()
                .allMatch(asked -> asked.port().localAddress().getAddress().equals(ELSEWHERE));
    }

    @Test
    void a_new_socket_that_does_no_better_is_the_servers_fault() throws IOException {
        start(1);
        ask(7, "name");
        askedOne().port().cannotSend();
        assertThat(servers.getFirst().downReason()).isNull();
        askedOne().port().cannotSend();
        assertThat(servers.getFirst().downReason()).isEqualTo("network unreachable");
    }

    @Test
    void that_there_is_no_descriptor_for_a_new_socket_is_not_the_servers_fault() throws IOException {
        start(1);
        ask(7, "name");
        Asked lost = askedOne();
        network.exhausted = true;
        lost.port().cannotSend();
        lost.port().cannotSend();
        assertThat(servers.getFirst().downReason()).isNull();
        assertThat(events()).isEmpty();
    }

    @Test
    void what_the_network_reports_of_the_old_way_does_not_concern_the_new_one() throws IOException {
        start(2);
        ask(7, "name");
        Asked old = askedOne();
        later(300);
        reply(askedOne(), 0); // by the other server
        expectAnswer(7, "name", 0);
        routeMoves();
        nextSecond();
        assertThat(network.upstreams).as("it may be answered there still").contains(old.port());
        old.port().isUnreachable();
        assertThat(servers.get(old.server()).downReason()).isNull();
    }

    @Test
    void what_a_server_may_have_carried_out_is_not_sent_to_it_again() throws IOException {
        start(1);
        byte[] update = query(7, "name");
        update[2] |= 5 << 3;
        network.listening().comesIn(update, CLIENT);
        List<Asked> asked = asked();
        routeMoves();
        nextSecond();
        assertThat(asked().size() + asked.size()).isLessThanOrEqualTo(1);
    }

    @Test
    void ports_are_opened_anew_while_they_are_used_and_the_old_ones_answer_until_they_owe_nothing() throws IOException {
        start(1);
        ask(1, "name");
        Asked slow = askedOne();
        Set<Integer> seen = new HashSet<>();
        for (int id = 2; id < 400; id++) {
            ask(id, "name");
            Asked asked = askedOne();
            seen.add(asked.port().localAddress().getPort());
            reply(asked, 0);
            if (id % 20 == 0) {
                nextSecond();
            }
        }
        assertThat(seen).as("four ports and one more each second").hasSizeGreaterThan(15);
        assertThat(network.upstreams).hasSizeLessThanOrEqualTo(5).contains(slow.port());
        answers();
        reply(slow, 0);
        expectAnswer(1, "name", 0);
        nextSecond();
        assertThat(network.upstreams).hasSize(4).doesNotContain(slow.port());
        assertThat(events()).as("nothing to tell").isEmpty();
    }

    @Test
    void silent_servers_do_not_make_sockets_without_end() throws IOException {
        start(1);
        for (int id = 0; id < 400; id++) {
            ask(id, "name");
            if (id % 10 == 0) {
                nextSecond();
            }
        }
        assertThat(network.upstreams).hasSizeLessThanOrEqualTo(16);
    }

    @Test
    void unused_ports_stay_for_a_while() throws IOException {
        start(1);
        ask(1, "name");
        reply(askedOne(), 0);
        int opened = network.opened;
        nextSecond();
        nextSecond();
        nextSecond();
        nextSecond();
        assertThat(network.opened - opened).as("the one that was used").isEqualTo(1);
    }

    @Test
    void without_a_descriptor_the_old_ports_go_on() throws IOException {
        start(1);
        ask(1, "name");
        reply(askedOne(), 0);
        List<FakeDatagrams.Port> before = new ArrayList<>(network.upstreams);
        network.unroutable.add((InetSocketAddress) servers.getFirst().address());
        for (int i = 0; i < 4; i++) {
            nextSecond();
        }
        assertThat(network.upstreams).isEqualTo(before);
        assertThat(servers.getFirst().downReason()).isNull();
    }

    /** A router's table of connections that has forgotten one, for instance. */
    @Test
    void a_port_that_stays_silent_while_the_server_answers_at_others_is_opened_anew() throws IOException {
        rescue = false;
        start(1);
        long begun = System.nanoTime();
        ask(0, "name");
        Asked first = askedOne();
        FakeDatagrams.Port silent = first.port();
        int id = 1;
        for (int missed = 0; missed < 10; id++) {
            ask(id, "name");
            Asked asked = askedOne();
            if (asked.port() == silent) {
                missed++;
            } else {
                reply(asked, 0);
            }
        }
        front().tick(begun + TimeUnit.MILLISECONDS.toNanos(1500));
        assertThat(events())
                .containsExactly("network-changed 10.0.0.0:53 it answers, but no longer at one of our ports;"
                        + " its sockets are opened anew");
        Set<Integer> numbers = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            ask(id + i, "name");
            numbers.add(askedOne().port().localAddress().getPort());
        }
        assertThat(numbers).hasSize(4).doesNotContain(silent.localAddress().getPort());
        assertThat(servers.getFirst().downReason()).isNull();
    }
}
