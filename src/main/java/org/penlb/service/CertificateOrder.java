package org.penlb.service;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.penlb.tls.certificate.CertificateReport;

/** In which order certificates are shown. */
public final class CertificateOrder {
    private CertificateOrder() {}

    /** The one that expires first at the beginning. */
    public static List<CertificateReport> soonestFirst(List<CertificateReport> certificates) {
        return certificates.stream()
                .sorted(Comparator.comparing(CertificateReport::notAfter))
                .toList();
    }

    /**
     * What an operator is to look at first: those that have expired, then those with something wrong, then the one that
     * expires first.
     */
    public static List<CertificateReport> mostUrgentFirst(List<CertificateReport> certificates, Instant now) {
        return certificates.stream()
                .sorted(Comparator.comparingInt((CertificateReport each) -> urgency(each, now))
                        .thenComparing(CertificateReport::notAfter))
                .toList();
    }

    private static int urgency(CertificateReport certificate, Instant now) {
        if (certificate.notAfter().isBefore(now)) {
            return 0;
        }
        return certificate.findings().isEmpty() ? 2 : 1;
    }
}
