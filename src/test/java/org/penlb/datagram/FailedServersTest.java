package org.penlb.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.penlb.config.DatagramOptions;

/** What becomes of sessions whose server fails, and who is told of it. */
class FailedServersTest extends SessionsCase {
    @Test
    void what_an_unreachable_server_owes_goes_to_the_next_and_so_do_other_sessions() throws IOException {
        start(3);
        send(1000, "a");
        send(2000, "b");
        List<Got> first = got();
        assertThat(first).extracting(Got::server).containsExactly(0, 0);
        first.getFirst().port().isUnreachable();
        Got second = gotOne();
        assertThat(second.server()).isEqualTo(1);
        assertThat(second.text()).isEqualTo("a");
        second.port().isUnreachable();
        Got third = gotOne();
        assertThat(third.server()).isEqualTo(2);
        answer(third, "A");
        expectAnswer(1000, "A");
        send(2000, "c");
        assertThat(gotOne().server()).isEqualTo(2);
        expectNothingLeft();
    }

    @Test
    void when_all_are_gone_they_are_asked_by_turns_until_one_answers() throws IOException {
        start(2);
        send(1000, "a");
        gotOne().port().isUnreachable();
        gotOne().port().isUnreachable();
        assertThat(got()).isEmpty();
        assertThat(network.upstreams).isEmpty();
        assertThat(servers).noneMatch(server -> server.isWell(System.nanoTime()));
        send(1000, "b");
        Got first = gotOne();
        first.port().isUnreachable();
        Got second = gotOne();
        assertThat(second.server()).as("the other one").isNotEqualTo(first.server());
        assertThat(second.text()).isEqualTo("b");
        second.port().isUnreachable();
        assertThat(got()).as("each once").isEmpty();
        send(1000, "c");
        Got back = gotOne();
        answer(back, "C");
        expectAnswer(1000, "C");
        assertThat(servers.get(back.server()).isWell(System.nanoTime())).isTrue();
        send(1000, "d");
        assertThat(gotOne().server()).isEqualTo(back.server());
        assertThat(events())
                .containsSubsequence(
                        "server-failed 10.0.0.0:53",
                        "server-failed 10.0.0.1:53",
                        "server-back 10.0.0." + back.server() + ":53");
        expectNothingLeft();
    }

    @Test
    void what_the_operator_has_left_alone_is_not_asked_though_nobody_else_is_left() throws IOException {
        start(1);
        Objects.requireNonNull(service).balancer().blacklist(servers.get(0), Duration.ofHours(1));
        send(1000, "a");
        assertThat(got()).isEmpty();
        assertThat(Objects.requireNonNull(service).datagrams().totals().refused())
                .isEqualTo(1);
    }

    @Test
    void what_was_answered_is_not_sent_again() throws IOException {
        start(2);
        send(1000, "a");
        Got got = gotOne();
        answer(got, "b");
        got.port().isUnreachable();
        assertThat(got()).isEmpty();
        expectNothingLeft();
    }

    @Test
    void a_machine_that_stood_still_blames_nobody() throws IOException {
        options = DatagramOptions.DEFAULT.withResponses(1).withResponseTimeout(Duration.ofMillis(500));
        start(2);
        send(1000, "a");
        gotOne();
        sessions().tick(System.nanoTime() + TimeUnit.SECONDS.toNanos(2), true);
        assertThat(servers.get(0).isWell(System.nanoTime())).isTrue();
    }

    @Test
    void the_only_place_goes_from_a_server_that_failed_to_the_one_that_takes_over() throws IOException {
        places = 1;
        start(2);
        send(1, "a");
        gotOne().port().isUnreachable();
        Got second = gotOne();
        assertThat(second.server()).isEqualTo(1);
        assertThat(second.text()).isEqualTo("a");
        answer(second, "A");
        expectAnswer(1, "A");
        assertThat(open()).isEqualTo(1);
        expectNothingLeft();
    }

    @Test
    void a_server_to_which_there_is_no_way_has_failed_and_another_gets_the_datagram() throws IOException {
        start(2);
        network.unroutable.add((InetSocketAddress) servers.get(0).address());
        send(1, "a");
        Got got = gotOne();
        assertThat(got.server()).isEqualTo(1);
        assertThat(servers.get(0).isWell(System.nanoTime())).isFalse();
        network.unroutable.add((InetSocketAddress) servers.get(1).address());
        send(2, "b");
        assertThat(open()).isEqualTo(1); // the first client's: it was not thrown out in vain
        answer(got, "A");
        expectAnswer(1, "A");
        expectNothingLeft();
    }

    @Test
    void empty_and_large_datagrams_are_rescued_like_others() throws IOException {
        start(2);
        send(1, "");
        gotOne().port().isUnreachable();
        assertThat(gotOne().text()).isEmpty();
        servers.forEach(server -> assertThat(server.connections()).isBetween(0, 1));
        String large = "x".repeat(65_507);
        send(2, large);
        gotOne().port().isUnreachable();
        assertThat(gotOne().text()).as("both have failed by now").isEqualTo(large);
    }

    @Test
    void a_server_that_fails_is_told_of_and_so_are_its_clients_that_go_on_with_another() throws IOException {
        start(2);
        send(1000, "a");
        send(2000, "b");
        got().forEach(got -> got.port().isUnreachable());
        assertThat(events()).containsExactly("server-failed 10.0.0.0:53", "failover 10.0.0.0:53");
        assertThat(servers.get(0).failures()).as("two clients'").isEqualTo(2);
        assertThat(servers.get(0).lastFailure())
                .extracting(failure -> failure.reason())
                .isEqualTo("connection refused");
        got().forEach(got -> answer(got, "A"));
        assertThat(servers.get(1).served()).isEqualTo(2);
        assertThat(servers.get(0).served()).isZero();
        later(11_000);
        assertThat(events()).hasSize(3).last().isEqualTo("failover 10.0.0.0:53");
    }

    @Test
    void no_way_to_a_server_is_a_failure() throws IOException {
        start(2);
        network.unroutable.add((InetSocketAddress) servers.get(0).address());
        send(1, "a");
        assertThat(servers.get(0).failures()).isEqualTo(1);
        assertThat(events()).containsExactly("server-failed 10.0.0.0:53");
    }

    @Test
    void a_server_that_answers_after_it_was_left_alone_is_told_of() throws IOException {
        start(1);
        Objects.requireNonNull(service).balancer().blacklist(servers.get(0), Duration.ofNanos(1));
        send(1000, "a");
        answer(gotOne(), "A");
        send(1000, "b");
        answer(gotOne(), "B");
        assertThat(events()).containsExactly("server-back 10.0.0.0:53");
    }
}
