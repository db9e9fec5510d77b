package org.penlb.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientRatesTest {
    private static final long SECOND = 1_000_000_000L;

    private final ClientRates rates = new ClientRates();

    private void read(String... lines) {
        for (String line : lines) {
            rates.read(line);
        }
    }

    @Test
    void the_first_reply_is_what_later_ones_are_compared_with() {
        read("10.0.0.1 connects 3 sx 120 rx 4500", "10.0.0.2 connects 9 sx 1 rx 1");
        ClientRates.Top first = rates.finish(SECOND);
        assertThat(first.arrivals()).isEqualTo(Rates.UNKNOWN);
        assertThat(first.byBytes().getFirst())
                .isEqualTo(new ClientRate("10.0.0.1", 3, Rates.UNKNOWN, Rates.UNKNOWN, Rates.UNKNOWN, 4620));
        assertThat(first.byConnects().getFirst().address()).isEqualTo("10.0.0.2");

        read("10.0.0.1 connects 5 sx 320 rx 4500", "10.0.0.3 connects 4 sx 0 rx 0");
        ClientRates.Top second = rates.finish(3 * SECOND);
        assertThat(second.count()).isEqualTo(2);
        assertThat(second.arrivals()).isEqualTo(3);
        assertThat(second.byBytes().getFirst()).isEqualTo(new ClientRate("10.0.0.1", 5, 1, 100, 0, 4820));
        assertThat(second.byConnects().getFirst()).isEqualTo(new ClientRate("10.0.0.3", 4, 2, 0, 0, 0));
    }

    @Test
    void a_client_who_was_away_is_not_new() {
        read("10.0.0.1 connects 3 sx 120 rx 4500");
        rates.finish(SECOND);
        rates.finish(2 * SECOND);
        read("10.0.0.1 connects 4 sx 130 rx 4500");
        assertThat(rates.finish(3 * SECOND).byBytes()).containsExactly(new ClientRate("10.0.0.1", 4, 1, 10, 0, 4630));
    }

    @Test
    void counters_that_became_smaller_began_at_zero_again() {
        read("10.0.0.1 connects 30 sx 120 rx 4500");
        rates.finish(SECOND);
        read("10.0.0.1 connects 2 sx 10 rx 20");
        assertThat(rates.finish(2 * SECOND).byBytes()).containsExactly(new ClientRate("10.0.0.1", 2, 2, 10, 20, 30));
    }

    @Test
    void what_is_no_client_is_left_out() {
        read(
                "",
                "x",
                "10.0.0.1 connects",
                "10.0.0.1 connects -3 sx 1 rx 1",
                "10.0.0.1 connects 3 sx 1",
                "y".repeat(65) + " connects 3 sx 1 rx 1");
        assertThat(rates.finish(SECOND))
                .isEqualTo(new ClientRates.Top(0, Rates.UNKNOWN, java.util.List.of(), java.util.List.of()));
    }

    @Test
    void of_very_many_the_first_are_kept() {
        for (int i = 0; i < 300_000; i++) {
            rates.read(i + " connects 1 sx " + i + " rx 0");
        }
        ClientRates.Top top = rates.finish(SECOND);
        assertThat(top.count()).isEqualTo(200_000);
        assertThat(top.byBytes()).hasSize(ClientRates.MOST_SHOWN);
        assertThat(top.byBytes().getFirst().address()).isEqualTo("199999");
        assertThat(top.byBytes().getLast().address()).isEqualTo("199800");
        // who has gone makes place for others
        rates.read("5 connects 1 sx 5 rx 0");
        rates.finish(2 * SECOND);
        rates.read("299999 connects 1 sx 7 rx 0");
        assertThat(rates.finish(3 * SECOND).byBytes().getFirst().address()).isEqualTo("299999");
    }
}
