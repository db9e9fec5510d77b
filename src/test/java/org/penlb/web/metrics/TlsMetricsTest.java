package org.penlb.web.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.penlb.service.TlsSnapshot;
import org.penlb.tls.certificate.Audience;
import org.penlb.tls.certificate.CertificateReport;

class TlsMetricsTest {
    private final Families families = new Families();
    private final TlsMetrics metrics = new TlsMetrics(families);

    private static CertificateReport certificate(String file, long end, String... names) {
        return new CertificateReport(
                Audience.CLIENTS,
                Path.of(file),
                List.of(names),
                "RSA 2048",
                "CN=CA",
                Instant.EPOCH,
                Instant.ofEpochSecond(end),
                null,
                List.of());
    }

    private void service(String name, List<CertificateReport> certificates) {
        metrics.add(name, Labels.of("service", name), new TlsSnapshot("engine", null, 0, Map.of(), 0, certificates));
    }

    private List<GaugeDataPointSnapshot> points(String metric) {
        MetricSnapshots all = families.all();
        return all.stream()
                .filter(each -> each.getMetadata().getName().equals(metric))
                .map(GaugeSnapshot.class::cast)
                .flatMap(gauge -> gauge.getDataPoints().stream())
                .toList();
    }

    private double omitted(String service) {
        return points("pen_service_certificates_omitted").stream()
                .filter(point -> service.equals(point.getLabels().get("service")))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    @Test
    void the_first_thousand_to_expire_are_told_and_the_others_counted() {
        var many = new ArrayList<CertificateReport>();
        for (int i = 0; i < 1200; i++) {
            many.add(certificate(i + ".crt", 10_000 + i, i + ".example", "www." + i + ".example"));
        }
        service("large", many);
        service(
                "small",
                List.of(certificate("late.crt", 20_000, "late.example"), certificate("x.crt", 1, "x.example")));
        metrics.end(List.of(certificate("page.crt", 2, "pen.example")));
        List<GaugeDataPointSnapshot> told = points("pen_certificate_not_after_seconds");
        assertThat(told).hasSize(TlsMetrics.MOST_CERTIFICATES);
        assertThat(told)
                .extracting(point -> point.getLabels().get("name"))
                .contains("x.example", "pen.example", "0.example", "997.example")
                .doesNotContain("late.example", "998.example", "www.0.example");
        assertThat(omitted("large")).isEqualTo(202);
        assertThat(omitted("small")).isEqualTo(1);
    }

    @Test
    void a_file_that_is_named_twice_is_told_once() {
        service("web", List.of(certificate("a.crt", 5, "a.example"), certificate("a.crt", 5, "a.example")));
        service("nameless", List.of(certificate("b.crt", 6)));
        metrics.end(List.of());
        assertThat(points("pen_certificate_not_after_seconds"))
                .extracting(point -> point.getLabels().get("file"))
                .containsExactlyInAnyOrder("a.crt", "b.crt");
    }

    @Test
    void where_no_tls_is_spoken_there_is_nothing() {
        metrics.end(List.of());
        assertThat(families.all().size()).isZero();
    }
}
