package org.penlb.cluster.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class IncomingTest {
    private final Incoming incoming = new Incoming();
    private long now = Long.MAX_VALUE - 1_000; // it overflows

    @Test
    void one_after_the_other_nothing_is_missing() {
        assertThat(incoming.told(4))
                .as("whatever came before is looked for anyway")
                .isFalse();
        for (int i = 5; i < 10; i++) {
            assertThat(incoming.batch(i, now)).isFalse();
            assertThat(incoming.told(i)).isFalse();
        }
    }

    @Test
    void a_number_that_is_left_out_is_missing_once() {
        incoming.told(4);
        assertThat(incoming.batch(6, now)).isTrue();
        assertThat(incoming.batch(7, now)).isFalse();
        assertThat(incoming.told(7)).isFalse();
    }

    @Test
    void what_was_sent_last_and_lost_is_missing() {
        incoming.told(4);
        assertThat(incoming.told(5)).isTrue();
        assertThat(incoming.told(5)).isFalse();
        assertThat(incoming.batch(6, now)).isFalse();
    }

    @Test
    void the_first_batch_may_have_any_number() {
        assertThat(incoming.batch(17, now)).isFalse();
        assertThat(incoming.batch(18, now)).isFalse();
    }

    @Test
    void the_peer_hears_of_half_a_window_at_once() {
        for (int i = 1; i < Outgoing.WINDOW / 2; i++) {
            incoming.batch(i, now);
            assertThat(incoming.isToBeSaid(now)).isFalse();
        }
        incoming.batch(Outgoing.WINDOW / 2, now);
        assertThat(incoming.isToBeSaid(now)).isTrue();
        assertThat(incoming.say()).isEqualTo(Outgoing.WINDOW / 2);
        assertThat(incoming.isToBeSaid(now)).isFalse();
    }

    @Test
    void the_peer_hears_of_a_few_soon() {
        incoming.batch(7, now);
        now += Duration.ofMillis(100).toNanos();
        incoming.batch(8, now);
        assertThat(incoming.isToBeSaid(now)).isFalse();
        now += Duration.ofMillis(100).toNanos();
        assertThat(incoming.isToBeSaid(now)).isTrue();
        assertThat(incoming.say()).isEqualTo(8);
        now += Duration.ofSeconds(1).toNanos();
        assertThat(incoming.isToBeSaid(now)).isFalse();
    }
}
