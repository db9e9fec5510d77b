package org.penlb.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.penlb.config.DatagramOptions;
import org.penlb.config.Selection;

/** What follows from datagrams that a server does not answer, and what does not. */
class SilentServersTest extends SessionsCase {
    private static final int ATTACKER = 666;

    @BeforeEach
    void each_datagram_wants_an_answer() {
        options = DatagramOptions.DEFAULT.withResponses(1).withResponseTimeout(Duration.ofMillis(500));
    }

    private boolean isWell(int server) {
        return servers.get(server).isWell(System.nanoTime());
    }

    private void served(int client, int server) {
        send(client, "q");
        Got got = gotOne();
        assertThat(got.server()).isEqualTo(server);
        answer(got, "a");
        expectAnswer(client, "a");
    }

    @Test
    void one_datagram_that_nobody_answers_takes_no_server_out_and_is_sent_to_no_other() throws IOException {
        start(2);
        send(ATTACKER, "x");
        assertThat(gotOne().server()).isZero();
        later(600);
        assertThat(got()).as("no copies").isEmpty();
        assertThat(isWell(0)).isTrue();
        later(60_000);
        assertThat(events()).isEmpty();
        assertThat(servers.get(0).queries().timeouts()).isEqualTo(1);
    }

    @Test
    void whoever_asks_what_nobody_answers_takes_no_server_out_that_answers_others() throws IOException {
        start(2);
        for (int round = 0; round < 10; round++) {
            for (int client = 0; client < 5; client++) {
                send(ATTACKER + client, "x");
            }
            got();
            send(1000, "q");
            Got asked = gotOne();
            answer(asked, "a");
            expectAnswer(1000, "a");
            later(600);
        }
        assertThat(isWell(0)).isTrue();
        assertThat(isWell(1)).isTrue();
        assertThat(events()).noneMatch(event -> event.startsWith("server-failed"));
    }

    @Test
    void a_client_that_is_not_answered_goes_on_with_another_server() throws IOException {
        start(2);
        send(1000, "a");
        assertThat(gotOne().server()).isZero();
        later(600);
        served(1000, 1);
        served(1000, 1);
        served(2000, 1); // the same address
        assertThat(isWell(0)).as("one client proves nothing").isTrue();
        assertThat(events()).containsExactly("failover 10.0.0.0:53");
    }

    @Test
    void several_clients_that_were_answered_before_prove_that_a_server_is_dead() throws IOException {
        selection = new Selection(Set.of(Selection.Flag.FIRST));
        start(2);
        for (int client = 1; client <= 3; client++) {
            sendFrom("10.1.0." + client, client, "q");
            answer(gotOne(), "a");
            expectAnswer(client, "a");
        }
        later(1_100); // what they got is counted
        for (int client = 1; client <= 3; client++) {
            sendFrom("10.1.0." + client, client, "q");
        }
        assertThat(got()).hasSize(3).allMatch(got -> got.server() == 0);
        later(1_100);
        assertThat(isWell(0)).isFalse();
        assertThat(servers.get(0).lastFailure())
                .extracting(failure -> failure.reason())
                .isEqualTo("does not answer");
        assertThat(events()).containsExactly("server-failed 10.0.0.0:53");
        served(4, 1);
    }

    @Test
    void many_ports_of_one_client_prove_nothing() throws IOException {
        start(2);
        served(1, 0);
        later(1_100);
        for (int port = 1; port <= 20; port++) {
            send(port, "x");
            got();
            later(1_100);
        }
        assertThat(isWell(0)).isTrue();
        assertThat(isWell(1)).isTrue();
        assertThat(events()).noneMatch(event -> event.startsWith("server-failed"));
    }

    @Test
    void an_answer_that_comes_late_shows_that_a_server_is_alive() throws IOException {
        start(2);
        send(1, "a");
        Got first = gotOne();
        send(2, "a");
        Got second = gotOne();
        later(600);
        answer(first, "no");
        expectAnswer(1, "no");
        answer(second, "no");
        expectAnswer(2, "no");
        served(1, 0);
        served(2, 0);
        assertThat(events()).isEmpty();
        assertThat(isWell(0)).isTrue();
    }

    @Test
    void what_is_not_answered_goes_to_another_server_if_the_operator_says_so() throws IOException {
        options = options.withResend(true);
        start(2);
        send(1000, "a");
        send(1000, "b");
        assertThat(got()).hasSize(2);
        later(600);
        Got again = gotOne();
        assertThat(again.server()).isEqualTo(1);
        assertThat(again.text()).isEqualTo("b");
        assertThat(isWell(0)).isTrue();
        answer(again, "B");
        expectAnswer(1000, "B");
    }

    @Test
    void it_may_go_in_the_place_of_the_one_that_was_not_answered() throws IOException {
        options = options.withResend(true);
        places = 1;
        start(2);
        send(1000, "a");
        got();
        later(600);
        Got again = gotOne();
        assertThat(again.server()).isEqualTo(1);
        assertThat(again.text()).isEqualTo("a");
        answer(again, "A");
        expectAnswer(1000, "A");
        assertThat(open()).isEqualTo(1);
        assertThat(dropped()).isZero();
        expectNothingLeft();
    }

    @Test
    void nobody_is_given_a_dead_server_for_one_that_was_silent_to_him() throws IOException {
        start(2);
        service().reports().failed(servers.get(1), "is dead");
        send(1000, "x");
        assertThat(gotOne().server()).isZero();
        later(600);
        served(1000, 0);
        served(2000, 0);
    }

    @Test
    void a_client_keeps_its_place_at_the_only_server_though_that_is_full() throws IOException {
        limits = ":1";
        start(1);
        send(1000, "x");
        got();
        later(600);
        served(1000, 0);
        assertThat(service().clients().refused()).isZero();
    }

    @Test
    void by_turns_too_a_client_is_spared_the_server_that_did_not_answer_it() throws IOException {
        selection = new Selection(Set.of(Selection.Flag.ROUNDROBIN));
        start(2);
        send(1000, "a");
        send(1000, "b");
        Got second = got().getLast();
        assertThat(second.server()).isEqualTo(1);
        answer(second, "B");
        expectAnswer(1000, "B");
        later(600);
        served(1000, 1);
        served(1000, 1);
        served(1000, 1);
    }
}
