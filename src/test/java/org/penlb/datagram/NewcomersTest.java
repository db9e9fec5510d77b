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

    @Test
    void all_come_in_while_the_queue_is_short() {
        newcomers.arrive(Newcomers.PRESS, true, now);
        assertThat(served(64)).isEqualTo(64);
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
        newcomers.arrive(Newcomers.CROWD, false, now);
        assertThat(served(64)).isEqualTo(64);
    }

    @Test
    void they_get_an_eighth_of_the_time_beside_known_clients_and_some_come_in() {
        long start = now;
        int served = 0;
        while (now - start < TimeUnit.MILLISECONDS.toNanos(200)) {
            newcomers.arrive(Newcomers.PRESS + 1, true, now);
            served += served(64);
        }
        assertThat(served * TOOK).isBetween(TimeUnit.MILLISECONDS.toNanos(22), TimeUnit.MILLISECONDS.toNanos(28));
    }

    @Test
    void that_goes_on_for_a_moment_after_the_queue_has_become_short() {
        newcomers.arrive(Newcomers.PRESS + 1, true, now);
        newcomers.arrive(0, true, now);
        assertThat(served(64)).isLessThan(10);
        now += TimeUnit.MILLISECONDS.toNanos(101);
        newcomers.arrive(0, true, now);
        assertThat(served(64)).isEqualTo(64);
    }
}
