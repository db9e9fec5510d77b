package org.penlb.cluster.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IncomingTest {
    private final Incoming incoming = new Incoming();

    @Test
    void one_after_the_other_nothing_is_missing() {
        assertThat(incoming.told(4))
                .as("whatever came before is looked for anyway")
                .isFalse();
        for (int i = 5; i < 10; i++) {
            assertThat(incoming.batch(i)).isFalse();
            assertThat(incoming.told(i)).isFalse();
        }
    }

    @Test
    void a_number_that_is_left_out_is_missing_once() {
        incoming.told(4);
        assertThat(incoming.batch(6)).isTrue();
        assertThat(incoming.batch(7)).isFalse();
        assertThat(incoming.told(7)).isFalse();
    }

    @Test
    void what_was_sent_last_and_lost_is_missing() {
        incoming.told(4);
        assertThat(incoming.told(5)).isTrue();
        assertThat(incoming.told(5)).isFalse();
        assertThat(incoming.batch(6)).isFalse();
    }

    @Test
    void the_first_batch_may_have_any_number() {
        assertThat(incoming.batch(17)).isFalse();
        assertThat(incoming.batch(18)).isFalse();
    }
}
