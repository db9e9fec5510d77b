package org.penlb.listen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StallWatchTest {
    private final StallWatch watch = new StallWatch(30, 1000);

    @Test
    void ticks_in_time_are_no_stall() {
        assertThat(watch.isStalled(1010)).isFalse();
        assertThat(watch.isStalled(1039)).isFalse();
    }

    @Test
    void a_late_tick_is_a_stall_and_the_next_one_is_none() {
        assertThat(watch.isStalled(1500)).isTrue();
        assertThat(watch.isStalled(1510)).isFalse();
        assertThat(watch.isStalled(1540)).isTrue();
    }

    @Test
    void a_busy_machine_does_not_stop_the_clock_for_ever() {
        int counted = 0;
        for (int i = 1; i <= 100; i++) {
            counted += watch.isStalled(1000 + 50L * i) ? 0 : 1;
        }
        assertThat(counted).isEqualTo(50);
    }
}
