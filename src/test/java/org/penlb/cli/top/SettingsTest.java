package org.penlb.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private final Settings settings = new Settings(Duration.ofMillis(700));

    private void press(Key key, int times) {
        for (int i = 0; i < times; i++) {
            settings.obey(key);
        }
    }

    @Test
    void the_interval_has_steps_and_limits() {
        press(Key.SLOWER, 1);
        assertThat(settings.interval()).isEqualTo(Duration.ofSeconds(1));
        press(Key.SLOWER, 50);
        assertThat(settings.interval()).isEqualTo(Settings.LONGEST);
        press(Key.FASTER, 50);
        assertThat(settings.interval()).isEqualTo(Settings.SHORTEST);
    }

    @Test
    void orders_and_clients_go_round() {
        press(Key.NEXT_ORDER, 1);
        assertThat(settings.order()).isEqualTo(ServerOrder.ADDRESS);
        press(Key.PREVIOUS_ORDER, 2);
        assertThat(settings.order()).isEqualTo(ServerOrder.LATENCY);
        press(Key.CLIENTS, 1);
        assertThat(settings.clients()).isEqualTo(Settings.Clients.BY_CONNECTS);
        press(Key.CLIENTS, 1);
        assertThat(settings.wish().clientSeconds()).isZero();
        press(Key.CLIENTS, 1);
        assertThat(settings.wish().clientSeconds()).isEqualTo(10);
    }

    @Test
    void clients_are_those_of_two_intervals_if_that_is_long() {
        press(Key.SLOWER, 6);
        assertThat(settings.interval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.wish().clientSeconds()).isEqualTo(120);
    }

    @Test
    void scrolling_goes_on_from_what_was_shown() {
        press(Key.UP, 1);
        assertThat(settings.scroll()).isZero();
        settings.shown(0, 10);
        press(Key.PAGE_DOWN, 1);
        press(Key.DOWN, 1);
        assertThat(settings.scroll()).isEqualTo(11);
        settings.shown(5, 10); // there are no more
        press(Key.UP, 1);
        assertThat(settings.scroll()).isEqualTo(4);
        press(Key.SERVICE, 1);
        assertThat(settings.scroll()).isZero();
        assertThat(settings.wish().service()).isEqualTo(1);
    }
}
