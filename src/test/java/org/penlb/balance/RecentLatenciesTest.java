package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What latencies are of late, whatever they were before. */
class RecentLatenciesTest {
    private static final long SLOW_MICROS = 655_000;
    private static final long FAST_MICROS = 1_000;

    private final Scene scene = new Scene().servers(25);
    private final List<Server> servers = scene.table();
    private final LatencyMarks marks = new LatencyMarks();
    /** Seconds since nobody knows when; the origin of the clock may be anywhere. */
    private long now = -1_000;

    private long nanos() {
        return TimeUnit.SECONDS.toNanos(now);
    }

    private void answers(long micros, int times) {
        for (Server server : servers) {
            for (int i = 0; i < times; i++) {
                server.queries().answered(TimeUnit.MICROSECONDS.toNanos(micros));
                server.connecting().record(TimeUnit.MICROSECONDS.toNanos(micros));
            }
        }
    }

    /** Seconds pass, in each of which two event loops have their tick. */
    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now++;
            marks.tick(servers, nanos());
            marks.tick(servers, nanos() + 500_000_000);
        }
    }

    private void passAnswering(int seconds, long micros) {
        for (int i = 0; i < seconds; i++) {
            answers(micros, 10);
            pass(1);
        }
    }

    private void expectPercentile(int percent, long atLeastMicros, long atMostMicros) {
        assertThat(servers).allSatisfy(server -> {
            for (Latencies recent : List.of(
                    server.queries().recentLatencies(nanos()),
                    server.connecting().recent(nanos()))) {
                assertThat(recent.percentile(percent)).isBetween(atLeastMicros, atMostMicros);
            }
        });
    }

    private void expectNothing() {
        expectPercentile(100, 0, 0);
    }

    @Test
    void a_slow_start_is_forgotten_and_stays_in_what_is_since_the_start() {
        passAnswering(1, SLOW_MICROS);
        expectPercentile(99, SLOW_MICROS, 2 * SLOW_MICROS);
        passAnswering(21, FAST_MICROS);
        expectPercentile(100, FAST_MICROS, 2 * FAST_MICROS);
        assertThat(servers).allSatisfy(server -> {
            assertThat(server.queries().latencies().percentile(100)).isGreaterThan(SLOW_MICROS);
            assertThat(server.queries().latencies().count()).isEqualTo(220);
        });
    }

    @Test
    void a_server_that_becomes_slow_after_a_day_is_seen_within_twenty_seconds() {
        passAnswering(60, FAST_MICROS);
        answers(FAST_MICROS, 100_000);
        pass(3600);
        passAnswering(21, SLOW_MICROS);
        expectPercentile(1, SLOW_MICROS, 2 * SLOW_MICROS);
        assertThat(servers.getFirst().queries().latencies().percentile(90)).isLessThan(2 * FAST_MICROS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10, 11, 35, 49})
    void the_last_ones_are_shown_for_up_to_a_minute_where_no_others_come(int quiet) {
        passAnswering(100, SLOW_MICROS);
        pass(60);
        answers(FAST_MICROS, 1);
        pass(quiet);
        expectPercentile(100, FAST_MICROS, 2 * FAST_MICROS);
    }

    @Test
    void after_a_minute_without_any_there_are_none() {
        passAnswering(100, SLOW_MICROS);
        pass(71);
        expectNothing();
        answers(FAST_MICROS, 1);
        expectPercentile(100, FAST_MICROS, 2 * FAST_MICROS);
    }

    @Test
    void nothing_is_known_of_a_server_that_did_nothing() {
        pass(100);
        expectNothing();
    }

    @Test
    void what_came_before_a_pause_of_the_ticks_is_not_of_late() {
        passAnswering(30, SLOW_MICROS);
        now += 600;
        passAnswering(21, FAST_MICROS);
        expectPercentile(100, FAST_MICROS, 2 * FAST_MICROS);
    }

    @Test
    void it_is_told_from_the_first_moment() {
        answers(FAST_MICROS, 1);
        expectPercentile(100, FAST_MICROS, 2 * FAST_MICROS);
    }
}
