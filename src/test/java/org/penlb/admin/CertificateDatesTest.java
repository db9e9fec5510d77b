package org.penlb.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.penlb.testing.Told;
import org.penlb.tls.certificate.Audience;
import org.penlb.tls.certificate.CertificateReport;

class CertificateDatesTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final CertificateDates dates = new CertificateDates();
    private final Told told = new Told(CertificateDates.class);

    @AfterEach
    void close() {
        told.close();
    }

    private static CertificateReport ending(String name, Duration left) {
        return new CertificateReport(
                Audience.CLIENTS,
                Path.of(name + ".crt"),
                List.of(name),
                "ECDSA 256",
                "CN=CA",
                Instant.EPOCH,
                NOW.plus(left),
                null,
                List.of());
    }

    @Test
    void each_is_told_when_it_is_about_to_end_and_when_it_has_and_no_more() {
        var certificates = List.of(ending("a", Duration.ofDays(9)), ending("b", Duration.ofDays(90)));
        dates.look("web", certificates, NOW);
        assertThat(told.messages()).isEmpty();
        for (int day = 2; day < 12; day++) {
            dates.look("web", certificates, NOW.plus(Duration.ofDays(day)));
        }
        assertThat(told.messages())
                .containsExactly(
                        "WARNING web: the certificate a.crt for a ends at 2026-12-09T12:00:00Z, in 7 days",
                        "WARNING web: the certificate a.crt for a has ended at 2026-12-09T12:00:00Z: who verifies it"
                                + " does not come in");
    }

    @Test
    void hours_count_on_the_last_day() {
        dates.look("web", List.of(ending("a", Duration.ofMinutes(150))), NOW);
        assertThat(told.messages()).singleElement().asString().endsWith(", in 2 hours");
    }

    @Test
    void one_that_is_as_bad_as_the_one_before_is_told() {
        dates.look("web", List.of(ending("a", Duration.ofDays(-2))), NOW);
        dates.look("web", List.of(ending("a", Duration.ofDays(-1))), NOW);
        assertThat(told.messages()).hasSize(2);
    }

    @Test
    void services_have_theirs_and_thousands_are_few_lines() {
        dates.look("web", List.of(ending("a", Duration.ZERO)), NOW);
        dates.look(
                "mail",
                IntStream.range(0, 3000)
                        .mapToObj(i -> ending("n" + i, Duration.ZERO))
                        .toList(),
                NOW);
        dates.look("web", List.of(ending("a", Duration.ZERO)), NOW);
        assertThat(told.messages())
                .hasSize(7)
                .last()
                .isEqualTo("WARNING mail: the same is so of 2,995 more certificates (penctl certificates)");
    }
}
