package org.penlb.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.tls.certificate.Audience;
import org.penlb.tls.certificate.CertificateReport;

class CertificateOrderTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private static CertificateReport certificate(String name, int days, String... findings) {
        return new CertificateReport(
                Audience.CLIENTS,
                Path.of(name + ".crt"),
                List.of(name),
                "ECDSA 256",
                "CN=CA",
                NOW.minus(Duration.ofDays(90)),
                NOW.plus(Duration.ofDays(days)),
                null,
                List.of(findings));
    }

    private static final List<CertificateReport> ALL = List.of(
            certificate("later", 60),
            certificate("odd", 80, "it has no name of a host"),
            certificate("over", -1),
            certificate("soon", 3),
            certificate("long-over", -30, "it has expired"));

    @Test
    void those_that_have_expired_come_first_and_those_with_something_wrong_then() {
        assertThat(CertificateOrder.mostUrgentFirst(ALL, NOW))
                .extracting(each -> each.names().getFirst())
                .containsExactly("long-over", "over", "odd", "soon", "later");
    }

    @Test
    void the_end_alone_is_an_order_too() {
        assertThat(CertificateOrder.soonestFirst(ALL))
                .extracting(each -> each.names().getFirst())
                .containsExactly("long-over", "over", "soon", "later", "odd");
    }
}
