package org.penlb.dnsfront;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.penlb.balance.Observation;
import org.penlb.balance.Server;

/** Servers that fail are taken out, asked when all are, and told of. */
class ServersThatFailTest extends QueryPipelineCase {
    @Test
    void a_silent_server_is_taken_out_after_a_few_queries_that_another_answers() throws IOException {
        start(2);
        for (int id = 0; id < 10; id++) {
            ask(id, "name" + id);
        }
        answerThoseOf(1);
        later(600);
        assertThat(servers.get(0).downReason()).as("nobody has done better yet").isNull();
        answerThoseOf(1);
        later(600);
        assertThat(servers.get(0).downReason()).isEqualTo("does not answer");
        assertThat(servers.get(1).downReason()).isNull();
    }

    private void answerThoseOf(int server) {
        asked().stream().filter(each -> each.server() == server).forEach(each -> reply(each, 0));
    }

    @Test
    void a_name_that_nobody_can_look_up_takes_nobody_out() throws IOException {
        checks = false;
        start(2);
        ask(100, "a");
        ask(101, "b");
        asked().forEach(each -> reply(each, 0));
        for (int id = 0; id < 12; id++) {
            ask(id, "slow" + id);
        }
        for (int millis = 600; millis <= 3_000; millis += 100) {
            later(millis);
        }
        assertThat(servers).allMatch(server -> server.downReason() == null && server.isWell(System.nanoTime()));
        assertThat(servers).allMatch(server -> server.health().proven());
        later(6_000);
        assertThat(servers)
                .as("by then nobody can say any more that they are well")
                .noneMatch(server -> server.health().proven());
        assertThat(events()).isEmpty();
    }

    @Test
    void where_there_are_checks_they_say_who_is_well() throws IOException {
        start(1);
        ask(100, "a");
        asked().forEach(each -> reply(each, 0));
        for (int id = 0; id < 12; id++) {
            ask(id, "slow" + id);
        }
        for (int millis = 600; millis <= 9_000; millis += 100) {
            later(millis);
        }
        assertThat(servers).allMatch(server -> server.health().proven());
    }

    @Test
    void one_name_that_only_another_server_knows_takes_nobody_out() throws IOException {
        start(2);
        for (int id = 0; id < 12; id++) {
            ask(id, "slow");
        }
        answerThoseOf(1);
        later(600);
        answerThoseOf(1);
        later(900);
        assertThat(servers.get(0).isWell(System.nanoTime())).isTrue();
        for (int id = 12; id < 60; id++) {
            ask(id, "slow");
        }
        answerThoseOf(1);
        later(600);
        answerThoseOf(1);
        later(900);
        assertThat(servers.get(0).downReason()).as("but so many").isEqualTo("does not answer");
    }

    @Test
    void without_rescue_what_else_another_server_answered_shows_that_one_is_silent() throws IOException {
        rescue = false;
        start(2);
        for (int id = 0; id < 10; id++) {
            ask(id, "name" + id);
        }
        answerThoseOf(1);
        later(600);
        assertThat(servers.get(0).downReason()).isEqualTo("does not answer");
    }

    @Test
    void one_missed_answer_takes_nobody_out() throws IOException {
        start(2);
        ask(1, "name");
        later(600);
        later(900);
        assertThat(servers.get(0).downReason()).isNull();
    }

    @Test
    void when_all_are_down_they_are_asked_all_the_same() throws IOException {
        start(2);
        servers.forEach(server -> server.observe(new Observation.FoundDown("does not answer"), System.nanoTime()));
        for (int id = 0; id < 4; id++) {
            ask(id, "name");
        }
        assertThat(asked()).extracting(Asked::server).containsExactlyInAnyOrder(0, 0, 1, 1);
        expectNothingLeft();
    }

    @Test
    void when_all_have_failed_they_are_asked_and_who_answers_is_back_at_once() throws IOException {
        start(2);
        servers.forEach(server -> service().reports().failed(server, "connection refused"));
        ask(1, "name");
        Asked asked = askedOne();
        assertThat(asked.server()).isZero();
        reply(asked, 0);
        expectAnswer(1, "name", 0);
        assertThat(servers.get(0).isWell(System.nanoTime())).isTrue();
        assertThat(servers.get(1).isWell(System.nanoTime())).isFalse();
        ask(2, "name");
        assertThat(askedOne().server()).as("the one that answers").isZero();
    }

    @Test
    void a_server_to_which_there_is_no_way_is_down_and_another_is_asked() throws IOException {
        start(2);
        network.unroutable.add((InetSocketAddress) servers.get(0).address());
        for (int id = 0; id < 4; id++) {
            ask(id, "name");
            Asked asked = askedOne();
            assertThat(asked.server()).isEqualTo(1);
            reply(asked, 0);
            expectAnswer(id, "name", 0);
        }
        assertThat(servers.get(0).downReason()).isEqualTo("no route to host");
        expectNothingLeft();
    }

    @Test
    void the_emergency_server_is_not_asked_again_at_once() throws IOException {
        emergency = special(Server.Role.EMERGENCY);
        start(1);
        servers.getFirst().observe(new Observation.FoundDown("is down"), System.nanoTime());
        ask(7, "name");
        Asked asked = askedOne();
        assertThat(asked.server()).isEqualTo(9);
        reply(asked, SERVFAIL);
        Asked lastResort = askedOne();
        assertThat(lastResort.server()).isZero();
        reply(lastResort, SERVFAIL);
        expectAnswer(7, "name", SERVFAIL);
        assertThat(emergency.connections()).isZero();
        expectNothingLeft();
    }

    @Test
    void a_query_that_is_not_answered_is_a_failure_of_the_server() throws IOException {
        start(2);
        ask(7, "name");
        Server silent = servers.get(askedOne().server());
        later(500);
        assertThat(silent.failures()).isEqualTo(1);
        assertThat(silent.lastFailure())
                .extracting(failure -> failure.reason())
                .isEqualTo("did not answer a query in time");
        assertThat(service().totals().errors()).isEqualTo(1);
        assertThat(events()).as("one query is no news").isEmpty();
        reply(askedOne(), 0);
        assertThat(service().totals().servers().answers()).isEqualTo(1);
        assertThat(service().latencies(service().totals().servers()).count()).isEqualTo(1);
    }

    @Test
    void a_server_that_is_taken_out_is_told_of_once() throws IOException {
        start(2);
        network.unroutable.add((InetSocketAddress) servers.get(0).address());
        for (int id = 0; id < 4; id++) {
            ask(id, "name");
        }
        assertThat(events()).containsExactly("server-down 10.0.0.0:53 no route to host");
        assertThat(servers.get(0).failures()).isPositive();
    }

    @Test
    void a_server_that_answers_after_it_was_left_alone_is_told_of() throws IOException {
        start(1);
        service().balancer().blacklist(servers.get(0), Duration.ofNanos(1));
        ask(1, "name");
        reply(askedOne(), 0);
        ask(2, "name");
        reply(askedOne(), 0);
        assertThat(events()).containsExactly("server-back 10.0.0.0:53 answers again");
    }
}
