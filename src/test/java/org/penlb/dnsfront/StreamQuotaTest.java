package org.penlb.dnsfront;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StreamQuotaTest {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final StreamQuota quota = new StreamQuota();

    private void ended(int... answered) {
        for (int each : answered) {
            quota.ended(each, HOUR);
        }
    }

    @Test
    void the_same_number_three_times_in_a_row_is_no_accident() {
        ended(5, 5);
        assertThat(quota.most()).isEqualTo(Integer.MAX_VALUE);
        ended(5);
        assertThat(quota.most()).isEqualTo(5);
    }

    @Test
    void connections_that_end_after_various_numbers_say_nothing() {
        ended(5, 5, 4, 5, 5, 7, 7, 5);
        assertThat(quota.most()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void ends_among_which_a_query_to_blame_was_found_say_nothing() {
        ended(1, 1);
        quota.culpritFound();
        ended(1, 1);
        assertThat(quota.most()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void a_server_that_is_configured_anew_is_learned_anew() {
        ended(100, 100, 100, 10, 10);
        assertThat(quota.most()).isEqualTo(100);
        ended(10);
        assertThat(quota.most()).isEqualTo(10);
    }

    @Test
    void it_is_forgotten_after_a_minute_and_known_again_by_one_end() {
        ended(3, 3, 3);
        quota.tickSecond(HOUR + TimeUnit.SECONDS.toNanos(59));
        assertThat(quota.most()).isEqualTo(3);
        quota.tickSecond(HOUR + TimeUnit.SECONDS.toNanos(60));
        assertThat(quota.most()).isEqualTo(Integer.MAX_VALUE);
        ended(3);
        assertThat(quota.most()).isEqualTo(3);
    }
}
