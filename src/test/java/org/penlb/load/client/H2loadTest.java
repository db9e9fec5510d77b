package org.penlb.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class H2loadTest {
    @Test
    void answers_have_latencies_failures_have_none() {
        Work work = H2load.parse(
                List.of(
                        "1795273313243563\t200\t123",
                        "1795273313243568\t-1\t99999",
                        "1795273313243593\t503\t124",
                        "1795273313243594\t200\t7"),
                2);
        assertThat(work.done()).isEqualTo(3);
        assertThat(work.rate()).isEqualTo(1.5);
        assertThat(work.lost()).isEqualTo(1);
        assertThat(work.wrong()).isEqualTo(1);
        assertThat(work.latencies().percentile(1)).isEqualTo(124);
        assertThat(work.latencies().percentile(0.01)).isEqualTo(7);
    }

    @Test
    void an_empty_log_is_no_work() {
        Work work = H2load.parse(List.of(), 1);
        assertThat(work.done()).isZero();
        assertThat(work.latencies().isEmpty()).isTrue();
    }
}
