package org.penlb.dnsfront;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.RelayKind;

/** Whoever guesses answers has to guess the case of letters, too; servers that change it are not left out for that. */
@Timeout(60)
class LetterCaseTest extends QueryPipelineCase {
    private static final String MIXED = "eXaMpLe";
    private static final String LOWER = "example";
    private static final String UPPER = "EXAMPLE";

    /** Something comes by the socket that was asked by, with the ID that was asked with. */
    private static void comes(Asked asked, String name, int length) {
        byte[] answer = answer(query(asked.id(), name), 0);
        asked.port().comesIn(Arrays.copyOf(answer, Math.max(length, answer.length)), 0);
    }

    private static void comes(Asked asked, String name) {
        comes(asked, name, 0);
    }

    private long unexpected() {
        return service().datagrams().totals().unexpectedAnswers();
    }

    @Test
    void the_exact_answer_is_taken_and_the_guess_before_it_is_not_and_is_counted() throws IOException {
        start(1);
        for (int id = 0; id < 20; id++) {
            ask(id, MIXED);
            Asked asked = askedOne();
            comes(asked, LOWER);
            comes(asked, UPPER);
            assertThat(answers()).isEmpty();
            comes(asked, MIXED);
            expectAnswer(id, MIXED, 0);
            assertThat(unexpected()).isEqualTo(2L * (id + 1));
        }
        assertThat(servers.getFirst().queries().answers()).isEqualTo(20);
        later(1000);
        assertThat(answers()).isEmpty();
        expectNothingLeft();
    }

    @Test
    void where_no_exact_answer_comes_the_other_is_taken_as_it_is() throws IOException {
        start(1);
        ask(7, MIXED);
        comes(askedOne(), LOWER);
        later(200);
        assertThat(answers()).isEmpty();
        later(300);
        expectAnswer(7, LOWER, 0);
        assertThat(unexpected()).isZero();
        assertThat(servers.getFirst().queries().answers()).isEqualTo(1);
        expectNothingLeft();
    }

    @Test
    void a_server_that_always_changes_the_case_is_soon_believed_at_once() throws IOException {
        start(1);
        for (int id = 0; id < 3; id++) {
            ask(id, MIXED);
            comes(askedOne(), LOWER);
            assertThat(answers()).isEmpty();
            later(300);
            expectAnswer(id, LOWER, 0);
        }
        for (int id = 3; id < 10; id++) {
            ask(id, MIXED);
            comes(askedOne(), LOWER);
            expectAnswer(id, LOWER, 0);
            ask(id, LOWER); // the exact answer to this says nothing of the server's habit
            comes(askedOne(), LOWER);
            expectAnswer(id, LOWER, 0);
        }
        assertThat(servers.getFirst().downReason()).isNull();
        expectNothingLeft();
    }

    @Test
    void a_server_that_keeps_the_case_after_all_is_believed_only_when_it_does() throws IOException {
        start(1);
        for (int id = 0; id < 3; id++) {
            ask(id, MIXED);
            comes(askedOne(), LOWER);
            later(300);
            expectAnswer(id, LOWER, 0);
        }
        ask(4, MIXED);
        comes(askedOne(), MIXED);
        expectAnswer(4, MIXED, 0);
        ask(5, MIXED);
        Asked asked = askedOne();
        comes(asked, LOWER);
        assertThat(answers()).isEmpty();
        comes(asked, MIXED);
        expectAnswer(5, MIXED, 0);
        expectNothingLeft();
    }

    @Test
    void clients_that_do_not_mix_the_case_never_wait() throws IOException {
        start(1);
        for (int id = 0; id < 10; id++) {
            ask(id, LOWER);
            comes(askedOne(), LOWER);
            expectAnswer(id, LOWER, 0);
        }
    }

    @Test
    void another_servers_exact_answer_is_better_than_a_guess() throws IOException {
        start(2);
        for (int id = 0; id < 10; id++) {
            ask(id, LOWER);
            comes(askedOne(), LOWER); // at once: whoever is not as fast is late
            expectAnswer(id, LOWER, 0);
        }
        ask(7, MIXED);
        comes(askedOne(), LOWER);
        later(200);
        Asked rescue = askedOne();
        assertThat(answers()).isEmpty();
        comes(rescue, MIXED);
        expectAnswer(7, MIXED, 0);
        later(1000);
        assertThat(answers()).isEmpty();
        expectNothingLeft();
    }

    @Test
    void a_late_answer_in_another_case_is_taken_too_and_so_is_that_of_a_server_that_is_gone() throws IOException {
        start(1);
        ask(7, MIXED);
        Asked asked = askedOne();
        later(3000);
        comes(asked, LOWER);
        asked.port().isUnreachable();
        assertThat(answers()).isEmpty();
        later(6000); // when it would be given up
        expectAnswer(7, LOWER, 0);
        assertThat(service().datagrams().totals().unanswered()).isZero();
        expectNothingLeft();
    }

    @Test
    void guesses_take_so_much_memory_at_most() throws IOException {
        start(1);
        for (int id = 0; id < 100; id++) {
            ask(id, MIXED);
        }
        asked().forEach(each -> comes(each, LOWER, 60_000));
        assertThat(unexpected()).isEqualTo(100 - (1 << 20) / 60_000);
        later(300);
        assertThat(answers()).hasSize((1 << 20) / 60_000);
        expectNothingLeft();
        ask(7, MIXED);
        comes(askedOne(), LOWER, 60_000);
        assertThat(answers()).hasSize(1);
    }

    /** Nobody else can write into a connection. */
    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void over_tcp_no_answer_waits(RelayKind relay) throws IOException {
        try (var server = new TcpNameServer((query, out, _, _) -> {
                    byte[] answer = TcpNameServer.answer(query);
                    answer[13] = (byte) Character.toLowerCase(answer[13]);
                    TcpNameServer.send(out, answer);
                });
                var visit = new TcpVisit(relay, server)) {
            byte[] mixed = TcpVisit.query(1, 1);
            mixed[13] = 'X';
            for (int round = 0; round < 3; round++) {
                TcpNameServer.send(visit.out, mixed);
                visit.ask(2);
                assertThat(visit.answer()).isEqualTo(1);
                assertThat(visit.answer()).isEqualTo(2);
            }
        }
    }
}
