package org.penlb.dnsfront;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OwedBytesTest {
    private static final int MOST = 100_000;

    private final AtomicLong all = new AtomicLong();

    private OwedBytes client() {
        return new OwedBytes(all, MOST);
    }

    @Test
    void many_may_owe_a_little() {
        for (int i = 0; i < 1000; i++) {
            assertThat(client().count(OwedBytes.LITTLE)).isFalse();
        }
        assertThat(all).hasValue(0);
    }

    @Test
    void one_may_owe_much_as_long_as_all_together_do_not_owe_too_much() {
        OwedBytes first = client();
        OwedBytes second = client();
        assertThat(first.count(90_000)).isFalse();
        assertThat(second.count(10_000)).isFalse();
        assertThat(second.count(10_001)).isTrue();
    }

    @Test
    void who_takes_some_is_not_to_blame() {
        OwedBytes first = client();
        OwedBytes second = client();
        assertThat(first.count(90_000)).isFalse();
        assertThat(second.count(50_000)).isTrue();
        assertThat(second.count(40_000)).isFalse();
    }

    @Test
    void what_is_taken_makes_room_for_others() {
        OwedBytes first = client();
        assertThat(first.count(90_000)).isFalse();
        assertThat(first.count(0)).isFalse();
        assertThat(client().count(90_000)).isFalse();
        assertThat(all).hasValue(90_000);
    }
}
