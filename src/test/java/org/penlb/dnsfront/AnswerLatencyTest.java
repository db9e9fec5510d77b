package org.penlb.dnsfront;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AnswerLatencyTest {
    private final AnswerLatency latency = new AnswerLatency();

    private static long millis(long count) {
        return TimeUnit.MILLISECONDS.toNanos(count);
    }

    private void samples(int count, long millis) {
        for (int i = 0; i < count; i++) {
            latency.sample(millis(millis));
        }
    }

    @Test
    void waits_a_quarter_of_a_second_while_nothing_is_known() {
        assertThat(latency.patience()).isEqualTo(millis(250));
    }

    @Test
    void never_waits_less_than_a_pause_of_a_process_may_take() {
        samples(100, 0);
        assertThat(latency.patience()).isEqualTo(millis(50));
    }

    @Test
    void never_waits_longer_than_a_client_does() {
        samples(100, 5000);
        assertThat(latency.patience()).isEqualTo(millis(1000));
    }

    @Test
    void follows_what_the_server_does() {
        samples(100, 100);
        assertThat(latency.patience()).isBetween(millis(100), millis(110));
        samples(100, 300);
        assertThat(latency.patience()).isBetween(millis(300), millis(330));
        samples(100, 100);
        assertThat(latency.patience()).isBetween(millis(100), millis(110));
    }

    @Test
    void waits_longer_for_a_server_whose_answers_vary() {
        for (int i = 0; i < 100; i++) {
            latency.sample(millis(i % 2 == 0 ? 20 : 120));
        }
        assertThat(latency.patience()).isGreaterThan(millis(200));
    }
}
