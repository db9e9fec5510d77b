package org.penlb.dnsfront;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StandingQueueTest {
    private static final int BATCH = 64;
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    private long now;
    private final StandingQueue queue = new StandingQueue(now);
    private int waiting;
    private int shed;
    private int longest;

    /** Reads for a while: a batch takes 2 ms if it is answered, and next to nothing if it is given up. */
    private void read(long millis, int comePerMilli) {
        long end = now + millis * MILLISECOND;
        while (now - end < 0) {
            int count = Math.min(BATCH, waiting);
            waiting -= count;
            boolean full = count == BATCH;
            long took = MILLISECOND / 50;
            if (queue.isTooLong(count, full ? waiting : 0, now)) {
                shed += count;
            } else {
                took = 2 * MILLISECOND;
            }
            now += took;
            waiting += (int) (comePerMilli * took / MILLISECOND);
            longest = Math.max(longest, waiting);
        }
    }

    @Test
    void a_burst_is_answered_however_long_it_is() {
        waiting = 20_000;
        read(2000, 10);
        assertThat(shed).isZero();
    }

    @Test
    void what_came_while_nobody_read_is_answered() {
        now += 5000 * MILLISECOND;
        waiting = 20_000;
        read(600, 0);
        assertThat(shed).isZero();
    }

    @Test
    void a_queue_that_grows_all_the_time_is_kept_short_after_a_second_and_as_much_is_answered_as_can_be() {
        read(1000, 60);
        assertThat(shed).isZero();
        read(2000, 60);
        longest = 0;
        shed = 0;
        read(1000, 60);
        assertThat(longest).isLessThan(60 * 60);
        assertThat(shed).isBetween(20_000, 40_000);
    }

    @Test
    void it_is_a_queue_like_any_other_again_once_it_was_empty() {
        read(3000, 60);
        assertThat(shed).isPositive();
        read(2000, 10);
        shed = 0;
        waiting = 10_000;
        read(300, 10);
        assertThat(shed).isZero();
    }
}
