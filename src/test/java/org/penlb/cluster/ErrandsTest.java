package org.penlb.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ErrandsTest {
    private static final int MOST = 10_000;

    private final Errands errands = new Errands();
    private final List<Integer> done = new ArrayList<>();

    private void add(int number) {
        errands.execute(() -> done.add(number));
    }

    @Test
    void errands_wait_and_are_done_in_their_order() {
        add(1);
        add(2);
        assertThat(done).isEmpty();
        errands.run();
        assertThat(done).containsExactly(1, 2);
        errands.run();
        assertThat(done).hasSize(2);
    }

    @Test
    void of_too_many_the_last_are_lost_and_there_is_room_again_when_the_others_are_done() {
        for (int i = 0; i < MOST + 5; i++) {
            add(i);
        }
        errands.run();
        assertThat(done).isEqualTo(IntStream.range(0, MOST).boxed().toList());
        add(-1);
        errands.run();
        assertThat(done).hasSize(MOST + 1).endsWith(-1);
    }

    @Test
    void one_that_fails_takes_no_place_and_keeps_the_next_for_later() {
        errands.execute(() -> {
            throw new IllegalStateException("no");
        });
        add(1);
        assertThatThrownBy(errands::run).isInstanceOf(IllegalStateException.class);
        errands.run();
        assertThat(done).containsExactly(1);
        for (int i = 0; i < MOST; i++) {
            add(i);
        }
        errands.run();
        assertThat(done).hasSize(MOST + 1);
    }
}
