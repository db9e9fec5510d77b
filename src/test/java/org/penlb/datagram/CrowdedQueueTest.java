package org.penlb.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Sessions that are there come before those of new sources, in the queue and at the limit. */
class CrowdedQueueTest extends SessionsCase {
    private long shed() {
        return Objects.requireNonNull(service).datagrams().totals().shed();
    }

    private void exchange(int client) {
        send(client, "a");
        answer(gotOne(), "A");
    }

    @Test
    void new_sources_are_shed_while_the_queue_is_long_and_known_ones_are_served() throws IOException {
        start(1);
        exchange(1);
        network.listening().waiting = 10_000;
        send(2, "b");
        assertThat(got()).isEmpty();
        assertThat(open()).isEqualTo(1);
        send(1, "c");
        assertThat(gotOne().text()).isEqualTo("c");
        assertThat(shed()).isEqualTo(1);
        assertThat(dropped()).isEqualTo(1);
        network.listening().waiting = 0;
        send(2, "d");
        assertThat(gotOne().text()).isEqualTo("d");
    }

    /** Or a flood of those would drive out everybody who does not say something every moment. */
    @Test
    void a_client_that_went_on_after_an_answer_keeps_its_place_before_those_that_said_one_word() throws IOException {
        places = 10;
        start(1);
        exchange(1);
        send(1, "again");
        Got known = gotOne();
        for (int client = 1002; client < 1200; client++) {
            exchange(client);
        }
        send(1, "still");
        assertThat(gotOne().port()).isSameAs(known.port());
        assertThat(open()).isEqualTo(10);
    }

    @Test
    void those_that_are_known_leave_room_for_others_to_become_known() throws IOException {
        places = 8;
        start(1);
        for (int client = 1; client <= 8; client++) {
            exchange(client);
            send(client, "again");
            got();
        }
        send(100, "a");
        Got one = gotOne();
        send(101, "a");
        Got other = gotOne();
        network.listening().sentTo.clear();
        answer(one, "A");
        answer(other, "A");
        assertThat(network.listening().sentTo).containsExactly(100, 101);
        send(100, "again");
        assertThat(gotOne().port()).isSameAs(one.port());
    }

    @Test
    void a_client_is_known_while_it_has_a_session_in_which_it_went_on() throws IOException {
        start(1);
        var counters = Objects.requireNonNull(service).datagrams();
        exchange(1);
        assertThat(counters.hasKnownSessions()).isFalse();
        send(1, "again");
        send(1, "and again");
        assertThat(counters.hasKnownSessions()).isTrue();
        expectNothingLeft();
        assertThat(counters.hasKnownSessions()).isFalse();
    }

    @Test
    void idle_sessions_end_whether_they_are_known_or_not() throws IOException {
        start(1);
        exchange(1);
        send(1, "again");
        got();
        exchange(2);
        expectNothingLeft();
    }
}
