package org.penlb.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NewcomersTest {
    private static final long TOOK = TimeUnit.MICROSECONDS.toNanos(50);

    private long now = 1;
    private final Newcomers newcomers = new Newcomers(() -> now);

    private int served(int came) {
        int served = 0;
        for (int i = 0; i < came; i++) {
            if (newcomers.mayCome()) {
                now += TOOK;
                newcomers.served();
                served++;
            } else {
                now += TOOK / 50;
            }
        }
        return served;
    }

    /** New ones come all the time, and {@code waiting} others wait. */
    private int servedFor(long millis, int waiting) {
        long start = now;
        int served = 0;
        while (now - start < TimeUnit.MILLISECONDS.toNanos(millis)) {
            newcomers.arrive(waiting, true, now);
            served += served(64);
        }
        return served;
    }

    @Test
    void all_come_in_while_the_queue_is_short() {
        assertThat(servedFor(200, Newcomers.PRESS)).isBetween(3900, 4064);
    }

    @Test
    void nobody_comes_in_while_the_queue_is_long() {
        newcomers.arrive(Newcomers.CROWD + 1, false, now);
        assertThat(served(64)).isZero();
        newcomers.arrive(0, false, now);
        assertThat(served(64)).isEqualTo(64);
    }

    @Test
    void all_come_in_while_there_is_nobody_who_would_have_to_wait_for_them() {
        for (int i = 0; i < 100; i++) {
            newcomers.arrive(Newcomers.CROWD, false, now);
            assertThat(served(64)).isEqualTo(64);
        }
    }

    @Test
    void all_of_a_burst_come_in_beside_known_clients() {
        for (int left = 320; left > 0; left -= 64) {
            newcomers.arrive(left - 64, true, now);
            assertThat(served(64)).isEqualTo(64);
        }
    }

    @Test
    void in_a_flood_they_get_an_eighth_of_the_time_and_some_come_in() {
        servedFor(50, 500);
        assertThat(servedFor(200, 500) * TOOK)
                .isBetween(TimeUnit.MILLISECONDS.toNanos(22), TimeUnit.MILLISECONDS.toNanos(28));
    }

    @Test
    void that_goes_on_while_more_come_than_come_in_though_the_queue_is_short_by_that() {
        servedFor(50, 500);
        assertThat(servedFor(500, 0) * TOOK).isLessThan(TimeUnit.MILLISECONDS.toNanos(70));
    }

    @Test
    void the_flood_is_over_when_everybody_came_in_for_a_moment() {
        servedFor(50, 500);
        for (int i = 0; i < 200; i++) {
            now += TimeUnit.MILLISECONDS.toNanos(1);
            newcomers.arrive(0, true, now);
            assertThat(served(1)).isEqualTo(1);
        }
        newcomers.arrive(0, true, now);
        assertThat(served(64)).isEqualTo(64);
    }
}
