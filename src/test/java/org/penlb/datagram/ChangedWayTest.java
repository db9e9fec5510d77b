package org.penlb.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.config.DatagramOptions;

/** The network changes under the sockets of sessions. */
class ChangedWayTest extends SessionsCase {
    private static final InetAddress ELSEWHERE = InetAddress.ofLiteral("10.9.0.9");

    private void routeMoves() {
        network.source = ELSEWHERE;
    }

    private List<String> told() {
        return service().events().recent().after(0, 100).stream()
                .map(event -> event.server() + " " + event.text())
                .toList();
    }

    private static void expectFrom(InetAddress address, Got got) {
        assertThat(got.port().localAddress().getAddress()).isEqualTo(address);
    }

    @Test
    void what_cannot_be_sent_from_an_address_that_is_gone_leaves_from_the_new_one() throws IOException {
        start(1);
        send(1, "one");
        Got lost = gotOne();
        routeMoves();
        lost.port().cannotSend();
        Got again = gotOne();
        assertThat(again.text()).isEqualTo("one");
        expectFrom(ELSEWHERE, again);
        answer(again, "yes");
        expectAnswer(1, "yes");
        assertThat(servers.getFirst().isWell(System.nanoTime())).isTrue();
        assertThat(told())
                .containsExactly("10.0.0.0:53 the way to it starts at 10.9.0.9 now, no longer at 10.9.0.1;"
                        + " its sockets are opened anew");
        assertThat(network.upstreams).hasSize(1);
        expectNothingLeft();
    }

    @Test
    void a_session_goes_on_from_the_new_address_within_a_second_after_a_route_has_moved() throws IOException {
        start(2);
        send(1, "one");
        answer(gotOne(), "yes");
        expectAnswer(1, "yes");
        later(1000);
        routeMoves();
        send(1, "two");
        expectFrom(InetAddress.ofLiteral("10.9.0.1"), gotOne());
        later(2000);
        send(1, "three");
        Got three = gotOne();
        expectFrom(ELSEWHERE, three);
        answer(three, "yes");
        expectAnswer(1, "yes");
        assertThat(told()).as("once for each server").hasSize(2);
        assertThat(network.upstreams).hasSize(1);
        send(1, "four");
        assertThat(gotOne().port()).as("and stays there").isSameAs(three.port());
    }

    @Test
    void a_server_that_owes_answers_since_its_route_moved_is_asked_by_a_new_socket_and_not_blamed() throws IOException {
        options = DatagramOptions.DEFAULT.withResponses(1).withResponseTimeout(Duration.ofMillis(300));
        start(1);
        later(1000);
        send(1, "one");
        assertThat(gotOne().text()).isEqualTo("one");
        routeMoves();
        later(400);
        Got again = gotOne();
        assertThat(again.text()).isEqualTo("one");
        expectFrom(ELSEWHERE, again);
        assertThat(servers.getFirst().isWell(System.nanoTime())).isTrue();
        answer(again, "yes");
        expectAnswer(1, "yes");
    }

    @Test
    void a_new_socket_that_does_no_better_is_the_servers_fault() throws IOException {
        start(2);
        send(1, "one");
        Got first = gotOne();
        first.port().cannotSend();
        Got second = gotOne();
        assertThat(second.server()).isEqualTo(first.server());
        second.port().cannotSend();
        assertThat(gotOne().server()).isNotEqualTo(first.server());
    }

    @Test
    void that_there_is_no_descriptor_for_a_new_socket_is_not_the_servers_fault() throws IOException {
        start(2);
        send(1, "one");
        Got first = gotOne();
        network.exhausted = true;
        first.port().cannotSend();
        first.port().cannotSend();
        assertThat(got()).as("not by the one that sends nothing").isEmpty();
        assertThat(servers).allMatch(server -> server.isWell(System.nanoTime()));
        assertThat(service().totals().untried()).isPositive();
        assertThat(told()).isEmpty();
    }

    @Test
    void without_any_way_the_session_goes_to_another_server() throws IOException {
        start(2);
        send(1, "one");
        Got first = gotOne();
        network.unroutable.add((InetSocketAddress) servers.get(first.server()).address());
        first.port().cannotSend();
        assertThat(gotOne().server()).isNotEqualTo(first.server());
    }
}
