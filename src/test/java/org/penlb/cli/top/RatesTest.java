package org.penlb.cli.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.cli.top.SampleRounds.reading;
import static org.penlb.cli.top.SampleRounds.server;

import java.util.List;
import org.junit.jupiter.api.Test;

class RatesTest {
    @Test
    void bytes_and_arrivals_in_a_second() {
        Rates rates = Rates.between(
                reading(1, server(0, 1, 100, 1000, "up"), server(1, 3, 0, 0, "up")),
                reading(3, server(0, 1, 300, 5000, "up"), server(1, 3, 0, 0, "up")));
        assertThat(rates.servers())
                .containsExactly(
                        new ServerRate(server(0, 1, 300, 5000, "up"), 100, 2000, 1),
                        new ServerRate(server(1, 3, 0, 0, "up"), 0, 0, 0));
        assertThat(rates.to()).isEqualTo(100);
        assertThat(rates.from()).isEqualTo(2000);
        assertThat(rates.arrivals()).isEqualTo(10);
        assertThat(rates.connections()).isEqualTo(4);
    }

    @Test
    void more_connections_than_there_are_numbers_are_very_many() {
        Rates rates = Rates.between(
                null,
                reading(
                        1,
                        server(0, Long.MAX_VALUE - 1, 0, 0, "up"),
                        server(1, 2, 0, 0, "up"),
                        server(2, 5, 0, 0, "up")));
        assertThat(rates.connections()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void the_first_reading_has_no_rates() {
        Rates rates = Rates.between(null, reading(1, server(0, 1, 100, 1000, "up")));
        assertThat(rates.servers().getFirst().to()).isEqualTo(Rates.UNKNOWN);
        assertThat(List.of(rates.to(), rates.from(), rates.arrivals())).containsOnly(Rates.UNKNOWN);
    }

    @Test
    void counters_of_a_pen_that_was_started_again_make_no_negative_rates() {
        Rates rates = Rates.between(
                reading(9, server(0, 1, 100, 1000, "up")),
                new Reading(
                        10_000_000_000L,
                        List.of(server(0, 1, 5, 2000, "up")),
                        new Arrivals(Arrivals.Kind.CONNECTIONS, 1)));
        assertThat(rates.servers().getFirst().to()).isEqualTo(Rates.UNKNOWN);
        assertThat(rates.servers().getFirst().from()).isEqualTo(Rates.UNKNOWN);
        assertThat(rates.arrivals()).isEqualTo(Rates.UNKNOWN);
    }

    @Test
    void servers_appear_vanish_and_change_their_address() {
        var moved = new ServerReading(1, "10.9.9.9", 1, 0, 0, 0, 0, 0, 5000, 5000, "up", -1);
        Rates rates = Rates.between(
                reading(1, server(0, 0, 0, 0, "up"), server(1, 0, 0, 0, "up"), server(2, 0, 0, 0, "up")),
                reading(2, server(0, 0, 7, 0, "up"), moved, server(7, 0, 900, 900, "up")));
        assertThat(rates.servers().stream().map(ServerRate::to)).containsExactly(7.0, -1.0, -1.0);
        assertThat(rates.to()).isEqualTo(7);
    }

    @Test
    void without_traffic_the_share_is_that_of_connections() {
        Reading now = reading(2, server(0, 1, 0, 0, "up"), server(1, 3, 0, 0, "up"));
        assertThat(Rates.between(now, now).servers().stream().map(ServerRate::share))
                .containsExactly(0.25, 0.75);
    }

    @Test
    void states_that_need_an_eye() {
        assertThat(server(0, 0, 0, 0, "blacklisted").isBad()).isTrue();
        assertThat(server(0, 0, 0, 0, "down: no answer").isBad()).isTrue();
        assertThat(server(0, 0, 0, 0, "draining").isDoubtful()).isTrue();
        assertThat(server(0, 0, 0, 0, "-").isDoubtful()).isFalse();
        assertThat(server(0, 100, 0, 0, "up").stateText()).isEqualTo("up full");
        assertThat(server(0, 100, 0, 0, "-").stateText()).isEqualTo("full");
        assertThat(server(0, 100, 0, 0, "up").isDoubtful()).isTrue();
    }
}
