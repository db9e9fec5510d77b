package org.penlb.dnsfront;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private final RetryBudget budget = new RetryBudget();

    private int spendAll() {
        int spent = 0;
        while (budget.affords()) {
            budget.spend();
            spent++;
        }
        return spent;
    }

    private void queries(int count) {
        for (int i = 0; i < count; i++) {
            budget.query(10);
        }
    }

    @Test
    void starts_with_a_burst() {
        assertThat(spendAll()).isEqualTo(RetryBudget.LEAST_BURST);
    }

    @Test
    void earns_one_for_ten_queries() {
        spendAll();
        queries(9);
        assertThat(budget.affords()).isFalse();
        queries(1);
        assertThat(spendAll()).isEqualTo(1);
        queries(5000);
        assertThat(spendAll()).isEqualTo(500);
    }

    @Test
    void saves_no_more_than_the_burst() {
        queries(1_000_000);
        assertThat(spendAll()).isEqualTo(RetryBudget.LEAST_BURST);
    }

    @Test
    void saves_as_many_as_came_in_the_last_second() {
        spendAll();
        for (int second = 0; second < 30; second++) {
            queries(50_000);
            budget.tick();
        }
        assertThat(spendAll()).isEqualTo(50_000);
        budget.tick();
        queries(100_000);
        assertThat(spendAll()).isEqualTo(RetryBudget.LEAST_BURST);
    }

    @Test
    void is_nothing_in_the_long_run_at_zero_percent() {
        spendAll();
        for (int i = 0; i < 10_000; i++) {
            budget.query(0);
        }
        assertThat(budget.affords()).isFalse();
    }

    @Test
    void does_not_give_a_service_that_comes_and_goes_more_than_its_share() {
        spendAll();
        int rescued = 0;
        for (int second = 0; second < 100; second++) {
            queries(second % 2 == 0 ? 10_000 : 0);
            rescued += spendAll();
            budget.tick();
            rescued += spendAll();
        }
        assertThat(rescued).isLessThanOrEqualTo(50 * 10_000 / 10);
    }
}
