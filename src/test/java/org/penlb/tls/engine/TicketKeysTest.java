package org.penlb.tls.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.penlb.config.tls.TicketSecret;
import org.penlb.config.tls.Tickets;

/** The keys of tickets. */
class TicketKeysTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant NOW = Instant.parse("2026-01-01T10:20:00Z");

    private static TicketKeys keys(String secret) {
        return TicketKeys.of(new Tickets(new TicketSecret(secret, Path.of("x")), HOUR));
    }

    @Test
    void each_period_has_its_keys_and_those_before_and_after_it() {
        TicketKeys keys = keys("correct-horse-battery-staple-1234");
        OpenSslSessionTicketKey[] now = keys.keys(keys.period(NOW));
        OpenSslSessionTicketKey[] next = keys.keys(keys.period(NOW.plus(HOUR)));
        assertThat(now).hasSize(3);
        assertThat(next[0].name()).isEqualTo(now[1].name());
        assertThat(next[2].name()).isEqualTo(now[0].name());
        assertThat(next[0].aesKey()).isEqualTo(now[1].aesKey()).isNotEqualTo(now[0].aesKey());
        assertThat(now[0].hmacKey()).isNotEqualTo(now[0].aesKey());
    }

    @Test
    void the_same_secret_makes_the_same_keys_and_another_one_others() {
        TicketKeys one = keys("correct-horse-battery-staple-1234");
        long period = one.period(NOW);
        assertThat(keys("correct-horse-battery-staple-1234").keys(period)[0].aesKey())
                .isEqualTo(one.keys(period)[0].aesKey());
        assertThat(keys("correct-horse-battery-staple-1235").keys(period)[0].aesKey())
                .isNotEqualTo(one.keys(period)[0].aesKey());
        assertThat(TicketKeys.of(Tickets.DEFAULT).keys(1)[0].aesKey())
                .isNotEqualTo(TicketKeys.of(Tickets.DEFAULT).keys(1)[0].aesKey());
    }

    @Test
    void periods_begin_at_the_same_moment_everywhere() {
        TicketKeys keys = keys("correct-horse-battery-staple-1234");
        assertThat(keys.nextChange(NOW)).isEqualTo(Instant.parse("2026-01-01T11:00:00Z"));
        assertThat(keys.period(Instant.parse("2026-01-01T11:00:00Z"))).isEqualTo(keys.period(NOW) + 1);
    }

    @Test
    void they_show_themselves_nowhere() {
        assertThat(keys("correct-horse-battery-staple-1234")).hasToString("***");
    }
}
