package org.penlb.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DatagramCountersTest {
    private static final int THREADS = 4;
    private static final int TIMES = 50_000;

    private final DatagramCounters counters = new DatagramCounters();

    @Test
    void each_is_counted_for_itself() {
        counters.received(1);
        counters.sent(2);
        counters.dropped(3);
        counters.overflowed(12);
        counters.shed(13);
        counters.looped();
        times(4, counters::malformed);
        times(5, counters::formerr);
        times(6, counters::refused);
        times(8, counters::unanswered);
        times(7, counters::unexpectedAnswer);
        times(20, counters::sessionOpened);
        times(11, counters::sessionEnded);
        times(10, counters::sessionEvicted);
        assertThat(counters.totals())
                .isEqualTo(new DatagramCounters.Totals(1, 2, 3 + 12 + 13 + 1, 12, 13, 1, 4, 5, 6, 8, 7, 20, 9, 10));
    }

    private static void times(int times, Runnable what) {
        for (int i = 0; i < times; i++) {
            what.run();
        }
    }

    @Test
    void event_loops_count_together_and_there_are_never_fewer_sessions_than_none() throws Exception {
        var start = new CyclicBarrier(THREADS);
        try (var pool = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                done.add(pool.submit(() -> {
                    start.await();
                    for (int i = 0; i < TIMES; i++) {
                        counters.received(2);
                        counters.sessionOpened();
                        if (counters.totals().sessionsOpen() < 1) {
                            throw new AssertionError("its own session is open");
                        }
                        counters.sessionEnded();
                    }
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }
        assertThat(counters.totals().received()).isEqualTo(2L * THREADS * TIMES);
        assertThat(counters.totals().sessionsOpened()).isEqualTo((long) THREADS * TIMES);
        assertThat(counters.totals().sessionsOpen()).isZero();
    }
}
