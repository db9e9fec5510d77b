package org.penlb.web.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.penlb.admin.PageTls;
import org.penlb.service.TlsSnapshot;
import org.penlb.tls.certificate.CertificateReport;
import org.penlb.tls.engine.EngineKind;

/** What a scrape brings of TLS: handshakes of each service, and when certificates expire. */
final class TlsMetrics {
    /** More certificates than that, of all services, have no metric of their own: those that expire first have. */
    static final int MOST_CERTIFICATES = 1000;

    private final Families families;
    private final List<Entry> certificates = new ArrayList<>();
    private final Map<String, Labels> services = new LinkedHashMap<>();

    /** A certificate of a service. */
    private record Entry(String service, CertificateReport certificate) {
        private Labels labels() {
            List<String> names = certificate.names();
            return Labels.of(
                    "service",
                    service,
                    "name",
                    names.isEmpty() ? "" : names.getFirst(),
                    "file",
                    certificate.file().toString());
        }
    }

    TlsMetrics(Families families) {
        this.families = families;
    }

    /** Adds what a service did, and remembers its certificates. */
    void add(String service, Labels labels, TlsSnapshot tls) {
        services.put(service, labels);
        families.add(Metric.SERVICE_HANDSHAKES_TOTAL, labels, tls.done());
        families.add(Metric.SERVICE_TRUNCATED_TOTAL, labels, tls.truncated());
        tls.failed()
                .forEach((fault, count) -> families.add(
                        Metric.SERVICE_HANDSHAKE_FAILURES_TOTAL,
                        labels.merge(Labels.of("reason", fault.word())),
                        count));
        tls.certificates().forEach(each -> certificates.add(new Entry(service, each)));
    }

    /**
     * Adds the certificates, when all services are there.
     *
     * @param ofPage those of the page
     */
    void end(List<CertificateReport> ofPage) {
        ofPage.forEach(each -> certificates.add(new Entry(PageTls.NAME, each)));
        if (services.isEmpty() && ofPage.isEmpty()) {
            return;
        }
        families.addInfo(
                Metric.TLS_INFO, Labels.of("engine", EngineKind.current().description()));
        certificates.sort(Comparator.comparing(each -> each.certificate().notAfter()));
        // Who names a file twice has one certificate.
        Map<Labels, Entry> named = new LinkedHashMap<>();
        certificates.forEach(each -> named.putIfAbsent(each.labels(), each));
        Map<String, Long> omitted = new LinkedHashMap<>();
        services.keySet().forEach(service -> omitted.put(service, 0L));
        int room = MOST_CERTIFICATES;
        for (Map.Entry<Labels, Entry> each : named.entrySet()) {
            if (room > 0) {
                room--;
                families.add(
                        Metric.CERTIFICATE_NOT_AFTER_SECONDS,
                        each.getKey(),
                        each.getValue().certificate().notAfter().getEpochSecond());
            } else {
                omitted.merge(each.getValue().service(), 1L, Long::sum);
            }
        }
        services.forEach((service, labels) ->
                families.add(Metric.SERVICE_CERTIFICATES_OMITTED, labels, omitted.getOrDefault(service, 0L)));
    }
}
