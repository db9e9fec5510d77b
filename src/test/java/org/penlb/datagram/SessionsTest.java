package org.penlb.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.penlb.config.DatagramOptions;
import org.penlb.config.Selection;

/** Clients, the servers of their sessions, and how sessions end. */
class SessionsTest extends SessionsCase {
    @Test
    void a_client_stays_with_its_server_by_one_socket_for_each_port() throws IOException {
        start(3);
        for (int i = 0; i < 5; i++) {
            send(1000, "a" + i);
            Got got = gotOne();
            assertThat(got.server()).isZero();
            assertThat(got.text()).isEqualTo("a" + i);
            answer(got, "b" + i);
            expectAnswer(1000, "b" + i);
        }
        send(2000, "c");
        assertThat(gotOne().server()).isZero();
        assertThat(network.upstreams).hasSize(2);
        assertThat(servers.get(0).connections()).isEqualTo(2);
        expectNothingLeft();
    }

    @Test
    void by_turns_each_datagram_goes_to_another_server_and_each_answer_comes_back() throws IOException {
        selection = new Selection(Set.of(Selection.Flag.ROUNDROBIN));
        start(3);
        for (int i = 0; i < 9; i++) {
            send(1000, "a" + i);
            Got got = gotOne();
            assertThat(got.server()).isEqualTo(i % 3);
            answer(got, "b" + i);
            expectAnswer(1000, "b" + i);
        }
        assertThat(network.upstreams).hasSize(3);
        assertThat(open()).isEqualTo(3);
        expectNothingLeft();
    }

    @Test
    void a_session_lasts_with_the_server_that_had_the_fewest() throws IOException {
        selection = new Selection(Set.of(Selection.Flag.LEAST));
        start(2);
        send(1000, "a");
        send(2000, "b");
        assertThat(got()).extracting(Got::server).containsExactlyInAnyOrder(0, 1);
        for (int i = 0; i < 4; i++) {
            send(1000, "c");
        }
        assertThat(got()).hasSize(4).extracting(Got::server).containsOnly(0);
        assertThat(network.upstreams).hasSize(2);
    }

    @Test
    void the_session_that_was_idle_for_longest_gives_way() throws IOException {
        places = 3;
        start(1);
        send(1, "a");
        send(2, "b");
        send(3, "c");
        send(1, "d");
        got();
        send(4, "e");
        assertThat(gotOne().text()).isEqualTo("e");
        assertThat(open()).isEqualTo(3);
        send(1, "f");
        assertThat(open()).isEqualTo(3);
        assertThat(network.upstreams).hasSize(3);
        send(2, "g");
        assertThat(network.upstreams).hasSize(3);
        expectNothingLeft();
    }

    @Test
    void a_tick_ends_so_many_sessions_at_most_and_the_next_one_goes_on() throws IOException {
        places = 5000;
        start(1);
        for (int client = 1; client <= 4500; client++) {
            send(client, "a");
        }
        later(60_000);
        assertThat(open()).isBetween(2500, 4484);
        for (int tick = 0; tick < 4500 / 16 && open() > 0; tick++) {
            later(60_000);
        }
        assertThat(open()).isZero();
    }

    @Test
    void what_the_system_does_not_take_is_counted_once_either_way() throws IOException {
        start(1);
        send(1, "a");
        gotOne().port().dropped = 2;
        network.listening().dropped = 3;
        later(1000);
        later(2000);
        assertThat(dropped()).isEqualTo(5);
        send(1, "b");
        gotOne().port().dropped = 1;
        sessions().close();
        assertThat(dropped()).isEqualTo(6);
    }

    @Test
    void what_finds_a_receive_buffer_full_is_dropped_and_counted_apart_once() throws IOException {
        start(1);
        send(1, "a");
        gotOne().port().overflowed = 20;
        network.listening().overflowed = 3;
        network.listening().dropped = 100;
        later(1000);
        later(2000);
        assertThat(dropped()).isEqualTo(123);
        send(1, "b");
        gotOne().port().overflowed = 1;
        network.listening().overflowed = 1;
        sessions().close();
        assertThat(dropped()).isEqualTo(125);
        assertThat(Objects.requireNonNull(service).datagrams().totals().overflowed())
                .isEqualTo(25);
    }

    @Test
    void idle_sessions_end_and_busy_ones_do_not() throws IOException {
        options = DatagramOptions.DEFAULT.withSessionTimeout(Duration.ofSeconds(1));
        start(1);
        send(1, "a");
        later(900);
        assertThat(open()).isEqualTo(1);
        later(1100);
        assertThat(open()).isZero();
    }

    @Test
    void waits_for_an_answer_that_is_owed_when_it_ends() throws IOException {
        start(1);
        assertThat(sessions().isWaiting()).isFalse();
        send(1, "a");
        Got got = gotOne();
        sessions().stopTaking();
        assertThat(sessions().isWaiting()).isTrue();
        send(1, "b");
        assertThat(got()).isEmpty();
        answer(got, "A");
        expectAnswer(1, "A");
        assertThat(sessions().isWaiting()).isFalse();
        sessions().close();
        assertThat(network.upstreams).isEmpty();
        assertThat(open()).isZero();
    }

    private List<String> assignments() {
        List<String> assigned = new ArrayList<>();
        Objects.requireNonNull(service)
                .events()
                .subscribeToAssignments(event -> assigned.add(event.server().toString()));
        return assigned;
    }

    @Test
    void a_session_is_announced_once_and_again_when_its_server_fails() throws IOException {
        start(2);
        List<String> assigned = assignments();
        for (int i = 0; i < 3; i++) {
            send(1000, "a" + i);
        }
        assertThat(assigned).containsExactly("10.0.0.0:53");
        List<Got> got = got();
        got.getLast().port().isUnreachable();
        assertThat(gotOne().server()).isEqualTo(1);
        assertThat(assigned).containsExactly("10.0.0.0:53", "10.0.0.1:53");
    }

    @Test
    void an_untracked_session_is_announced_once() throws IOException {
        selection = new Selection(Set.of(Selection.Flag.UNTRACKED));
        start(1);
        List<String> assigned = assignments();
        send(1000, "a");
        send(1000, "b");
        assertThat(assigned).containsExactly("10.0.0.0:53");
    }

    @Test
    void by_turns_each_datagram_is_announced_with_its_server() throws IOException {
        selection = new Selection(Set.of(Selection.Flag.ROUNDROBIN));
        start(2);
        List<String> assigned = assignments();
        for (int i = 0; i < 4; i++) {
            send(1000, "a" + i);
        }
        assertThat(assigned).containsExactly("10.0.0.0:53", "10.0.0.1:53", "10.0.0.0:53", "10.0.0.1:53");
    }
}
