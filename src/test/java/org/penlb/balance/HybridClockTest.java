package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HybridClockTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private long wall = Instant.parse("2026-11-29T12:00:00.123Z").toEpochMilli();
    private final HybridClock clock = new HybridClock(() -> wall, MINUTE, 5);

    @Test
    void a_version_tells_its_time() {
        assertThat(HybridClock.millis(clock.next())).isEqualTo(wall);
        wall += 17;
        long version = clock.next();
        assertThat(HybridClock.millis(version)).isEqualTo(wall);
        wall += 3;
        assertThat(clock.ageMillis(version)).isEqualTo(3);
    }

    @Test
    void versions_only_grow_though_the_clock_stands_still_or_goes_back() {
        long before = clock.next();
        Set<Long> all = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            long next = clock.next();
            assertThat(next).isGreaterThan(before);
            all.add(next);
            before = next;
            wall -= i % 3;
        }
        assertThat(all).hasSize(1_000);
    }

    @Test
    void more_than_a_millisecond_holds_borrow_from_the_next() {
        long first = clock.next();
        for (int i = 0; i < 256; i++) {
            clock.next();
        }
        assertThat(HybridClock.millis(clock.next())).isEqualTo(HybridClock.millis(first) + 1);
    }

    @Test
    void what_is_decided_after_something_was_heard_is_later_than_that() {
        var other = new HybridClock(() -> wall + 30_000, MINUTE, 6);
        long heard = other.next();
        assertThat(clock.see(heard)).isTrue();
        assertThat(clock.next()).isGreaterThan(heard);
        assertThat(clock.see(heard)).as("no way back").isTrue();
    }

    @Test
    void what_comes_from_too_far_in_the_future_is_not_taken() {
        var wrong = new HybridClock(() -> wall + 60_001, MINUTE, 6);
        assertThat(clock.see(wrong.next())).isFalse();
        assertThat(HybridClock.millis(clock.next())).isEqualTo(wall);
        assertThat(clock.see(-1)).as("no version").isFalse();
        wall += 1;
        assertThat(clock.see(wrong.next()))
                .as("it is another millisecond ahead")
                .isFalse();
    }

    @Test
    void a_clock_that_was_set_back_far_tells_the_time_of_day_again() {
        wall += Duration.ofMinutes(10).toMillis();
        clock.next();
        wall -= Duration.ofMinutes(10).toMillis();
        assertThat(HybridClock.millis(clock.next())).isEqualTo(wall);
    }

    @Test
    void of_the_same_moment_the_tag_decides() {
        var other = new HybridClock(() -> wall, MINUTE, 6);
        assertThat(other.next()).isGreaterThan(clock.next());
    }

    @Test
    void the_first_version_of_a_millisecond_is_before_all_others_of_it() {
        assertThat(HybridClock.first(wall)).isLessThan(clock.next());
        assertThat(HybridClock.millis(HybridClock.first(wall))).isEqualTo(wall);
        assertThat(HybridClock.first(wall - 1)).isLessThan(HybridClock.first(wall));
        assertThat(HybridClock.first(0)).isEqualTo(HybridClock.NEVER);
    }

    @Test
    void there_are_so_many_tags() {
        assertThatThrownBy(() -> clock.tag(HybridClock.TAGS)).hasMessageContaining("expected: 0 to 16383");
        assertThatThrownBy(() -> clock.tag(-1)).hasMessageContaining("expected");
    }
}
