package org.penlb.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortNumbersTest {
    @ParameterizedTest
    @CsvSource({
        "-1, -",
        "0, 0",
        "0.04, 0.0",
        "0.4, 0.4",
        "9.96, 10",
        "12.3, 12",
        "999, 999",
        "999.4, 999",
        "999.6, 1.0k",
        "1234, 1.2k",
        "9960, 10k",
        "123456, 123k",
        "999600, 1.0M",
        "6.2e9, 6.2G",
        "9.2e18, 9.2E",
        "9e21, 9000E",
    })
    void rates(double rate, String text) {
        assertThat(ShortNumbers.rate(rate)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "99999, 99999", "100000, 100k", "9223372036854775807, 9.2E"})
    void counts(long number, String text) {
        assertThat(ShortNumbers.count(number)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"-1, -", "800, 800us", "1234, 1.2ms", "15499, 15ms", "2000000, 2.0s", "999999999999999999, 9999s"})
    void latencies(long micros, String text) {
        assertThat(ShortNumbers.latency(micros)).isEqualTo(text);
    }

    @Test
    void spans() {
        assertThat(ShortNumbers.span(Duration.ofMillis(500))).isEqualTo("0.5 s");
        assertThat(ShortNumbers.span(Duration.ofMillis(12_345))).isEqualTo("12 s");
        assertThat(ShortNumbers.span(Duration.ofSeconds(200))).isEqualTo("3 min");
        assertThat(ShortNumbers.span(Duration.ofDays(2))).isEqualTo("48 h");
    }
}
