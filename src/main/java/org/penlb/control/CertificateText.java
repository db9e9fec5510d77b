package org.penlb.control;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.penlb.admin.PageTls;
import org.penlb.service.Service;
import org.penlb.tls.certificate.Audience;
import org.penlb.tls.certificate.CertificateReport;

/** What the command {@code certificates} says: a line for each certificate, and one for each thing that is wrong with it. */
final class CertificateText {
    /** Names that a line has room for; a certificate may have thousands. */
    private static final int MOST_NAMES = 5;

    private CertificateText() {}

    /** Those of several services, each behind its name. */
    static String of(List<Service> services, List<CertificateReport> ofPage, Instant now) {
        var all = new StringBuilder();
        services.forEach(
                service -> add(all, service.config().name(), service.tls().certificates(), now));
        add(all, PageTls.NAME, ofPage, now);
        return all.isEmpty() ? "no certificates\n" : all.toString();
    }

    private static void add(StringBuilder text, String whose, List<CertificateReport> certificates, Instant now) {
        if (!certificates.isEmpty()) {
            text.append(whose).append(":\n");
            certificates.forEach(certificate -> add(text, certificate, now));
        }
    }

    /** Those of a service. */
    static String of(Service service, Instant now) {
        List<CertificateReport> certificates = service.tls().certificates();
        if (certificates.isEmpty()) {
            return service.config().name() + ": no certificates\n";
        }
        var text = new StringBuilder();
        certificates.forEach(certificate -> add(text, certificate, now));
        return text.toString();
    }

    private static void add(StringBuilder text, CertificateReport certificate, Instant now) {
        text.append(names(certificate.names()))
                .append(" ")
                .append(left(certificate, now))
                .append(", until ")
                .append(certificate.notAfter())
                .append(", ")
                .append(certificate.key())
                .append(", issued by ")
                .append(certificate.issuer())
                .append(certificate.ocspUntil() == null ? "" : ", OCSP until " + certificate.ocspUntil())
                .append(", ")
                .append(certificate.file())
                .append(certificate.shownTo() == Audience.SERVERS ? ", shown to servers" : "")
                .append('\n');
        certificate
                .findings()
                .forEach(finding -> text.append("  ").append(finding).append('\n'));
    }

    private static String left(CertificateReport certificate, Instant now) {
        long days = Duration.between(now, certificate.notAfter()).toDays();
        return certificate.notAfter().isAfter(now)
                ? days(days) + " left"
                : days == 0 ? "expired today" : "expired " + days(-days) + " ago";
    }

    private static String days(long days) {
        return days == 1 ? "1 day" : days + " days";
    }

    private static String names(List<String> names) {
        String first = String.join(" ", names.subList(0, Math.min(names.size(), MOST_NAMES)));
        return names.size() <= MOST_NAMES ? first : first + " and " + (names.size() - MOST_NAMES) + " more";
    }
}
