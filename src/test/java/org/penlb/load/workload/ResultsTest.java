package org.penlb.load.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private static final Results.Series SERIES = new Results.Series("work", 1);

    private final Results results = new Results("ours", List.of("fast", "slow", "liar"));

    private static Cell cell(String balancer) {
        return new Cell("work", 1, balancer);
    }

    private void measured(String balancer, double rate, double cpu, double lost) {
        results.add(cell(balancer), Metric.DONE, 10_000);
        results.add(cell(balancer), Metric.RATE, rate);
        results.add(cell(balancer), Metric.CPU, cpu);
        results.add(cell(balancer), Metric.LOST, lost);
        results.add(cell(balancer), Metric.WRONG, 0);
    }

    @Test
    void figures_are_medians_of_the_rounds() {
        measured("ours", 100, 10, 0);
        measured("ours", 900, 30, 0);
        measured("ours", 200, 20, 0);
        assertThat(results.median(cell("ours"), Metric.RATE)).hasValue(200);
        assertThat(results.rounds(cell("ours"), Metric.RATE)).containsExactly(100.0, 900.0, 200.0);
        assertThat(results.total(cell("ours"), Metric.DONE)).isEqualTo(30_000);
    }

    @Test
    void the_best_peer_has_the_highest_rate_and_the_lowest_cpu_and_is_not_ours() {
        measured("ours", 1000, 1, 0);
        measured("slow", 100, 5, 0);
        measured("fast", 400, 8, 0);
        assertThat(results.best(SERIES, Metric.RATE)).contains(cell("fast"));
        assertThat(results.best(SERIES, Metric.CPU)).contains(cell("slow"));
        assertThat(results.ratioToBest(cell("ours"), Metric.RATE)).hasValue(2.5);
        assertThat(results.ratioToBest(cell("ours"), Metric.CPU)).hasValue(0.2);
        assertThat(results.ratioToBest(cell("ours"), Metric.LOST)).isEmpty();
    }

    @Test
    void who_loses_answers_is_no_measure() {
        measured("ours", 100, 10, 0);
        measured("fast", 200, 5, 0);
        measured("liar", 9999, 1, 11);
        assertThat(results.best(SERIES, Metric.RATE)).contains(cell("fast"));
        assertThat(results.worthy(cell("liar"))).isFalse();
        // One in a thousand may be lost: at saturation a buffer may overflow.
        measured("slow", 300, 4, 10);
        assertThat(results.best(SERIES, Metric.CPU)).contains(cell("slow"));
    }

    @Test
    void with_nobody_to_compare_with_there_is_no_ratio() {
        measured("ours", 100, 10, 0);
        measured("liar", 200, 5, 5000);
        assertThat(results.ratioToBest(cell("ours"), Metric.CPU)).isEmpty();
    }

    @Test
    void what_is_no_balancer_is_not_the_best_one() {
        measured("ours", 100, 10, 0);
        measured("hello", 900, 1, 0);
        assertThat(results.best(SERIES, Metric.RATE)).isEmpty();
    }

    @Test
    void all_can_hold_half_of_the_best_peers_peak_and_four_fifths_of_the_slowests() {
        measured("ours", 1000, 1, 0);
        measured("fast", 400, 1, 0);
        measured("slow", 300, 1, 0);
        measured("liar", 10, 1, 5000);
        assertThat(results.sustainableRate(SERIES)).hasValue(200);
        measured("slow", 100, 1, 0);
        measured("slow", 100, 1, 0);
        assertThat(results.sustainableRate(SERIES).orElseThrow()).isCloseTo(80, Offset.offset(1e-9));
    }

    @Test
    void without_peers_ours_holds_half_of_its_own_peak() {
        measured("ours", 1000, 1, 0);
        assertThat(results.sustainableRate(SERIES)).hasValue(500);
        assertThat(results.sustainableRate(new Results.Series("work", 2))).isEmpty();
    }

    @Test
    void each_round_begins_with_another_one() {
        List<String> all = List.of("a", "b", "c");
        assertThat(Rounds.order(all, 0)).containsExactly("a", "b", "c");
        assertThat(Rounds.order(all, 1)).containsExactly("b", "c", "a");
        assertThat(Rounds.order(all, 4)).containsExactly("b", "c", "a");
    }
}
