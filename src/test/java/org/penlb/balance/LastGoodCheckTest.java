package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When a server was heard of last, by a clock whose origin may lie anywhere: no number means never. */
class LastGoodCheckTest {
    private final Server server = new Scene().servers(1).server("a");

    @Test
    void a_server_that_was_never_checked_was_heard_of_when_it_answered() {
        assertThat(server.lastGoodCheckAfter(-5_000)).isEqualTo(-5_000);
        assertThat(server.lastGoodCheckAfter(5_000)).isEqualTo(5_000);
    }

    @Test
    void of_an_answer_and_a_check_the_later_counts() {
        server.observe(Observation.Plain.CHECK_WAS_GOOD, -3_000);
        assertThat(server.lastGoodCheckAfter(-5_000)).isEqualTo(-3_000);
        assertThat(server.lastGoodCheckAfter(-2_000)).isEqualTo(-2_000);
    }

    @Test
    void a_clock_may_run_over() {
        server.observe(Observation.Plain.CHECK_WAS_GOOD, Long.MIN_VALUE + 1);
        assertThat(server.lastGoodCheckAfter(Long.MAX_VALUE - 1)).isEqualTo(Long.MIN_VALUE + 1);
    }
}
