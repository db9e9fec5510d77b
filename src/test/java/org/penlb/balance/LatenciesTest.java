package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class LatenciesTest {
    private static Latencies of(List<Long> micros) {
        var histogram = new LatencyHistogram();
        micros.forEach(each -> histogram.record(TimeUnit.MICROSECONDS.toNanos(each)));
        return histogram.snapshot();
    }

    @Property
    void a_bound_is_never_below_what_took_so_long_and_less_than_a_quarter_above(
            @ForAll @LongRange(min = 1, max = LatencyHistogram.LONGEST_MICROS) long micros) {
        long bound = of(List.of(micros)).percentile(100);
        assertThat(bound).isGreaterThanOrEqualTo(micros);
        assertThat(bound * 4).isLessThan(Math.max(micros * 5, micros * 4 + 4));
    }

    @Property
    void a_share_is_known_within_a_quarter(
            @ForAll @Size(min = 1, max = 50) List<@LongRange(min = 1, max = 1_000_000) Long> micros,
            @ForAll @IntRange(min = 1, max = 100) int percent) {
        long[] sorted = micros.stream().mapToLong(Long::longValue).sorted().toArray();
        long exact = sorted[(sorted.length * percent + 99) / 100 - 1];
        assertThat(of(micros).percentile(percent))
                .isGreaterThanOrEqualTo(exact)
                .isLessThan(Math.max(exact + exact / 4, exact) + 2);
    }

    @Property
    void powers_of_two_are_told_apart_exactly(
            @ForAll @Size(max = 50) List<@LongRange(min = 0, max = 20_000_000) Long> micros) {
        var expected = new long[25];
        for (long each : micros) {
            int power = 0;
            while (power < 24 && each > 1L << power) {
                power++;
            }
            expected[power]++;
        }
        assertThat(of(micros).doublings()).containsExactly(expected);
    }

    @Property
    void the_sum_is_right_within_an_eighth(
            @ForAll @Size(min = 1, max = 50) List<@LongRange(min = 8, max = 8_000_000) Long> micros) {
        double exact = micros.stream().mapToDouble(Long::doubleValue).sum();
        assertThat(of(micros).sumMicros()).isCloseTo(exact, within(exact / 8));
    }

    @Property
    void what_is_added_can_be_taken_away_again(
            @ForAll @Size(max = 9) List<@LongRange(min = 0, max = 20_000_000) Long> one,
            @ForAll @Size(max = 9) List<@LongRange(min = 0, max = 20_000_000) Long> other) {
        Latencies both = of(one).plus(of(other));
        assertThat(both.count()).isEqualTo(one.size() + other.size());
        assertThat(both).isEqualTo(of(other).plus(of(one)));
        assertThat(both.minus(of(one))).isEqualTo(of(other));
    }

    @Example
    void nothing_is_nothing() {
        var histogram = new LatencyHistogram();
        assertThat(histogram.snapshot()).isEqualTo(Latencies.NONE);
        assertThat(Latencies.NONE.percentile(50)).isZero();
        assertThat(Latencies.NONE.sumMicros()).isZero();
        assertThat(Arrays.stream(Latencies.NONE.doublings()).sum()).isZero();
        assertThat(Latencies.NONE.minus(of(List.of(1L))).count())
                .as("never less than none")
                .isZero();
    }

    @Example
    void a_snapshot_stays_as_it_is() {
        var histogram = new LatencyHistogram();
        histogram.record(1);
        Latencies before = histogram.snapshot();
        histogram.record(1);
        assertThat(before.count()).isEqualTo(1);
        assertThat(histogram.snapshot().minus(before).count()).isEqualTo(1);
    }
}
