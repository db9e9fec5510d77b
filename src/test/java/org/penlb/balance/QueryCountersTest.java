package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server did with its queries, and how long it took. */
class QueryCountersTest {
    private static final int LAST = 24;

    private final QueryCounters counters = new QueryCounters();

    private void answered(int times, long micros) {
        for (int i = 0; i < times; i++) {
            counters.answered(TimeUnit.MICROSECONDS.toNanos(micros));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0",
        "0, 0",
        "1, 0",
        "1000, 0",
        "1001, 1",
        "2000, 1",
        "2001, 2",
        "4000, 2",
        "4001, 3",
        "1024000, 10",
        "1024001, 11",
        "8388608000, 23",
        "8388608001, 24",
        "9223372036854775807, 24"
    })
    void a_bucket_ends_with_a_power_of_two_of_microseconds(long nanos, int bucket) {
        counters.answered(nanos);
        var expected = new long[LAST + 1];
        expected[bucket] = 1;
        assertThat(counters.latencies().doublings()).containsExactly(expected);
    }

    @Test
    void each_event_is_counted_for_itself() {
        counters.sent();
        counters.sent();
        counters.sent();
        counters.sent();
        counters.answered(1);
        counters.answered(1);
        counters.answered(1);
        counters.timedOut();
        counters.timedOut();
        counters.rescued();
        assertThat(counters.queries()).isEqualTo(4);
        assertThat(counters.answers()).isEqualTo(3);
        assertThat(counters.timeouts()).isEqualTo(2);
        assertThat(counters.rescues()).isEqualTo(1);
        assertThat(counters.latencies().count()).isEqualTo(3);
    }

    @Test
    void a_share_of_the_answers_is_within_a_bucket() {
        answered(50, 100);
        answered(40, 1000);
        answered(9, 10_000);
        answered(1, 100_000);
        assertThat(counters.latencies().percentile(50)).isEqualTo(112);
        assertThat(counters.latencies().percentile(51)).isEqualTo(1024);
        assertThat(counters.latencies().percentile(90)).isEqualTo(1024);
        assertThat(counters.latencies().percentile(99)).isEqualTo(10_240);
        assertThat(counters.latencies().percentile(100)).isEqualTo(114_688);
    }

    @Test
    void one_answer_is_all_of_them() {
        answered(1, 1);
        assertThat(counters.latencies().percentile(1)).isEqualTo(1);
        assertThat(counters.latencies().percentile(100)).isEqualTo(1);
    }

    @Test
    void without_answers_nothing_took_time() {
        assertThat(counters.latencies().percentile(50)).isZero();
    }

    @Test
    void what_took_longer_than_the_histogram_tells_apart_has_no_bound() {
        answered(1, 1);
        answered(1, 8_388_608);
        assertThat(counters.latencies().percentile(100)).isEqualTo(8_388_608);
        answered(1, 8_388_609);
        assertThat(counters.latencies().percentile(50)).isEqualTo(8_388_608);
        assertThat(counters.latencies().percentile(100)).isEqualTo(Long.MAX_VALUE);
    }
}
