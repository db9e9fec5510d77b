package org.penlb.cluster.totals;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TotalsBookTest {
    private final TotalsBook book = new TotalsBook();
    private long now = Long.MAX_VALUE - 1; // it overflows

    private static InstanceTotals totals(long instance, long version, ServiceSum... sums) {
        return new InstanceTotals(instance, "n" + instance, version, List.of(sums));
    }

    private static ServiceSum sum(String service, int n) {
        return new ServiceSum(service, n, 10L * n, 20L * n, 30L * n, 40L * n, 50L * n, 60L * n, 70L * n);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void what_was_written_later_counts_in_whatever_order_it_comes() {
        book.learned(totals(1, 5, sum("web", 5)), now);
        book.learned(totals(1, 4, sum("web", 4)), now);
        assertThat(book.of(1)).isEqualTo(totals(1, 5, sum("web", 5)));
        book.learned(totals(1, 6, sum("web", 6)), now);
        assertThat(book.of(1)).isEqualTo(totals(1, 6, sum("web", 6)));
        assertThat(book.of(2)).isNull();
    }

    @Test
    void who_writes_something_new_lives_for_ten_seconds() {
        assertThat(book.isFresh(1, now)).isFalse();
        book.learned(totals(1, 5), now);
        pass(Duration.ofSeconds(10));
        assertThat(book.isFresh(1, now)).isTrue();
        book.learned(totals(1, 5), now);
        pass(Duration.ofNanos(1));
        assertThat(book.isFresh(1, now)).as("the same is nothing new").isFalse();
        book.learned(totals(1, 6), now);
        assertThat(book.isFresh(1, now)).isTrue();
    }

    @Test
    void who_is_gone_is_forgotten() {
        book.learned(totals(1, 5), now);
        book.learned(totals(2, 5), now);
        book.retain(Set.of(2L, 3L));
        assertThat(book.of(1)).isNull();
        assertThat(book.of(2)).isNotNull();
    }

    @Test
    void more_instances_than_there_may_be_are_left_out() {
        for (int i = 0; i <= 1_000; i++) {
            book.learned(totals(i, 5), now);
        }
        assertThat(book.of(999)).isNotNull();
        assertThat(book.of(1_000)).isNull();
        book.learned(totals(7, 6), now);
        assertThat(book.of(7)).as("who is known is known").isEqualTo(totals(7, 6));
    }

    @Test
    void sums_are_by_service_and_of_all() {
        var one = totals(1, 1, sum("web", 1), sum("dns", 2));
        var two = totals(2, 1, sum("mail", 3), sum("web", 4));
        assertThat(TotalsBook.sum(List.of(one, two))).containsExactly(sum("web", 5), sum("dns", 2), sum("mail", 3));
        assertThat(TotalsBook.sum(List.of())).isEmpty();
    }
}
