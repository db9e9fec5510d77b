package org.penlb.load.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TargetsTest {
    private final Results results = new Results("ours", List.of("haproxy", "dnsdist"));

    private void measured(String workload, int loops, String balancer, double rate, double cpu, double lost) {
        var cell = new Cell(workload, loops, balancer);
        results.add(cell, Metric.DONE, 10_000);
        results.add(cell, Metric.RATE, rate);
        results.add(cell, Metric.CPU, cpu);
        results.add(cell, Metric.LOST, lost);
    }

    private Target target(String what, int cores) {
        return Targets.of(results, List.of(1, 2), cores).stream()
                .filter(target -> target.what().startsWith(what))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_limit_may_be_reached_but_not_passed() {
        measured("http-connection", 1, "ours", 1000, 5, 0);
        measured("http-connection", 1, "haproxy", 1000, 5, 0);
        assertThat(target("http-connection, 1 loop: CPU", 2).verdict()).isEqualTo(Target.Verdict.MET);
        assertThat(target("http-connection, 1 loop: work", 2).verdict()).isEqualTo(Target.Verdict.MET);
        measured("http-connection", 2, "ours", 999, 5.1, 0);
        measured("http-connection", 2, "haproxy", 1000, 5, 0);
        assertThat(target("http-connection, 2 loops: CPU", 2).verdict()).isEqualTo(Target.Verdict.MISSED);
        assertThat(target("http-connection, 2 loops: work", 2).verdict()).isEqualTo(Target.Verdict.MISSED);
    }

    @Test
    void what_was_not_measured_is_neither_met_nor_missed() {
        assertThat(Targets.of(results, List.of(1, 2), 2))
                .allSatisfy(target -> assertThat(target.verdict()).isEqualTo(Target.Verdict.NOT_MEASURED));
    }

    @Test
    void speed_at_the_price_of_answers_misses() {
        measured("dns-udp", 1, "ours", 1000, 1, 11);
        measured("dns-udp", 1, "dnsdist", 500, 5, 0);
        Target target = target("dns-udp, 1 loop: CPU", 2);
        assertThat(target.verdict()).isEqualTo(Target.Verdict.MISSED);
        assertThat(target.what()).contains("answers were lost");
    }

    @Test
    void a_single_lost_query_misses() {
        measured("dns-loss", 1, "ours", 1000, 1, 0);
        assertThat(target("dns-loss", 2).verdict()).isEqualTo(Target.Verdict.MET);
        measured("dns-loss", 1, "ours", 1000, 1, 1);
        assertThat(target("dns-loss", 2).verdict()).isEqualTo(Target.Verdict.MISSED);
        assertThat(target("dns-loss", 2).reached()).isEqualTo("1 queries");
    }

    @Test
    void two_loops_are_judged_where_there_are_cores_for_them() {
        measured("http-keepalive", 1, "ours", 1000, 1, 0);
        measured("http-keepalive", 2, "ours", 1500, 1, 0);
        assertThat(target("http-keepalive: work of 2 loops", 2).verdict()).isEqualTo(Target.Verdict.NOT_JUDGED);
        assertThat(target("http-keepalive: work of 2 loops", 4).verdict()).isEqualTo(Target.Verdict.MISSED);
    }

    @Test
    void more_of_everything_costs_little_more() {
        measured(TrackedClientsWorkload.FEW, 1, "ours", 1, 100, 0);
        measured(TrackedClientsWorkload.MANY, 1, "ours", 1, 109, 0);
        assertThat(target("1 M tracked clients", 2).verdict()).isEqualTo(Target.Verdict.MET);
        measured("servers-tracked-2", 1, "ours", 1, 100, 0);
        measured("servers-tracked-1000", 1, "ours", 1, 120, 0);
        assertThat(target("servers-tracked", 2).verdict()).isEqualTo(Target.Verdict.MISSED);
        assertThat(target("servers-tracked", 2).reached()).isEqualTo("1.20");
    }

    @Test
    void starts_are_compared_with_what_the_jvm_takes() {
        results.add(new Cell("start", 1, "ours"), Metric.LISTENING, 250);
        results.add(new Cell("start", 1, "hello"), Metric.LISTENING, 100);
        Target target = target("start: until it listens", 2);
        assertThat(target.verdict()).isEqualTo(Target.Verdict.MET);
        assertThat(target.reached()).isEqualTo("2.50");
        assertThat(target.wanted()).isEqualTo("at most 3");
    }
}
