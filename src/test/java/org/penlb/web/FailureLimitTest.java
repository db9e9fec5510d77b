package org.penlb.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailureLimitTest {
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5); // it may wrap around
    private final FailureLimit limit = new FailureLimit(clock::get);

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private void wrong(String address, int times) {
        for (int i = 0; i < times; i++) {
            limit.wasWrong(address);
        }
    }

    @Test
    void an_address_has_so_many_failures_and_gets_them_back_one_by_one() {
        wrong("a", FailureLimit.EACH - 1);
        assertThat(limit.secondsToWait("a")).isZero();
        wrong("a", 1);
        assertThat(limit.secondsToWait("a")).isEqualTo(FailureLimit.SECONDS);
        assertThat(limit.secondsToWait("b")).isZero();
        pass(Duration.ofSeconds(FailureLimit.SECONDS - 1));
        assertThat(limit.secondsToWait("a")).isEqualTo(1);
        pass(Duration.ofSeconds(1));
        assertThat(limit.secondsToWait("a")).isZero();
        wrong("a", 1);
        assertThat(limit.secondsToWait("a")).isEqualTo(FailureLimit.SECONDS);
        pass(Duration.ofHours(1));
        wrong("a", FailureLimit.EACH - 1);
        assertThat(limit.secondsToWait("a")).isZero();
    }

    @Test
    void many_addresses_together_have_less_than_each_by_itself() {
        for (int i = 0; i < FailureLimit.ALL; i++) {
            assertThat(limit.secondsToWait("a" + i)).isZero();
            limit.wasWrong("a" + i);
        }
        assertThat(limit.secondsToWait("new")).isEqualTo(1);
        pass(Duration.ofSeconds(1));
        assertThat(limit.secondsToWait("new")).isZero();
    }

    @Test
    void what_it_knows_is_bounded() {
        for (int i = 0; i < 100_000; i++) {
            limit.wasWrong("a" + i);
        }
        assertThat(limit.known()).isEqualTo(FailureLimit.MOST_ADDRESSES);
    }
}
