package org.penlb.dnsfront;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.balance.Observation;

/** What is not merely a question must not be carried out twice: one server gets it, once. */
class RequestsAskedOnceTest extends QueryPipelineCase {
    /** Requests that may change something. */
    enum Request {
        IQUERY(1, 1),
        STATUS(2, 1),
        UNASSIGNED(3, 6),
        NOTIFY(4, 6),
        UPDATE(5, 6),
        LAST_OPCODE(15, 1),
        TKEY(0, 249);

        private final int opcode;
        private final int type;

        Request(int opcode, int type) {
            this.opcode = opcode;
            this.type = type;
        }

        byte[] message(int id) {
            byte[] message = query(id, "zone");
            message[2] = (byte) (opcode << 3);
            message[message.length - 3] = (byte) type;
            return message;
        }
    }

    private void ask(Request request, int id) {
        network.listening().comesIn(request.message(id), CLIENT);
    }

    /** As long as a client may wait, and longer: whoever would be asked again has been. */
    private void waits() {
        for (long millis = 50; millis <= 4900; millis += 50) {
            later(millis);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_request_that_is_answered_late_is_not_sent_again(Request request) throws IOException {
        start(3);
        ask(request, 7);
        Asked asked = askedOne();
        waits();
        assertThat(asked()).isEmpty();
        reply(asked, 0);
        assertThat(answers()).containsExactly(answer(request.message(7), 0));
        assertThat(servers).allMatch(server -> server.queries().rescues() == 0);
        expectNothingLeft();
    }

    @ParameterizedTest
    @EnumSource
    void a_server_that_refuses_or_fails_has_the_last_word(Request request) throws IOException {
        start(3);
        for (int rcode : List.of(SERVFAIL, REFUSED)) {
            ask(request, 7);
            reply(askedOne(), rcode);
            assertThat(answers()).containsExactly(answer(request.message(7), rcode));
            waits();
            assertThat(asked()).isEmpty();
        }
        expectNothingLeft();
    }

    @ParameterizedTest
    @EnumSource
    void what_a_server_held_that_is_gone_may_have_been_carried_out(Request request) throws IOException {
        start(3);
        ask(request, 7);
        askedOne().port().isUnreachable();
        waits();
        assertThat(asked()).isEmpty();
        assertThat(answers()).isEmpty();
        expectNothingLeft();
        assertThat(service().datagrams().totals().unanswered()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void what_a_silent_server_holds_is_not_sent_again_with_the_queries_that_are(Request request) throws IOException {
        start(2);
        ask(request, 7);
        int server = askedOne().server();
        for (int id = 0; id < 10; id++) {
            ask(id, "name");
        }
        int held =
                (int) asked().stream().filter(each -> each.server() == server).count();
        assertThat(held).isPositive();
        later(1000);
        List<Asked> again = asked();
        assertThat(again.stream().filter(each -> each.server() != server)).hasSize(held);
        assertThat(again).allMatch(each -> (each.message()[2] & 0x78) == 0 && each.message()[17] == 0);
        waits();
        assertThat(asked())
                .allMatch(each -> (each.message()[2] & 0x78) == 0 && each.message()[each.message().length - 3] == 1);
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_repeats_its_request_reaches_the_server_that_has_it(Request request) throws IOException {
        start(5);
        Set<Integer> asked = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            ask(request, 7);
            ask(i, "between");
            for (Asked each : asked()) {
                if (each.message()[12] == 4) {
                    asked.add(each.server());
                }
            }
        }
        assertThat(asked).hasSize(1);
    }

    @Test
    void all_requests_of_a_client_go_to_the_server_that_made_its_key() throws IOException {
        start(5);
        Set<Integer> asked = new HashSet<>();
        for (Request request : Request.values()) {
            ask(request, 7);
            asked.add(askedOne().server());
        }
        assertThat(asked).hasSize(1);
    }

    @Test
    void a_request_whose_server_is_down_goes_to_another_one_and_back_when_it_is_well() throws IOException {
        start(5);
        ask(Request.UPDATE, 1);
        int first = askedOne().server();
        servers.get(first).observe(new Observation.FoundDown("does not answer"), System.nanoTime());
        ask(Request.UPDATE, 2);
        int second = askedOne().server();
        assertThat(second).isNotEqualTo(first);
        ask(Request.UPDATE, 3);
        assertThat(askedOne().server()).isEqualTo(second);
        servers.get(first).observe(Observation.Plain.FOUND_WELL, System.nanoTime() + TimeUnit.SECONDS.toNanos(1));
        ask(Request.UPDATE, 4);
        assertThat(askedOne().server()).isEqualTo(first);
    }

    @Test
    void a_server_that_takes_its_time_for_a_change_is_not_taken_for_silent() throws IOException {
        start(2);
        int server = -1;
        for (int i = 0; i < 10; i++) {
            ask(Request.UPDATE, i);
            server = askedOne().server();
        }
        waits();
        assertThat(servers.get(server).downReason()).isNull();
        ask(Request.UPDATE, 7);
        assertThat(askedOne().server()).isEqualTo(server);
    }

    @Test
    void a_transfer_and_any_question_are_questions() throws IOException {
        start(2);
        for (int type : List.of(1, 255, 252)) {
            byte[] message = query(type, "zone");
            message[message.length - 3] = (byte) type;
            network.listening().comesIn(message, CLIENT);
            Asked first = askedOne();
            reply(first, SERVFAIL);
            Asked second = askedOne();
            assertThat(second.server()).isNotEqualTo(first.server());
            reply(second, 0);
            assertThat(answers()).containsExactly(answer(message, 0));
        }
        expectNothingLeft();
    }
}
