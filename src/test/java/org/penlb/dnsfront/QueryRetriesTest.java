package org.penlb.dnsfront;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.balance.Balancer;
import org.penlb.balance.Observation;
import org.penlb.balance.Server;

/** Queries that a server does not answer, or answers poorly, go to another one. */
class QueryRetriesTest extends QueryPipelineCase {
    @Test
    void a_query_that_is_not_answered_goes_to_another_server_and_has_one_answer() throws IOException {
        start(2);
        ask(7, "name");
        Asked first = askedOne();
        later(200);
        assertThat(asked()).isEmpty();
        later(300);
        Asked second = askedOne();
        assertThat(second.server()).isNotEqualTo(first.server());
        reply(second, 0);
        reply(first, 0);
        expectAnswer(7, "name", 0);
        assertThat(servers.get(first.server()).queries().rescues()).isEqualTo(1);
        expectNothingLeft();
    }

    @Test
    void a_late_answer_is_as_good_as_another_servers() throws IOException {
        start(2);
        ask(7, "name");
        Asked first = askedOne();
        later(300);
        Asked second = askedOne();
        reply(first, 0);
        reply(second, 0);
        expectAnswer(7, "name", 0);
        expectNothingLeft();
    }

    @Test
    void a_poor_answer_is_kept_for_the_case_that_no_better_one_comes() throws IOException {
        start(3);
        ask(7, "name");
        reply(askedOne(), SERVFAIL);
        assertThat(answers()).isEmpty();
        reply(askedOne(), REFUSED);
        assertThat(answers()).isEmpty();
        reply(askedOne(), 0);
        expectAnswer(7, "name", 0);

        ask(8, "name");
        reply(askedOne(), REFUSED);
        reply(askedOne(), REFUSED);
        reply(askedOne(), SERVFAIL);
        expectAnswer(8, "name", SERVFAIL);
        expectNothingLeft();
    }

    @Test
    void a_poor_answer_is_better_than_none() throws IOException {
        start(2);
        ask(7, "name");
        reply(askedOne(), SERVFAIL);
        askedOne();
        later(300);
        expectAnswer(7, "name", SERVFAIL);
        expectNothingLeft();
    }

    @Test
    void without_rescue_answers_are_passed_on_as_they_are() throws IOException {
        rescue = false;
        start(2);
        ask(7, "name");
        reply(askedOne(), SERVFAIL);
        expectAnswer(7, "name", SERVFAIL);
        ask(8, "name");
        askedOne();
        later(300);
        assertThat(asked()).isEmpty();
        expectNothingLeft();
    }

    @Test
    void what_an_unreachable_server_holds_goes_to_others_at_once() throws IOException {
        start(2);
        for (int id = 0; id < 20; id++) {
            ask(id, "name");
        }
        List<Asked> asked = asked();
        Asked dead =
                asked.stream().filter(each -> each.server() == 0).findFirst().orElseThrow();
        dead.port().isUnreachable();
        assertThat(servers.get(0).downReason()).isEqualTo("connection refused");
        List<Asked> rescued = asked();
        assertThat(rescued).hasSize(10).allMatch(each -> each.server() == 1);
        ask(99, "name");
        assertThat(askedOne().server()).isEqualTo(1);
        rescued.forEach(each -> reply(each, 0));
        assertThat(answers()).hasSize(10);
    }

    @Test
    void a_query_for_which_there_is_nobody_now_is_tried_again() throws IOException {
        start(2);
        servers.get(1).observe(new Observation.FoundDown("does not answer"), System.nanoTime());
        ask(7, "name");
        assertThat(askedOne().server()).isZero();
        later(300);
        assertThat(askedOne().server()).isEqualTo(1);
        later(900);
        assertThat(asked()).isEmpty();
        later(2000);
        Asked again = askedOne();
        reply(again, 0);
        expectAnswer(7, "name", 0);
        expectNothingLeft();
    }

    @Test
    void rescues_keep_to_their_budget() throws IOException {
        start(2);
        int rescued = 0;
        for (int id = 0; id < 20_000; id++) {
            ask(id & 0xffff, "name");
            for (Asked each = asked().getFirst(); each != null; ) {
                reply(each, SERVFAIL);
                List<Asked> more = asked();
                rescued += more.size();
                each = more.isEmpty() ? null : more.getFirst();
            }
            assertThat(answers()).hasSize(1);
        }
        assertThat(rescued).isBetween(2_900, 3_000);
    }

    @Test
    void a_query_that_is_on_its_way_again_is_not_stranded() throws IOException {
        start(3);
        Balancer balancer = service().balancer();
        ask(7, "name");
        Asked first = askedOne();
        List<Server> others = servers.subList(1, 3);
        others.forEach(server -> balancer.blacklist(server, Duration.ofMinutes(1)));
        first.port().isUnreachable();
        assertThat(asked()).isEmpty();
        others.forEach(server -> balancer.blacklist(server, Duration.ZERO));
        reply(first, SERVFAIL);
        Asked second = askedOne();
        later(150); // when stranded queries are tried again
        assertThat(asked()).isEmpty();
        reply(second, 0);
        expectAnswer(7, "name", 0);
        expectNothingLeft();
    }

    @Test
    void a_query_is_announced_once_and_again_when_it_is_asked_of_another_server() throws IOException {
        start(2);
        List<String> assigned = new ArrayList<>();
        service()
                .events()
                .subscribeToAssignments(event -> assigned.add(event.server().toString()));
        ask(7, "name");
        Asked first = askedOne();
        assertThat(assigned).containsExactly("10.0.0.0:53");
        reply(first, SERVFAIL);
        askedOne();
        assertThat(assigned).containsExactly("10.0.0.0:53", "10.0.0.1:53");
    }
}
