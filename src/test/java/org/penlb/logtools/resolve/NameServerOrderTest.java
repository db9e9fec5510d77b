package org.penlb.logtools.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whom queries go to. */
class NameServerOrderTest {
    private long now = Long.MAX_VALUE - 5; // the clock may pass its end
    private final NameServerOrder servers = servers(3);

    private NameServerOrder servers(int count) {
        return new NameServerOrder(Collections.nCopies(count, new InetSocketAddress(53)), () -> now);
    }

    private static void silence(NameServerOrder servers, int server) {
        for (int i = 0; i < NameServerOrder.PATIENCE; i++) {
            servers.unanswered(server);
        }
    }

    @Test
    void the_first_is_asked_and_for_the_same_look_up_the_next() {
        assertThat(List.of(servers.next(0), servers.next(1), servers.next(3), servers.next(7)))
                .containsExactly(0, 1, 2, 0);
        assertThat(servers.next(2)).isZero();
    }

    @Test
    void one_that_is_silent_is_left_alone_and_tried_with_one_query_later() {
        silence(servers, 0);
        assertThat(servers.next(0)).isEqualTo(1);
        assertThat(servers.next(2)).isEqualTo(2);
        now += NameServerOrder.REST.toNanos();
        assertThat(servers.next(0)).isZero();
        assertThat(servers.next(0)).isEqualTo(1);
        servers.answered(0);
        assertThat(servers.next(0)).isZero();
    }

    @Test
    void a_lost_query_now_and_then_does_no_harm() {
        for (int i = 0; i < 100; i++) {
            servers.unanswered(0);
            servers.answered(0);
        }
        assertThat(servers.next(0)).isZero();
    }

    @Test
    void when_all_are_silent_all_are_asked_in_turn() {
        for (int i = 0; i < 3; i++) {
            silence(servers, i);
        }
        assertThat(List.of(servers.next(0), servers.next(1), servers.next(3), servers.next(7)))
                .containsExactly(0, 1, 2, 0);
    }

    @Test
    void a_single_one_is_always_asked() {
        NameServerOrder one = servers(1);
        silence(one, 0);
        assertThat(one.next(0)).isZero();
        assertThat(one.next(1)).isZero();
        assertThat(one.hasOther(1)).isFalse();
        assertThat(servers(NameServerOrder.MOST).next((1 << 15) - 1)).isEqualTo(15);
    }
}
