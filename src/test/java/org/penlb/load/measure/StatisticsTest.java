package org.penlb.load.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void the_median_is_in_the_middle_whatever_the_order() {
        assertThat(Statistics.median(List.of(3.0, 100.0, 1.0))).isEqualTo(3);
        assertThat(Statistics.median(List.of(4.0, 1.0, 100.0, 2.0))).isEqualTo(3);
        assertThat(Statistics.median(List.of(7.0))).isEqualTo(7);
        assertThatThrownBy(() -> Statistics.median(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void percentiles_are_of_the_nearest_rank() {
        // Backwards, so that they must be sorted.
        var latencies = new Latencies(
                IntStream.range(0, 1000).mapToDouble(i -> 1000.0 - i).toArray());
        assertThat(latencies.percentile(0.5)).isEqualTo(500);
        assertThat(latencies.percentile(0.99)).isEqualTo(990);
        assertThat(latencies.percentile(0.999)).isEqualTo(999);
        assertThat(latencies.percentile(1)).isEqualTo(1000);
        assertThat(latencies.percentile(1e-12)).isEqualTo(1);
    }

    @Test
    void of_a_few_the_largest_is_the_99th_percentile() {
        assertThat(new Latencies(5, 9, 7).percentile(0.99)).isEqualTo(9);
        assertThat(new Latencies(5).percentile(0.5)).isEqualTo(5);
    }

    @Test
    void there_is_no_percentile_of_nothing_and_none_beyond_all() {
        assertThatThrownBy(() -> Latencies.NONE.percentile(0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Latencies(1).percentile(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Latencies(1).percentile(1.01)).isInstanceOf(IllegalArgumentException.class);
    }
}
